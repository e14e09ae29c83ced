"""Starts and ends processes of the product: forks of one that has read the code already.

Reading the code takes seconds, the rest of a start tenths of one. What is forked runs the same
`timbang serve` and `timbang worker`, in a process, connections and threads of its own.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Sequence
from threading import Lock
from typing import Any


class Starter:
    """The parent of all that is killed; what still runs when it is closed is killed too."""

    def __init__(self, url: str) -> None:
        self._lock = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.faults.starter"],
            env=os.environ | {"TIMBANG_DATABASE": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._asked({"end": 0})  # answered when the code is read

    def start(self, arguments: Sequence[str], port: int) -> int:
        """Start `timbang ARGUMENTS`; returns the process id."""
        return self._asked({"start": list(arguments), "port": port})

    def end(self, pid: int, how: signal.Signals) -> int:
        """Signal a process and wait for its end; returns its exit code, or minus the signal."""
        return self._asked({"end": pid, "how": how})

    def close(self) -> None:
        """Kill what still runs."""
        self._process.communicate()

    def _asked(self, what: dict[str, Any]) -> int:
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())


def main() -> None:
    """Do what each line asks; at the end of the input, or of the parent, kill what is left."""
    from engine import cluster
    from webapp import cli, server

    del cluster, server  # read now, so that no fork has to
    running: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            pid = os.fork()
            if not pid:
                _become(asked, cli.main)
            running.add(pid)
            print(pid, flush=True)
        elif asked["end"] in running:
            print(_end(asked["end"], asked["how"]), flush=True)
            running.discard(asked["end"])
        else:
            print(1, flush=True)
    for pid in running:
        _end(pid, signal.SIGKILL)


def _become(asked: dict[str, Any], run: Any) -> None:
    """In the fork: run the product and never come back."""
    code = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for each in (0, 1):
            os.dup2(nothing, each)
        os.environ["PORT"] = str(asked["port"])
        code = run(asked["start"])
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def _end(pid: int, how: int) -> int:
    os.kill(pid, how)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
