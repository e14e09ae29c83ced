"""Valid raw answers for any form: what somebody would type who knows only the questions."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from engine.rehearsal import rows
from schemas.base import Form
from schemas.facts import Facts, Window
from schemas.fields import (
    Choice,
    Choices,
    Day,
    Input,
    Moment,
    Number,
    PersonChoice,
    Record,
    Rows,
    Scale,
    Text,
    Ticks,
    YesNo,
)
from schemas.final_rating import DecideKeberatan
from schemas.people_review import PrepareReview
from schemas.plan_week import ConfirmPlan
from schemas.rater_nomination import NominateRaters
from schemas.skp_agreement import DraftSkp

Said = Mapping[str, Any]
SENTENCE = "Dibicarakan bersama dan sesuai dengan catatan yang ada. "
MORNING = timedelta(hours=9)


def fill(form: Form, says: Said | None = None, dice: Random | None = None) -> dict[str, Any]:
    """Raw answers that `form.load` accepts: its initial ones, what `says` says, and the rest.

    In `says`, a table's value is a list of partial rows, or one partial row for all of them.
    `dice` varies numbers, ticks and choices of people; without it everything went as agreed.
    """
    says = says or {}
    usual = _KNOWN.get(type(form), _nothing)(form.facts, says, dice)
    return _fill(form, {**usual, **says}, _start(form), dice)


def _start(form: Form) -> dict[str, Any]:
    """What the form starts with; a decision that was taken before is taken anew."""
    decisions = [name for name, each in form.inputs.items() if isinstance(each, Choice)]
    again = form.facts.step in form.facts.own
    return form.initial() | (dict.fromkeys(decisions) if again else {})


def _fill(record: Record, says: Said, start: Said, dice: Random | None) -> dict[str, Any]:
    raw = dict(start)
    for name, said in says.items():
        question = record.inputs.get(name)
        raw[name] = _said_rows(question, raw[name], said) if isinstance(question, Rows) else said
    # What is asked may hang on an answer that stands further down.
    for _ in range(2):
        for name, question in record.inputs.items():
            if name not in says or isinstance(question, Rows):
                raw[name] = _answer(question, raw, raw.get(name), dice)
    return raw


def _said_rows(table: Rows, start: list[Said], said: list[Said] | Said) -> list[dict[str, Any]]:
    if isinstance(said, Mapping):
        return [{**row, **said} for row in start]
    if table.fixed:
        return [{**row, **word} for row, word in zip(start, said, strict=True)]
    return [{**table.row.initial(), **word} for word in said]


def _answer(question: Input[Any], raw: Said, given: Any, dice: Random | None) -> Any:
    if not question.asked(raw):
        return given
    if isinstance(question, Rows):
        return [_row(question, row, dice) for row in given or []]
    if not question.blank(given) or not _wanted(question, raw):
        return given
    return next(make for kind, make in _MAKERS if isinstance(question, kind))(question, dice)


def _wanted(question: Input[Any], raw: Said) -> bool:
    return question.needed(raw) or (isinstance(question, YesNo) and question.must is not None)


def _row(table: Rows, row: Said, dice: Random | None) -> dict[str, Any]:
    usual = rows.usual(table.row, row.get(table.key), dice)
    blanks = {
        name: said
        for name, said in usual.items()
        if name in table.row.inputs and table.row.inputs[name].blank(row.get(name))
    }
    return _fill(table.row, {}, {**row, **blanks}, dice)


# ---- one question -----------------------------------------------------------------------------


def _text(question: Text, _dice: Random | None) -> str:
    enough = SENTENCE * (question.min_length // len(SENTENCE) + 1)
    return enough[: question.max_length].strip()


def _number(question: Number, _dice: Random | None) -> str:
    lowest = question.min if question.min is not None else (question.above or 0) + 1
    wanted = max(lowest, 45)
    return str(wanted if question.max is None else min(wanted, question.max))


def _scale(question: Scale, dice: Random | None) -> str:
    return dice.choice(list(question.choices)[2:]) if dice else list(question.choices)[-2]


def _first(question: Choice, _dice: Random | None) -> str:
    return next(iter(question.choices))


def _some(question: Choices, _dice: Random | None) -> list[str]:
    every = list(question.choices)
    return every if isinstance(question, Ticks) else every[:1]


def _person(question: PersonChoice, _dice: Random | None) -> Any:
    return list(question.choices)[:3] if question.several else next(iter(question.choices))


def _day(question: Day, _dice: Random | None) -> str:
    return min(max(question.facts.today, question.min), question.max).isoformat()


def _moment(question: Moment, _dice: Random | None) -> str:
    opens, facts = question.window.opens, question.facts
    moment = facts.now if opens is None else opens + MORNING
    return moment.astimezone(ZoneInfo(facts.zone)).strftime("%Y-%m-%dT%H:%M")


def _yes(_question: YesNo, _dice: Random | None) -> str:
    return "ya"


_MAKERS: tuple[tuple[type[Input[Any]], Callable[[Any, Random | None], Any]], ...] = (
    (YesNo, _yes),
    (Scale, _scale),
    (PersonChoice, _person),
    (Choice, _first),
    (Choices, _some),
    (Day, _day),
    (Moment, _moment),
    (Number, _number),
    (Text, _text),
)


# ---- forms whose answers hang together --------------------------------------------------------


def _nothing(_facts: Facts, _says: Said, _dice: Random | None) -> Said:
    return {}


def _other_slot(facts: Facts, says: Said, _dice: Random | None) -> Said:
    """Whoever counters a plan names another time: the second day of the mid-year window."""
    opens = facts.windows.get("mid_year_dialog", Window()).opens
    if says.get("response") != "usul_jadwal_lain" or opens is None:
        return {}
    return {"proposed_mid_year_dialog_at": (opens + timedelta(days=1) + MORNING).isoformat()}


def _skp(_facts: Facts, says: Said, dice: Random | None) -> Said:
    return {} if "rows" in says else {"rows": rows.activities(dice)}


def _raters(facts: Facts, says: Said, dice: Random | None) -> Said:
    chosen: dict[str, Any] = {
        group: _chosen(facts, group, dice) for group in ("kolega", "bawahan") if group not in says
    }
    if facts.appraisal_class != "structural":
        chosen.pop("bawahan", None)
    elif not facts.has_bawahan:
        chosen |= {"bawahan": [], "no_bawahan": "ya"}
    return chosen


def _chosen(facts: Facts, group: str, dice: Random | None) -> list[str]:
    related = sorted(each.person.id for each in facts.candidates if each.relation == group)
    number = min(3, len(related))
    return [str(each) for each in (dice.sample(related, number) if dice else related[:number])]


def _officials(facts: Facts, _says: Said, _dice: Random | None) -> Said:
    """The superior presents, the one above chairs, two others keep the meeting."""
    busy = {facts.pejabat_penilai.id, facts.atasan_pejabat_penilai.id, facts.subject.id}
    others = sorted(each.id for each in facts.people if each.id not in busy)
    return {
        "chairman": str(facts.atasan_pejabat_penilai.id),
        "lead_facilitator": str(others[0]),
        "assisting_facilitator": str(others[1]),
    }


def _decision(facts: Facts, says: Said, _dice: Random | None) -> Said:
    """Whoever changes a score without a word which, gives the SKP a little more or less."""
    if says.get("decision") != "diubah" or "changed_parts" in says:
        return {}
    present = rows.number(facts.sheet["skp_score"])
    return {"changed_parts": ["skp"], "new_skp_score": str(present + (2 if present < 90 else -2))}


_KNOWN: Mapping[type[Form], Callable[[Facts, Said, Random | None], Said]] = {
    DraftSkp: _skp,
    ConfirmPlan: _other_slot,
    NominateRaters: _raters,
    PrepareReview: _officials,
    DecideKeberatan: _decision,
}
