"""The product's own processes, as anybody starts them, and what one asks of them over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep
from typing import Any

WORKER = ("-m", "webapp.cli", "worker")
#: The same, where procrastinate is not installed.
PLAIN_WORKER = (
    "-c",
    "import sys; sys.modules['procrastinate'] = None\n"
    "from webapp.cli import main; sys.exit(main(['worker']))",
)
SERVER = ("-m", "webapp.cli", "serve", "--no-worker")
_START = 60.0


@dataclass(frozen=True)
class Reply:
    """What a server said; status 0 if the connection was lost or refused."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    retry_after: str = ""


@contextmanager
def running(url: str, *command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`python COMMAND` on the store at `url`; asked to end in the end, and killed if it does not.

    TIMBANG_KEY must be set where the store is PostgreSQL.
    """
    process = subprocess.Popen(
        [sys.executable, *command],
        env=os.environ | {"TIMBANG_DATABASE": url} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    with process.stdout:
        try:
            yield process
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def working(url: str, *commands: Sequence[str]) -> Iterator[None]:
    """Workers on the store at `url`, one for each command, that begin at the same time."""
    with ExitStack() as left:
        for process in [left.enter_context(running(url, *command)) for command in commands]:
            assert process.stdout is not None
            if not process.stdout.readline().startswith(b"timbang: pekerja"):
                raise RuntimeError("A worker does not start.")
        yield


@contextmanager
def serving(url: str) -> Iterator["Server"]:
    """A server on the store at `url` that is ready."""
    port = free_port()
    with running(url, *SERVER, PORT=str(port)):
        server = Server(port)
        server.wait_until_ready()
        yield server


class Server:
    """A server on this machine, as a program talks to it: a new connection each time."""

    def __init__(self, port: int) -> None:
        self._port = port

    def ready(self) -> bool:
        """Whether it says that it can serve."""
        return self.call("GET", "/ready").status == 200

    def wait_until_ready(self) -> float:
        """Returns after how many seconds; raises TimeoutError after a minute."""
        return until(self.ready, _START, 0.01)

    def call(
        self, method: str, path: str, token: str = "", body: Any = None, key: str = ""
    ) -> Reply:
        """Ask once, as whom the token names; `key` names the request."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        if key:
            headers["Idempotency-Key"] = key
        text = None if body is None else json.dumps(body)
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, text, headers)
            response = connection.getresponse()
            read = json.loads(response.read())
        except (OSError, HTTPException, ValueError):
            return Reply(0)
        finally:
            connection.close()
        return Reply(response.status, read, response.headers.get("Retry-After", ""))

    def complete(self, token: str, task_id: str, answers: Any, key: str = "") -> Reply:
        """Send the form of a task."""
        return self.call("POST", f"/api/v1/tasks/{task_id}/complete", token, answers, key)


def until(condition: Callable[[], bool], seconds: float, pause: float = 0.1) -> float:
    """Wait until something is true; returns for how long. Raises TimeoutError."""
    begun = monotonic()
    while not condition():
        if monotonic() - begun > seconds:
            raise TimeoutError(f"Not true after {seconds} s: {condition}")
        sleep(pause)
    return monotonic() - begun


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
