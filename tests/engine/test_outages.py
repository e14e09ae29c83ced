"""The store goes away under a running server: who waits is told, and it goes on by itself."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import URL, create_engine

from engine import commands
from engine.models import Draft
from tests.engine.processes import SERVER, Start, answers, free_port, until

if TYPE_CHECKING:
    from tests.engine.agency import Agency


class Office:
    """A running server and one person who keeps drafts over its API."""

    def __init__(self, agency: Agency, start: Start, url: str, person: tuple[str, str]) -> None:
        self.task, self.token = person
        self.port = free_port()
        self.server = start(agency, *SERVER, PORT=str(self.port), TIMBANG_DATABASE=url)
        assert until(lambda: answers(self.port))

    def keep(self, words: str) -> tuple[int, str]:
        """Keep a draft; the status of the answer, and after how long to come again."""
        request = Request(
            f"http://127.0.0.1:{self.port}/api/v1/tasks/{self.task}/draft",
            data=json.dumps({"note": words}).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method="PUT",
        )
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, ""
        except HTTPError as refused:
            said = json.load(refused)
            return refused.code, refused.headers["Retry-After"] if said["detail"] else ""

    def recovers(self, words: str) -> bool:
        """Whether the same server keeps a draft again, by itself."""
        kept = until(lambda: self.keep(words)[0] == 200, 60)
        return kept and self.server.poll() is None


@pytest.fixture
def person(agency: Agency) -> tuple[str, str]:
    """The task of somebody, and a token to speak for him."""
    agency.open_cycle("inspektur")
    return agency.task("inspektur", "draft_skp"), agency.do("inspektur", commands.start_session)


# ---- a disk without room ----------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    if os.geteuid() != 0 and os.environ.get("CI") != "true":
        pytest.skip("only root may mount a disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], check=True, timeout=10
    )
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=10)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_full_disk_is_told_and_the_server_goes_on_when_there_is_room(
    agency: Agency, start: Start, person: tuple[str, str], small_disk: Path
) -> None:
    url = f"sqlite:///{copied(Path(agency.database.engine.url.database or ''), small_disk)}"
    office = Office(agency, start, url, person)
    assert office.keep("masih ada tempat") == (200, "")
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * shutil.disk_usage(small_disk).free)
    assert (503, "30") in [office.keep(f"{n} {'panjang ' * 2000}") for n in range(8)]
    filler.unlink()
    assert office.recovers("ada tempat lagi")


def copied(stored: Path, folder: Path) -> Path:
    """The store on another disk."""
    with closing(sqlite3.connect(stored)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(stored, folder))


# ---- a store that does not answer -------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_meets_a_locked_file_is_told_when_to_come_again(
    agency: Agency, start: Start, person: tuple[str, str]
) -> None:
    url = agency.database.engine.url.render_as_string(hide_password=False)
    office = Office(agency, start, url, person)
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        assert office.keep("sementara terkunci") == (503, "30")
        other.exec_driver_sql("ROLLBACK")
    assert office.recovers("terbuka lagi")
    assert agency.rows(Draft)[0].data == {"note": "terbuka lagi"}


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_database_that_is_away_is_told_and_found_again(
    agency: Agency, start: Start, person: tuple[str, str]
) -> None:
    url = agency.database.engine.url
    with Line(url) as line:
        office = Office(agency, start, line.url, person)
        assert office.keep("tersambung") == (200, "")
        line.cut()
        assert office.keep("terputus") == (503, "30")
        line.mend()
        assert office.recovers("tersambung lagi")
    assert agency.rows(Draft)[0].data == {"note": "tersambung lagi"}


class Line:
    """A telephone line to a PostgreSQL server: it can be cut while somebody speaks."""

    def __init__(self, url: URL) -> None:
        self._target = url
        self._speaking: list[socket.socket] = []
        self._cut = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        near = url.set(host="127.0.0.1", port=port, query={})
        self.url = near.render_as_string(hide_password=False)

    def __enter__(self) -> Line:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """Hang up on everybody, and on whoever calls."""
        self._cut = True
        for each in self._speaking:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._speaking.clear()

    def mend(self) -> None:
        """Let calls through again."""
        self._cut = False

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if self._cut:
                    near.close()
                    continue
                far = self._dial()
                self._speaking += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()

    def _dial(self) -> socket.socket:
        folder = self._target.query.get("host")
        if not folder:
            return socket.create_connection((self._target.host, self._target.port or 5432))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{folder}/.s.PGSQL.{self._target.port or 5432}")
        return far


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while said := one.recv(65536):
            other.sendall(said)
    for each in (one, other):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
