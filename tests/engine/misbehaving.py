"""What a child process may do wrong, for the tests of `engine.apart`."""

import os
import time
from typing import Any

from engine.apart import Tell


def echo(given: Any, tell: Tell) -> Any:
    tell("echo")
    return given


def sleep(given: Any, tell: Tell) -> None:
    tell(given)
    time.sleep(600)


def toil(given: Any, tell: Tell) -> None:
    """Stay inside one call that never looks up."""
    tell(given)
    sum(range(10**15))


def swallow(given: Any, tell: Tell) -> int:
    tell(given)
    return len(bytearray(2 * 1024**3))


def crash(given: Any, tell: Tell) -> None:
    tell(given)
    os.abort()


def leave(given: Any, tell: Tell) -> None:
    tell(given)
    raise SystemExit(0)


def settings(given: Any, tell: Tell) -> list[str]:
    return sorted(name for name in os.environ if name.startswith("TIMBANG_"))
