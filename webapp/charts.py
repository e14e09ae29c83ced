"""Figures as drawings: where bars, cells and lines stand. What they say stands in tables beside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST = 46
"""Letters of a name in a drawing; the table has it whole."""


@dataclass(frozen=True)
class Size:
    """The room for names at the left and for the drawing beside them; the height of a line."""

    left: int
    width: int
    row: int
    letters: int = LONGEST

    @property
    def whole(self) -> int:
        """All of it."""
        return self.left + self.width


DESK = Size(200, 560, 28, 27)
DESK_OF_LONG = Size(330, 430, 28)
PAPER = Size(132, 204, 17, 22)
PAPER_OF_LONG = Size(200, 136, 17, 38)
NARROW = 60
END = 70
"""Room for what is said at the end of a bar."""


@dataclass(frozen=True)
class Bar:
    """A named bar with what is said at its end; `mark` is another place on its line."""

    label: str
    y: int
    width: float
    mark: float | None
    said: str


@dataclass(frozen=True)
class Bars:
    """Bars below each other."""

    size: Size
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Value:
    """What a bar is drawn from."""

    label: str
    value: float
    said: str
    mark: float | None = None


def bars(size: Size, values: Sequence[Value], most: float = 0) -> Bars:
    """Lay out bars; the longest takes all the room unless `most` would."""
    top = max((max(each.value, each.mark or 0) for each in values), default=0)
    scale = (size.width - END) / (max(top, most) or 1)
    return Bars(
        size,
        len(values) * size.row,
        tuple(
            Bar(
                label=short(each.label, size.letters),
                y=place * size.row,
                width=round(each.value * scale, 1),
                mark=None if each.mark is None else round(each.mark * scale, 1),
                said=each.said,
            )
            for place, each in enumerate(values)
        ),
    )


@dataclass(frozen=True)
class Cell:
    """A number with a bar below it."""

    x: float
    said: str
    width: float


@dataclass(frozen=True)
class Line:
    """A named line of cells; without any, `said` tells why."""

    label: str
    y: int
    cells: tuple[Cell, ...]
    said: str = ""


@dataclass(frozen=True)
class Grid:
    """Lines of cells under their headings."""

    size: Size
    height: int
    headings: tuple[tuple[float, int, str], ...]
    lines: tuple[Line, ...]


def grid(
    size: Size,
    headings: Sequence[str],
    lines: Iterable[tuple[str, Sequence[int] | str]],
) -> Grid:
    """Lay out numbers under headings; a text instead of numbers is written in their place."""
    lines = list(lines)
    column = size.width / max(len(headings), 1)
    numbers = [number for _, cells in lines if not isinstance(cells, str) for number in cells]
    scale = (column - 8) / (max(numbers, default=0) or 1)
    row = size.row + 4
    # Narrow columns have their headings in two lines, by turns.
    steps = (10, 0) if column < NARROW else (0, 0)
    top = row + max(steps)

    def cells_of(cells: Sequence[int] | str) -> tuple[Cell, ...]:
        if isinstance(cells, str):
            return ()
        return tuple(
            Cell(round(size.left + place * column, 1), str(each), round(each * scale, 1))
            for place, each in enumerate(cells)
        )

    return Grid(
        size,
        top + len(lines) * row,
        tuple(
            (round(size.left + place * column, 1), size.row - 8 + steps[place % 2], each)
            for place, each in enumerate(headings)
        ),
        tuple(
            Line(
                short(label, size.letters),
                top + place * row,
                cells_of(cells),
                cells if isinstance(cells, str) else "",
            )
            for place, (label, cells) in enumerate(lines)
        ),
    )


@dataclass(frozen=True)
class Column:
    """A week: its column, and the height of the line there."""

    x: float
    height: float
    line: float
    said: str


@dataclass(frozen=True)
class Growth:
    """Columns by week under a line that rises towards all."""

    width: int
    height: int
    base: int
    step: float
    columns: tuple[Column, ...]
    most: int

    @property
    def line(self) -> str:
        """The points of the line."""
        return " ".join(f"{each.x},{each.line}" for each in self.columns)


def growth(
    size: Size, weeks: Sequence[tuple[str, int, int]], people: int, tall: int = 150
) -> Growth:
    """Lay out weeks: (heading, tasks, over so far); `people` is the height of the dashed line."""
    most = max((tasks for _, tasks, _ in weeks), default=0)
    step = size.whole / max(len(weeks), 1)
    base = tall + 14
    return Growth(
        width=size.whole,
        height=base + 18,
        base=base,
        step=round(min(step, 40), 2),
        columns=tuple(
            Column(
                x=round(place * min(step, 40), 1),
                height=round(tasks / (most or 1) * tall * 0.8, 1),
                line=round(base - over / (people or 1) * tall, 1),
                said=heading,
            )
            for place, (heading, tasks, over) in enumerate(weeks)
        ),
        most=most,
    )


def short(text: str, letters: int) -> str:
    """A name as long as there is room.

    >>> short("Dinas Pekerjaan Umum dan Penataan Ruang", 20)
    'Dinas Pekerjaan Umu…'
    """
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
