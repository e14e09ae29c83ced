"""Questions answered with people that the facts name."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError

from schemas.facts import Facts, Person
from schemas.fields.choice import OneOf
from schemas.fields.input import FromFacts, resolve
from schemas.said import say


class PersonChoice(OneOf[Any]):
    """One person, or with `many` several, out of the people that the facts name.

    The clean answer is an employee id, None if nobody was chosen; with `many` a list of ids.

    :param people: finds who may be chosen.
    :param max: the most people, with `many`.
    """

    def __init__(
        self,
        label: str,
        people: FromFacts[Sequence[Person]],
        *,
        many: bool = False,
        max: FromFacts[int] = 20,
        **kwargs: Any,
    ) -> None:
        """Offer `people`; `many` for several of them."""
        super().__init__(label, lambda facts: _named(resolve(people, facts)), **kwargs)
        self.several = many
        self.kind = "people" if many else "person"
        self._max = max
        self.max = 20

    def bind(self, facts: Facts) -> None:
        """Find the people and their number in the facts."""
        super().bind(facts)
        self.max = resolve(self._max, facts)

    def empty(self) -> list[int] | None:
        """Nobody."""
        return [] if self.several else None

    def blank(self, raw: object) -> bool:
        """Nothing, or an empty list."""
        return super().blank(raw) or raw in ([], ())

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not self.several:
            if isinstance(value, (list, tuple)):
                raise ValidationError(say("Pilih satu orang saja."))
            return int(self._known(value))
        chosen = self._all_known(value)
        if len(chosen) > self.max:
            raise ValidationError(say("Pilih paling banyak {n} orang.", n=self.max))
        return [int(each) for each in chosen]


def _named(people: Sequence[Person]) -> dict[str, str]:
    return {str(each.id): _name(each) for each in people}


def _name(person: Person) -> str:
    parts = dict.fromkeys((person.name, person.position, person.unit))
    return " · ".join(part for part in parts if part)
