"""Appraisals: a list of them, one with all that waits and happened, and its path."""

from marshmallow import fields, validate

from schemas.api.base import Shape, a_day, a_flag, a_key, a_number, a_text, an_instant, many
from schemas.api.paging import Counted, PageQuery
from schemas.said import say


class AppraisalQuery(PageQuery):
    """Which appraisals; everything given must hold. `unit`: with those below it, or `direct`.

    `coaching`: a week and how it stands, such as "coaching_week_1.missing" (or done, returned,
    not_held).
    """

    cycle = fields.String(load_default="")
    unit = a_key()
    direct = a_flag()
    state = fields.String(load_default="")
    health = fields.String(load_default="")
    text = fields.String(load_default="")
    superior = fields.String(load_default="")
    holder = fields.String(load_default="")
    late = a_flag()
    version = a_key()
    phase = fields.String(load_default="")
    step = fields.String(load_default="")
    coaching = fields.String(load_default="")
    sort = fields.String(
        load_default="",
        validate=validate.OneOf(
            ("", "subject", "due_at", "since"),
            error=say("Urutkan menurut subject, due_at atau since."),
        ),
    )


class AppraisalRow(Shape):
    """One appraisal in a list, and whom it waits for."""

    id = a_text()
    subject = a_text()
    nip = a_text()
    position = a_text()
    unit = a_text()
    year = a_number()
    state = a_text()
    waiting_on = fields.List(fields.String(), required=True)
    task = a_text()
    since = an_instant(allow_none=True)
    due_at = an_instant(allow_none=True)
    late = fields.Boolean(required=True)
    health = a_text()
    pejabat_penilai = a_text()
    since_days = fields.Integer(required=True, allow_none=True)
    days_left = fields.Integer(required=True, allow_none=True)
    next_event = a_text()
    next_at = an_instant(allow_none=True)
    version = a_number()
    due_date = fields.List(
        fields.String(), required=True, metadata={"description": "key and edge, to ask why"}
    )
    next_date = fields.List(fields.String(), required=True)


class AppraisalRows(Counted):
    """One page of the appraisals I may see."""

    appraisals = many(AppraisalRow)


class StageShape(Shape):
    """One phase: done, now, next or skipped; its window, `closes` exclusive; what came of it."""

    key = a_text()
    label = a_text()
    state = a_text()
    opens = an_instant(allow_none=True)
    closes = an_instant(allow_none=True)
    began = a_day(allow_none=True)
    ended = a_day(allow_none=True)


class CloserShape(Shape):
    """A step that ends the wait for others, by whom, from when on."""

    title = a_text()
    role = a_text()
    at = an_instant(allow_none=True)


class ExpectedShape(Shape):
    """When a stage would end, if it takes as long as those took who have passed it in the cycle.

    Only of who would so miss his date, once at least ten have passed the stage; else null.
    """

    expected = a_day(allow_none=True)
    median = fields.Integer(
        required=True, allow_none=True, metadata={"description": "working days they took"}
    )
    passed = fields.Integer(
        required=True, allow_none=True, metadata={"description": "how many they are"}
    )


class HolderShape(ExpectedShape):
    """An open task and who holds it; nobody is named where nobody may be ("").

    `others` could do it as well; `closer` may end the wait for it. `expected` is after `due_at`:
    when the stage would end at the pace of the cycle.
    """

    title = a_text()
    phase = a_text()
    person = a_text()
    in_stead_of = a_text(metadata={"description": "whose task it is, where another does it"})
    role = a_text()
    since = an_instant()
    due_at = an_instant(allow_none=True)
    late = fields.Boolean(required=True)
    task = fields.String(required=True, allow_none=True, metadata={"description": "if it is mine"})
    others = fields.List(fields.String(), required=True)
    closer = fields.Nested(CloserShape, required=True, allow_none=True)


class TimerShape(Shape):
    """A date the appraisal waits for, and the rule it follows."""

    phase = a_text()
    phase_name = a_text()
    edge = a_text()
    rule = a_text()
    due_at = an_instant(allow_none=True)


class HistoryRow(Shape):
    """One act: who is "" for the system and where nobody may know; `late`: a form past its date."""

    at = an_instant()
    act = a_text()
    title = a_text()
    phase = a_text()
    who = a_text()
    in_stead_of = a_text()
    note = a_text()
    late = fields.Boolean(required=True)


class HistoryRows(Counted):
    """One page of a history, newest first."""

    lines = many(HistoryRow)


