"""What a rehearsal plays: which year, for how many people, and how they behave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from engine.errors import FormRejected
from schemas.said import Said, say

#: How people may behave who do not simply do everything in time.
BEHAVIOURS = ("late", "absent", "leaves", "superior", "objects")
YEARS = range(2015, 2100)
#: More people take more minutes than anybody waits for.
LARGEST = 2000
USUAL_SHARES: Mapping[str, int] = {
    "late": 15,
    "absent": 2,
    "leaves": 2,
    "superior": 3,
    "objects": 5,
}

#: Where somebody was stuck: "process:element".
Place = str


@dataclass(frozen=True)
class Scenario:
    """A year of a profile for `size` people; `shares` are per cent of them, by behaviour.

    Everybody else does what he is asked in time. `own` takes the people of this installation (as
    many as there are), else they are invented. `stuck` are the places where somebody was stuck
    when the scenario was saved. The same scenario on the same diagrams gives the same result.
    """

    year: int
    profile: str
    size: int = 200
    seed: int = 1
    own: bool = True
    shares: Mapping[str, int] = field(default_factory=lambda: dict(USUAL_SHARES))
    stuck: tuple[Place, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {**asdict(self), "stuck": list(self.stuck)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Scenario":
        """As it was stored."""
        return cls(**{**stored, "stuck": tuple(stored.get("stuck", ()))})

    def plays_as(self, other: "Scenario | None") -> bool:
        """Whether both give the same result on the same diagrams."""
        return other is not None and {**self.to_json(), "stuck": []} == {
            **other.to_json(),
            "stuck": [],
        }


def read(said: Mapping[str, str], profiles: Mapping[str, Any]) -> Scenario:
    """The scenario somebody typed. Raises `FormRejected` with a message under each field."""
    messages: dict[str, list[Said]] = {}
    year = _number(said, "year", YEARS[0], YEARS[-1], messages)
    size = _number(said, "size", 1, LARGEST, messages)
    seed = _number(said, "seed", 0, 999_999, messages)
    shares = {each: _number(said, each, 0, 100, messages) for each in BEHAVIOURS}
    if not messages and sum(shares.values()) > 100:
        messages[BEHAVIOURS[0]] = [say("Jumlah semua bagian paling banyak 100 persen.")]
    if said.get("profile") not in profiles:
        messages["profile"] = [say("Pilih salah satu profil.")]
    if messages:
        raise FormRejected(messages)
    return Scenario(year, said["profile"], size, seed, said.get("own", "") != "tidak", shares)


def _number(
    said: Mapping[str, str], name: str, least: int, most: int, messages: dict[str, list[Said]]
) -> int:
    typed = said.get(name, "").strip()
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
    if not least <= number <= most:
        messages[name] = [
            say(
                "Tulis bilangan bulat dari {least} sampai {most}.", least=str(least), most=str(most)
            )
        ]
    return number
