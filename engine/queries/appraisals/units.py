"""The units of the organisation in which somebody is counted, with all that lie above them."""

from collections.abc import Iterable, Mapping


class Units:
    """A tree of them, read from the top; a circle of units ends where it closes."""

    def __init__(
        self, names: Mapping[int, str], parents: Mapping[int, int | None], counted: Iterable[int]
    ) -> None:
        """`counted` are the units with people of their own."""
        self.names = names
        self.counted = frozenset(counted)
        self._parents = parents
        self._seen = frozenset(above for unit in self.counted for above in self.up(unit))
        self._below: dict[int | None, list[int]] = {}
        for unit in sorted(self._seen, key=lambda each: (names[each], each)):
            self._below.setdefault(parents[unit], []).append(unit)

    def seen(self, unit: int) -> bool:
        """Whether somebody is counted there or below."""
        return unit in self._seen

    def below(self, unit: int | None) -> tuple[int, ...]:
        """The units just below one, or at the top, by name."""
        return tuple(self._below.get(unit, ()))

    def up(self, unit: int) -> list[int]:
        """The unit and those above it."""
        way: list[int] = []
        current: int | None = unit
        while current is not None and current not in way:
            way.append(current)
            current = self._parents.get(current)
        return way

    def level(self, unit: int | None) -> int | None:
        """Where to begin: down from a unit, or the top, as long as there is one way only."""
        below = self.below(unit)
        while len(below) == 1 and below[0] not in self.counted and self.below(below[0]):
            unit = below[0]
            below = self.below(unit)
        return unit

    def path(self, unit: int | None) -> tuple[tuple[int, str], ...]:
        """The units from the top down to one, with their names."""
        ways = [] if unit is None else [(each, self.names[each]) for each in self.up(unit)]
        return tuple(reversed(ways))
