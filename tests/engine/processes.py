"""Processes of their own on the store of a test: servers and workers as they run in an office."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from tests.engine.agency import Agency

Start = Callable[..., subprocess.Popen[bytes]]
WORKER = ("-m", "webapp.cli", "worker")
SERVER = ("-m", "webapp.cli", "serve", "--no-worker")


@contextmanager
def processes() -> Iterator[Start]:
    """Start Python processes on a store; what still runs at the end is killed."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(agency: Agency, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        url = agency.database.engine.url.render_as_string(hide_password=False)
        env = os.environ | {"TIMBANG_DATABASE": url} | environment
        piped = subprocess.PIPE if command == WORKER else None
        running.append(subprocess.Popen([sys.executable, *command], env=env, stdout=piped))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def until(condition: Callable[[], bool], seconds: float = 240) -> bool:
    """Whether something becomes true in time."""
    end = monotonic() + seconds
    while monotonic() < end:
        if condition():
            return True
        sleep(0.1)
    return False


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ask a process to end, a worker once it has begun; returns its exit code."""
    if process.stdout is not None:
        assert process.stdout.readline().startswith(b"timbang: pekerja")
    process.send_signal(signal.SIGTERM)
    return process.wait(120)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/masuk", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False
