"""What this process has done, in numbers for Prometheus; and how much there is to do."""

from dataclasses import asdict
from time import perf_counter
from types import TracebackType
from typing import Self

from flask import Flask, current_app
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from engine.queries import Workload

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
GAUGES = {
    "open_tasks": "Tasks that wait for somebody",
    "overdue_tasks": "Open tasks past their deadline",
    "due_timers": "Timers past their date that have not fired",
    "incidents": "Steps that failed and are not resolved",
    "workers": "Workers heard of in the last minute",
}


class Meters:
    """The numbers of one application in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.acts = Counter(
            "timbang_acts",
            "Acts by command, and what became of them",
            ("command", "result"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "timbang_act_seconds",
            "How long acts took, repeats included",
            ("command",),
            registry=self.registry,
        )
        self.store_up = Gauge(
            "timbang_store_up", "Whether the database answers", registry=self.registry
        )
        self.gauges = {
            name: Gauge(f"timbang_{name}", words, registry=self.registry)
            for name, words in GAUGES.items()
        }

    def text(self, workload: Workload | None) -> bytes:
        """All numbers as Prometheus reads them; None: the store is away, what waits is unknown."""
        self.store_up.set(workload is not None)
        known = asdict(workload) if workload is not None else {}
        for name, gauge in self.gauges.items():
            gauge.set(known.get(name, float("nan")))
        return generate_latest(self.registry)


class measured:  # noqa: N801 - it reads as a word: with measured("complete_task")
    """Count one act of a command, its result ("done", or the error) and its duration."""

    def __init__(self, command: str) -> None:
        self._command = command

    def __enter__(self) -> Self:
        """Start the watch."""
        self._started = perf_counter()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Stop it; errors go on."""
        found = meters()
        found.seconds.labels(self._command).observe(perf_counter() - self._started)
        result = "done" if error is None else type(error).__name__
        found.acts.labels(self._command, result).inc()


def install(app: Flask) -> None:
    """Give `app` its numbers."""
    app.extensions["timbang_meters"] = Meters()


def meters() -> Meters:
    """The numbers of this application."""
    found: Meters = current_app.extensions["timbang_meters"]
    return found
