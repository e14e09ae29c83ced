"""What every question of a form has: label, help, place on the page, and when it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeAlias, TypeVar

from marshmallow import ValidationError, fields, missing

from schemas.facts import Facts
from schemas.said import Said, say

T = TypeVar("T")

FromFacts: TypeAlias = T | Callable[[Facts], T]
"""A value, or how to find it in the facts of a task."""

REQUIRED = say("Wajib diisi.")


@dataclass(frozen=True)
class When:
    """A question is asked only while another one of the same record has one of these answers."""

    field: str
    values: tuple[str, ...]

    def __init__(self, field: str, *values: str) -> None:
        """While `field` is answered with one of `values`."""
        object.__setattr__(self, "field", field)
        object.__setattr__(self, "values", values)

    def holds(self, answer: object) -> bool:
        """Whether `answer`, raw or clean, is or contains one of `values`."""
        given = answer if isinstance(answer, (list, tuple)) else [answer]
        return any(_word(each) in self.values for each in given)


class Input(fields.Field[T]):
    """One question of a form.

    The page draws it from its attributes: `kind`, `label`, `help`, `section`, `width` ("full",
    "half", "third"), `required`, `when`, `placeholder` and what its subclass adds.
    An answer that was not given becomes `empty()`. While `when` does not hold, the question is
    not asked: whatever stands there is left out of the answers (a draft still keeps it).

    :param required: an answer must be given (as long as the question is asked).
    :param required_when: the same, but only while this holds.
    :param lacking: the sentence said when a required answer is lacking.
    :param initial: the raw answer a new form starts with.
    """

    kind: str = ""
    several: bool = False

    def __init__(
        self,
        label: str,
        *,
        help: str = "",
        required: bool = False,
        required_when: When | None = None,
        lacking: Said = REQUIRED,
        section: str = "",
        width: str = "full",
        when: When | None = None,
        initial: FromFacts[Any] = None,
        placeholder: str = "",
    ) -> None:
        """Ask under `label`."""
        super().__init__(required=required, allow_none=True)
        self.required_when = required_when
        self.lacking = lacking
        self.label = label
        self.help = help
        self.section = section
        self.width = width
        self.when = when
        self.placeholder = placeholder
        self.facts = Facts()
        self._initial = initial

    def __copy__(self) -> Self:
        """Each form has its own questions; Python's way of copying them costs four times more."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def bind(self, facts: Facts) -> None:
        """Take what depends on the facts of this task (subclasses resolve their limits here)."""
        self.facts = facts

    def start(self) -> Any:
        """The raw answer a new form starts with."""
        return resolve(self._initial, self.facts)

    def resume(self, stored: Any) -> Any:
        """The raw answer to go on with, from a plain one given before."""
        return stored

    def empty(self) -> Any:
        """The clean answer that stands for no answer."""
        return None

    def blank(self, raw: object) -> bool:
        """Whether `raw` means that nothing was answered."""
        return raw is None or raw is missing or (isinstance(raw, str) and not raw.strip())

    def asked(self, raw: Mapping[str, Any]) -> bool:
        """Whether this question is asked, given the raw answers beside it."""
        return self.when is None or self._holds(self.when, raw)

    def needed(self, raw: Mapping[str, Any]) -> bool:
        """Whether an answer must be given, given the raw answers beside it."""
        return self.required or (
            self.required_when is not None and self._holds(self.required_when, raw)
        )

    def describe(self, plain: Any) -> str:
        """A plain answer in words for a reader; "" if there is none."""
        return "" if plain is None else str(plain)

    def deserialize(
        self,
        value: Any,
        attr: str | None = None,
        data: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Turn one raw value into the clean answer; raises ValidationError with the sentence."""
        if not self.asked(data or {}):
            return self.empty()
        if self.blank(value):
            if self.needed(data or {}):
                raise ValidationError(self.lacking)
            return self.empty()
        return self._deserialize(value, attr, data, **kwargs)

    def _holds(self, when: When, raw: Mapping[str, Any]) -> bool:
        other = getattr(self.parent, "fields", {}).get(when.field)
        above = other.asked(raw) if isinstance(other, Input) else True
        return above and when.holds(raw.get(when.field))


def resolve(value: Any, facts: Facts) -> Any:
    """A value as it stands, or found in the facts."""
    return value(facts) if callable(value) else value


def text_of(value: object) -> str:
    """The one raw string that `value` is; raises ValidationError if it is anything else."""
    if not isinstance(value, str):
        raise ValidationError(say("Isi satu nilai saja untuk isian ini."))
    return value


def at(*path: str | int) -> tuple[str | int, ...]:
    """Where a message belongs: `at("rows", 3, "obstacle")`."""
    return path


def _word(answer: object) -> str:
    if isinstance(answer, bool):
        return "ya" if answer else "tidak"
    return str(answer)
