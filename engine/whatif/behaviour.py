"""What is assumed of people: when they act, and that they answer so that the work goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

import schemas
from engine import timeline
from engine.bpmn.parse import Step
from schemas.facts import Facts
from schemas.fields import Choice, Input, Number, PersonChoice, YesNo

When = Literal["last", "first", "usual"]
WAYS: tuple[When, ...] = ("last", "first", "usual")
"""On the last day in time; as soon as it opens; after the days that the step usually takes."""

SOMEBODY = -1
"""A person whom a form will name, nobody knows whom."""


@dataclass(frozen=True)
class Behaviour:
    """When everybody acts; `days` are those a step (process, id) usually takes, else `others`."""

    when: When = "last"
    days: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    others: int = 1

    def acts_at(self, step: Step, opened: datetime, due: datetime | None) -> datetime:
        """The moment at which a task that opened is finished, if nothing holds it back."""
        if self.when == "first" or (self.when == "last" and due is None):
            return opened
        if self.when == "last" and due is not None:
            return max(opened, timeline.last_moment(due))
        return opened + timedelta(days=self.days.get((step.process, step.id), self.others))


def routing(step: Step, facts: Facts, time: int) -> dict[str, Any]:
    """The routing values of the answers that lead on.

    The first of several answers is the one that does; a task that comes round for the `time`-th
    time (from 0) is answered with the next one, so that no diagram is gone through for ever.
    """
    try:
        form = schemas.form(step.form)(facts)
    except schemas.UnknownForm:
        return {}
    return form.outcome(_Usual(form.inputs, time)) if form.decides else {}


class _Usual(dict[str, Any]):
    """Answers that are thought of when somebody asks for them."""

    def __init__(self, inputs: Mapping[str, Input[Any]], time: int) -> None:
        self._inputs, self._time = inputs, time

    def __missing__(self, name: str) -> Any:
        return _answer(self._inputs[name], self._time)


def _answer(question: Input[Any], time: int) -> Any:
    if isinstance(question, YesNo):
        return question.must is not None
    if isinstance(question, PersonChoice):
        return SOMEBODY if question.required and not question.several else question.empty()
    if isinstance(question, Choice):
        choices = list(question.choices)
        return choices[time % len(choices)] if choices else None
    if isinstance(question, Number):
        highest, lowest = question.max, question.min
        return highest if time % 2 == 0 and highest is not None else lowest
    return question.empty()