class AppraisalShape(Shape):
    """One appraisal as its viewer may see it."""

    id = a_text()
    subject = a_text()
    position = a_text()
    unit = a_text()
    year = a_number()
    profile = a_text()
    pejabat_penilai = a_text()
    atasan_pejabat_penilai = a_text()
    viewer = a_text()
    state = a_text()
    npk = fields.String(required=True, allow_none=True)
    predikat = fields.String(required=True, allow_none=True)
    stages = many(StageShape)
    open_tasks = many(HolderShape)
    timers = many(TimerShape)
    history = fields.Nested(HistoryRows, required=True)


class WaitShape(ExpectedShape):
    """One thing an appraisal waits for; who has still to send a 360 form is nobody's to know ("").

    `said` is what, who and since when in a sentence, `reason` why it cannot go on before;
    `expected` is after `due_at`: when the stage would end at the pace of the cycle.
    """

    kind = a_text()
    title = a_text()
    phase = a_text()
    key = a_text(metadata={"description": "of the phase, to ask why its date is what it is"})
    edge = a_text()
    person = a_text()
    in_stead_of = a_text(metadata={"description": "whose task it is, where another does it"})
    role = a_text()
    since = an_instant()
    days = fields.Integer(required=True, metadata={"description": "working days since then"})
    due_at = an_instant(allow_none=True)
    late = fields.Boolean(required=True)
    rule = a_text()
    missing = fields.Integer(required=True, metadata={"description": "360 forms not sent yet"})
    asked = fields.Integer(required=True, metadata={"description": "360 forms asked for"})
    task = fields.String(required=True, allow_none=True, metadata={"description": "if it is mine"})
    said = a_text()
    reason = a_text()
    contact = a_text(metadata={"description": "whom to ask"})


class Waits(Shape):
    """All that an appraisal waits for; none once it is over."""

    waits = many(WaitShape)


class CitedChangeShape(Shape):
    """A change that a rule came with: `scope` is all, unit or appraisal, `whom` names it."""

    scope = a_text()
    whom = a_text()
    reason = a_text()
    letter = a_text()
    by = a_text()
    at = an_instant()


class CitedShape(Shape):
    """A rule that a date is reckoned by; `bound`: the date is not before this."""

    key = a_text()
    phase = a_text()
    edge = a_text()
    bound = fields.Boolean(required=True)
    rule = a_text()
    said = a_text(metadata={"description": "the rule in a sentence"})
    due_at = an_instant(allow_none=True)
    change = fields.Nested(CitedChangeShape, required=True, allow_none=True)
    thought_of = fields.Boolean(
        required=True, metadata={"description": "it comes with a change that is not made yet"}
    )


class CitedEventShape(Shape):
    """Something that has happened, from which dates are reckoned."""

    name = a_text()
    at = an_instant()


class WhyShape(Shape):
    """A date and all it comes from, its own rule first; `recomputed` from the citation alone."""

    phase = a_text()
    edge = a_text()
    due_at = an_instant(allow_none=True)
    recomputed = an_instant(allow_none=True)
    rules = many(CitedShape)
    events = many(CitedEventShape)
    year = a_number()
    version = a_number()
    profile = a_text()
    calendar = a_text()
    shifted = fields.Boolean(required=True, metadata={"description": "closings move off free days"})


class PathQuery(Shape):
    """Which diagram: the year's, or that of a phase by its key."""

    phase = fields.String(load_default="")


class PathSpotShape(Shape):
    """An element of a diagram and what became of it.

    `state` is "done" (passed), "waits" (stands here), "next" (expected), "perhaps" (not ruled out)
    or "never". Days are those of the agency; nobody is named where nobody may be.
    """

    element = a_text()
    name = a_text()
    kind = a_text()
    role = a_text()
    state = a_text()
    people = fields.List(fields.String(), required=True)
    times = fields.Integer(required=True, metadata={"description": "how often it was passed"})
    passed = a_day(allow_none=True)
    begun = a_day(allow_none=True)
    since = a_day(allow_none=True)
    due_at = an_instant(allow_none=True)
    late = fields.Boolean(required=True)
    begins = a_day(allow_none=True)
    expected = a_day(allow_none=True)
    opens = an_instant(allow_none=True)
    closes = an_instant(allow_none=True)
    answer = a_text(metadata={"description": "of a question, what was said last"})


class PathShape(Shape):
    """The way of one appraisal on a diagram; `flows` has the state of each flow by its id."""

    id = a_text()
    version = a_number()
    phase = a_text()
    name = a_text()
    spots = many(PathSpotShape)
    flows = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    stopped = fields.Boolean(required=True)
    projected = fields.Boolean(required=True)
    ends = a_day(allow_none=True)


class NudgedShape(Shape):
    """How many tasks somebody was reminded of."""

    reminded = a_number()
