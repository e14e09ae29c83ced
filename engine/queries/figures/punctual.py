"""How often tasks are done in time, unit by unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.queries.figures.asked import Asked
from engine.queries.figures.passages import Standing


@dataclass(frozen=True)
class PunctualLine:
    """Tasks of a row that had a date and are done, and those done in time."""

    unit_id: int
    name: str
    direct: bool
    done: int
    in_time: int

    @property
    def percent(self) -> int | None:
        """How many of a hundred, full only when all; None where nothing was done."""
        return self.in_time * 100 // self.done if self.done else None


@dataclass(frozen=True)
class Punctuality:
    """A line for each row of the page, and all of them together."""

    lines: tuple[PunctualLine, ...]
    total: PunctualLine


def punctuality(asked: Asked, stood: Sequence[Standing]) -> Punctuality:
    """The on-time rate of the rows."""
    lines = []
    for place, row in enumerate(asked.rows):
        here = [each for each in stood if each.place == place]
        done, in_time = sum(each.done for each in here), sum(each.in_time for each in here)
        lines.append(PunctualLine(row.unit_id, row.name, row.direct, done, in_time))
    total = PunctualLine(
        *(asked.unit_id or 0, "", False),
        sum(line.done for line in lines),
        sum(line.in_time for line in lines),
    )
    return Punctuality(tuple(lines), total)
