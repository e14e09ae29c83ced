"""Processes of the product that are killed at random moments and started again."""

import signal
import socket
from datetime import datetime
from random import Random
from threading import Event, Lock
from time import monotonic, sleep

from engine import clock
from tools.faults.starter import Starter

#: Seconds a server may live once it listens.
SERVER_LIFE = 1.5
#: Seconds a worker may live: its first sweep begins after five.
WORKER_LIFE = (4.8, 6.5)
#: Seconds before the next worker is started: timers come due while there is none.
WORKER_REST = 6.0
#: How often a process is killed while it starts or rests.
EARLY = 0.15
_START = 60.0


class Quota:
    """How many kills are left, for all lanes together; none after the last second."""

    def __init__(self, kills: int, seconds: float) -> None:
        self.done = 0
        self._kills, self._end, self._lock = kills, monotonic() + seconds, Lock()

    def take(self) -> bool:
        """Whether one more process may be killed; it counts at once."""
        with self._lock:
            if self.done >= self._kills or monotonic() > self._end:
                return False
            self.done += 1
            return True


class Lane:
    """One process after the other: each is killed in its time, the last one is left running."""

    def __init__(self, starter: Starter, port: int, seed: int) -> None:
        """A lane of servers at `port`, or of workers if it is 0."""
        self.killed = 0
        #: When nothing lived here, from one kill to the next start.
        self.down: list[tuple[datetime, datetime]] = []
        self._starter, self._port, self._random = starter, port, Random(seed)
        self._pid = 0

    def run(self, quota: Quota, give_up: Event) -> None:
        """Kill and start again until the quota is used up.

        Raises RuntimeError if a process has not lived until it was killed.
        """
        arguments = ["serve", "--no-worker"] if self._port else ["worker"]
        while not give_up.is_set():
            self._pid = self._starter.start(arguments, self._port)
            self._let_live()
            if not quota.take():
                return
            self._end(signal.SIGKILL)
            self.killed += 1
            killed_at = clock.real()
            if not self._port:
                give_up.wait(self._random.uniform(0, WORKER_REST))
            self.down.append((killed_at, clock.real()))

    def stop(self) -> None:
        """Ask the process that was left to end."""
        if self._pid:
            self._end(signal.SIGTERM)

    def _let_live(self) -> None:
        if self._random.random() < EARLY:
            sleep(self._random.uniform(0, 1))
        elif self._port:
            self._wait_until_it_listens()
            sleep(self._random.uniform(0, SERVER_LIFE))
        else:
            sleep(self._random.uniform(*WORKER_LIFE))

    def _wait_until_it_listens(self) -> None:
        end = monotonic() + _START
        while not self._listens():
            if monotonic() > end:
                raise RuntimeError("A server does not start.")
            sleep(0.02)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=5).close()
        except OSError:
            return False
        return True

    def _end(self, how: signal.Signals) -> None:
        pid, self._pid = self._pid, 0
        code = self._starter.end(pid, how)
        if how == signal.SIGKILL and code != -signal.SIGKILL:
            raise RuntimeError(f"A process ended by itself: {code}.")
