"""Questions with given answers: yes or no, one of several, some of several."""

from collections.abc import Mapping
from typing import Any, TypeVar

from marshmallow import ValidationError

from schemas.facts import Facts
from schemas.fields.input import FromFacts, Input, resolve, text_of
from schemas.said import Said, listed, say

T = TypeVar("T")

YES_NO = {"ya": "Ya", "tidak": "Tidak"}


class YesNo(Input[bool]):
    """Yes or no. Required: two radio buttons ("yesno"); otherwise one box to tick ("checkbox").

    :param must: the sentence said when the answer is not yes; None if both answers are allowed.
    """

    def __init__(self, label: str, *, must: Said | None = None, **kwargs: Any) -> None:
        """Ask for yes or no."""
        super().__init__(label, **kwargs)
        self.must = must
        self.choices: Mapping[str, str] = YES_NO
        self.kind = "yesno" if self.required else "checkbox"

    def empty(self) -> bool:
        """No."""
        return False

    def deserialize(
        self,
        value: Any,
        attr: str | None = None,
        data: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """True or False; refuses what is not yes where `must` is set."""
        answer = super().deserialize(value, attr, data, **kwargs)
        if self.must and not answer and self.asked(data or {}):
            raise ValidationError(self.must)
        return answer

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> bool:
        if isinstance(value, bool):
            return value
        if not isinstance(value, str) or value not in YES_NO:
            raise ValidationError(say("Pilih Ya atau Tidak."))
        return bool(value == "ya")

    def _serialize(self, value: bool | None, attr: Any, obj: Any, **kwargs: Any) -> str:
        return "ya" if value else "tidak"

    def describe(self, plain: Any) -> str:
        """Ya or Tidak."""
        return self.choices.get(str(plain), "")


class OneOf(Input[T]):
    """Shared by all questions whose answers are given: `choices` maps raw value to label."""

    def __init__(self, label: str, choices: FromFacts[Mapping[str, str]], **kwargs: Any) -> None:
        """Offer `choices`: raw value to label."""
        super().__init__(label, **kwargs)
        self._choices = choices
        self.choices: Mapping[str, str] = {} if callable(choices) else choices

    def bind(self, facts: Facts) -> None:
        """Find the choices in the facts."""
        super().bind(facts)
        self.choices = resolve(self._choices, facts)

    def describe(self, plain: Any) -> str:
        """The labels of what was chosen."""
        given = plain if isinstance(plain, (list, tuple)) else [plain]
        return ", ".join(self.choices.get(str(each), str(each)) for each in given if each)

    def _known(self, raw: object) -> str:
        if str(raw) not in self.choices or isinstance(raw, bool):
            raise ValidationError(say("Pilih salah satu dari daftar."))
        return str(raw)

    def _all_known(self, raw: object) -> list[str]:
        given = raw if isinstance(raw, (list, tuple)) else [raw]
        if len(given) > len(self.choices):
            raise ValidationError(say("Pilih dari daftar, masing-masing satu kali."))
        chosen = {self._known(each) for each in given}
        return [value for value in self.choices if value in chosen]


class Choice(OneOf[str]):
    """One of several, drawn as radio buttons up to `radio` choices and as a list above; or ""."""

    kind = "choice"

    def __init__(
        self,
        label: str,
        choices: FromFacts[Mapping[str, str]],
        *,
        radio: int = 5,
        **kwargs: Any,
    ) -> None:
        """Offer `choices`; more than `radio` of them become a list."""
        super().__init__(label, choices, **kwargs)
        self.radio = radio

    def empty(self) -> str:
        """No choice."""
        return ""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        return self._known(text_of(value))


class Scale(Choice):
    """A whole number from 1 to `top`, drawn as radio buttons; the clean answer is an int.

    :param ends: what 1 and what `top` mean.
    """

    def __init__(self, label: str, *, ends: tuple[str, str], top: int = 5, **kwargs: Any) -> None:
        """Ask for a step between 1 and `top`."""
        words = {"1": f"1 · {ends[0]}", str(top): f"{top} · {ends[1]}"}
        steps = {str(n): words.get(str(n), str(n)) for n in range(1, top + 1)}
        super().__init__(label, steps, **kwargs)

    def empty(self) -> Any:
        """No step."""
        return None

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        return int(self._known(value))


class Choices(OneOf[list[str]]):
    """Some of several; the clean answer is a list in the order of `choices`."""

    kind = "choices"
    several = True

    def empty(self) -> list[str]:
        """None of them."""
        return []

    def blank(self, raw: object) -> bool:
        """Nothing, or an empty list."""
        return super().blank(raw) or raw in ([], ())

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[str]:
        return self._all_known(value)


class Ticks(Choices):
    """A checklist; with `complete`, every box must be ticked."""

    kind = "ticks"

    def __init__(
        self,
        label: str,
        choices: FromFacts[Mapping[str, str]],
        *,
        complete: bool = False,
        **kwargs: Any,
    ) -> None:
        """Offer boxes; `complete` means that every one must be ticked."""
        super().__init__(label, choices, **{"required": complete} | kwargs)
        self.complete = complete

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[str]:
        ticked = self._all_known(value)
        lacking = [label for key, label in self.choices.items() if key not in ticked]
        if self.complete and lacking:
            raise ValidationError(say("Belum dicentang: {boxes}.", boxes=listed("; ", lacking)))
        return ticked
