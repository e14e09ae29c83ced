"""Runs a function of ours in a child process, which may hang, grow or crash: it costs nothing else.

The child limits itself before it reads what came from outside: its kernel ends it after so many
seconds, by the clock and by its own work, whatever code it is caught in, and gives it no more
memory than agreed. It has none of our settings and no store. POSIX only.

    python -m engine.apart engine.uploads:look < what it is given
"""

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, cast

import msgpack

PATIENCE = 30  # seconds for starting the child on a busy machine

Tell = Callable[[Any], None]
"""Says what is looked at now, so that it is known if the child does not come back."""


@dataclass(frozen=True)
class Limits:
    """How long (seconds) the function may run, how much memory (bytes) the child may have."""

    seconds: int
    memory: int = 768 * 1024 * 1024


class Lost(Exception):
    """The child did not come back: `why` is slow, large, failed, stopped; `last` its last word."""

    def __init__(self, why: str, last: Any, trace: str = "") -> None:
        """Keep the reason, the last word, and what the child wrote to its errors."""
        super().__init__(f"{why}: {last} {trace}")
        self.why, self.last, self.trace = why, last, trace


def run(target: str, given: Any, limits: Limits) -> Any:
    """What the function `target` ("package.module:name") returns for (given, tell).

    `given` is made of what msgpack carries, the result of what JSON carries. Raises `Lost`.
    """
    return follow(target, given, limits, lambda _word: True)


def follow(target: str, given: Any, limits: Limits, hear: Callable[[Any], bool]) -> Any:
    """The same, hearing each word the child tells; it is ended where `hear` says no.

    Raises `Lost`, with "stopped" for a child that was ended so.
    """
    with TemporaryFile() as question, TemporaryFile() as errors:
        question.write(msgpack.packb(given))
        question.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own module, in our own interpreter
            [sys.executable, "-m", "engine.apart", target, str(limits.seconds), str(limits.memory)],
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={
                name: told for name, told in os.environ.items() if not name.startswith("TIMBANG_")
            },
        )
        # What its kernel has not ended by then never comes back.
        alarm = threading.Timer(PATIENCE + limits.seconds, child.kill)
        alarm.start()
        try:
            last, results, stopped = _listen(child, hear)
        finally:
            child.kill()
            alarm.cancel()
            code = child.wait()
        if results:
            return results[0]
        errors.seek(0)
        trace = errors.read()
    why = "stopped" if stopped else _why(code, trace)
    raise Lost(why, last, trace.decode(errors="replace")[-2000:])


def _listen(
    child: subprocess.Popen[bytes], hear: Callable[[Any], bool]
) -> tuple[Any, list[Any], bool]:
    """The child's last word, its result if it came to one, and whether it was told to stop."""
    last = None
    with cast(IO[bytes], child.stdout) as lines:
        for line in lines:
            if not line.endswith(b"]\n"):
                continue
            kind, word = json.loads(line)
            if kind == "result":
                return last, [word] if child.wait() == 0 else [], False
            last = word
            if not hear(word):
                return last, [], True
    child.wait()
    return last, [], False


def _why(code: int, errors: bytes) -> str:
    if code in (-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL):
        return "slow"
    return "large" if b"MemoryError" in errors else "failed"


def _main(target: str, seconds: int, memory: int) -> None:
    module, _, name = target.partition(":")
    function = getattr(importlib.import_module(module), name)
    given = msgpack.unpackb(sys.stdin.buffer.read())
    _limit(seconds, memory)
    result = function(given, lambda word: _say("looks at", word))
    signal.setitimer(signal.ITIMER_REAL, 0)
    _say("result", result)


def _limit(seconds: int, memory: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    work = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (work, work + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _say(kind: str, word: Any) -> None:
    sys.stdout.write(json.dumps([kind, word]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
