"""The shapes that leave as JSON, and the few that come in; the API's document is made of them.

Every key is always there. Instants are ISO 8601 with their offset, exact numbers are strings.
"""

from typing import Any, ClassVar

from marshmallow import INCLUDE, RAISE, Schema, fields, validate

from schemas.said import say

MAX_PAGE = 10_000
MAX_PER_PAGE = 100

_WHOLE = say("Tulis bilangan bulat.")
_FROM_TO = say("Tulis bilangan antara {low} dan {high}.", low=1, high=MAX_PAGE)
_UP_TO = say("Tulis bilangan antara {low} dan {high}.", low=1, high=MAX_PER_PAGE)


class Shape(Schema):
    """One JSON object with exactly these keys."""

    class Meta:
        """Nothing unknown passes, in either direction."""

        unknown = RAISE

    error_messages: ClassVar[dict[str, str]] = {  # type: ignore[misc]
        "unknown": say("Isian ini tidak dikenal."),
        "type": say("Kirim sebuah objek JSON."),
    }


def _text(**more: Any) -> fields.String:
    return fields.String(required=True, **more)


def _instant(*, allow_none: bool = False) -> fields.AwareDateTime:
    return fields.AwareDateTime(required=True, allow_none=allow_none, format="iso")


def _day(*, allow_none: bool = False) -> fields.Date:
    return fields.Date(required=True, allow_none=allow_none)


def _many(shape: type[Schema] | str) -> fields.List[Any]:
    return fields.List(fields.Nested(shape), required=True)


def _flag() -> fields.Boolean:
    said = say("Tulis true atau false.")
    return fields.Boolean(load_default=False, error_messages={"invalid": said, "null": said})


def _key() -> fields.Integer:
    return fields.Integer(
        load_default=None,
        validate=validate.Range(1, 2**31 - 1, error=_WHOLE),
        error_messages={"invalid": _WHOLE, "null": _WHOLE, "too_large": _WHOLE},
    )


def _page(high: int, said: str, load_default: int) -> fields.Integer:
    return fields.Integer(
        load_default=load_default,
        validate=validate.Range(1, high, error=said),
        error_messages={"invalid": _WHOLE, "null": _WHOLE, "too_large": _WHOLE},
    )


# ---- what comes in ----------------------------------------------------------------------------

_ONE_LINE: dict[str, Any] = {"required": say("Wajib diisi."), "invalid": say("Kirim sebuah teks.")}
_ONE_LINE["null"] = _ONE_LINE["required"]


class SignIn(Shape):
    """NIP and password."""

    nip = fields.String(required=True, error_messages=_ONE_LINE)
    password = fields.String(required=True, error_messages=_ONE_LINE)


class Answers(Shape):
    """Raw answers of a form, by the names of its fields; numbers may be JSON numbers."""

    class Meta:
        """The task's own form decides what is known."""

        unknown = INCLUDE


class Paging(Shape):
    """Which page, and how many on one."""

    page = _page(MAX_PAGE, _FROM_TO, 1)
    per_page = _page(MAX_PER_PAGE, _UP_TO, 50)


class TaskQuery(Paging):
    """Which of my open tasks."""

    state = fields.String(
        load_default="",
        validate=validate.OneOf(
            ("", "terlambat", "dikembalikan", "draf", "baru"),
            error=say("Pilih salah satu dari daftar."),
        ),
    )
    phase = fields.String(load_default="")
    role = fields.String(load_default="")


class PageQuery(Shape):
    """Which page of a list whose pages have one length."""

    page = _page(MAX_PAGE, _FROM_TO, 1)


class AppraisalQuery(PageQuery):
    """Which appraisals; everything given must hold. `unit`: with those below it, or `direct`."""

    cycle = fields.String(load_default="")
    unit = _key()
    direct = _flag()
    state = fields.String(load_default="")
    health = fields.String(load_default="")
    text = fields.String(load_default="")
    superior = fields.String(load_default="")
    holder = fields.String(load_default="")
    late = _flag()
    version = _key()
    phase = fields.String(load_default="")
    step = fields.String(load_default="")
    sort = fields.String(
        load_default="",
        validate=validate.OneOf(
            ("", "subject", "due_at", "since"),
            error=say("Urutkan menurut subject, due_at atau since."),
        ),
    )


class InterventionAsk(AppraisalQuery):
    """What is to be done to the appraisals that meet the rest, or to `appraisals` of them alone."""

    class Meta(AppraisalQuery.Meta):
        """It is about all pages."""

        exclude = ("page", "sort")

    kind = fields.String(
        required=True,
        validate=validate.OneOf(
            ("hold", "release", "cancel", "hand_over", "extend"),
            error=say("Tulis hold, release, cancel, hand_over atau extend."),
        ),
    )
    #: Of the new Pejabat Penilai Kinerja, where one is handed over.
    nip = fields.String(load_default="")
    #: The date that is extended, such as "keberatan.closes", and what it becomes.
    edge = fields.String(load_default="")
    rule = fields.String(load_default="")
    appraisals = fields.List(fields.String(), load_default=())


class InterventionOrder(InterventionAsk):
    """The same, with its reason and with what the preview said (`seen`)."""

    reason = fields.String(required=True)
    #: Its number, where dates are extended.
    letter = fields.String(load_default="")
    seen = fields.String(required=True)


class InterventionDecision(Shape):
    """What another officer says to a proposal, or its own author."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf(
            ("accept", "decline", "withdraw"),
            error=say("Tulis accept, decline atau withdraw."),
        ),
    )
    answer = fields.String(load_default="")


class PlacesQuery(AppraisalQuery):
    """The same, of whom a diagram shows where they stand; `phase` is the diagram shown."""

    class Meta(AppraisalQuery.Meta):
        """What a diagram has no use for is unknown to it."""

        exclude = ("page", "sort", "step")


class BoardQuery(Shape):
    """Which cycle (the newest by default), below which unit (from the top by default)."""

    cycle = fields.String(load_default="")
    unit = _key()


class PathQuery(Shape):
    """Which diagram: the year's, or that of a phase by its key."""

    phase = fields.String(load_default="")


# ---- problems ---------------------------------------------------------------------------------


class Problem(Shape):
    """What went wrong (RFC 9457); `errors` mirrors what was sent, with sentences at the fields."""

    type = _text()
    title = _text()
    status = fields.Integer(required=True)
    detail = _text()
    errors = fields.Dict(keys=fields.String())


# ---- signing in -------------------------------------------------------------------------------


class Who(Shape):
    """The person of a token."""

    name = _text()
    position = _text()
    roles = fields.List(fields.String(), required=True)


class Token(Shape):
    """A token to send as `Authorization: Bearer …`; shown once."""

    access_token = _text()
    token_type = _text()
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    person = fields.Nested(Who, required=True)


# ---- tasks ------------------------------------------------------------------------------------


class TaskRow(Shape):
    """An open task of mine; `due_at` is the instant at which it is late."""

    id = _text()
    title = _text()
    form = _text()
    subject = _text()
    position = _text()
    unit = _text()
    cycle = _text()
    phase = _text(metadata={"description": "key of the phase"})
    phase_name = _text()
    role = _text()
    state = _text()
    opened_at = _instant()
    due_at = _instant(allow_none=True)
    late = fields.Boolean(required=True)
    days_left = fields.Integer(required=True, allow_none=True)
    draft_at = _instant(allow_none=True)
    minutes = fields.Integer(required=True)
    comment = _text()
    appraisal = _text(metadata={"description": "id of the appraisal"})


class Counted(Shape):
    """Where a list stands: this page, of how many pages and rows."""

    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    count = fields.Integer(required=True)


class TaskRows(Counted):
    """One page of my open tasks, first due first."""

    tasks = _many(TaskRow)


class Option(Shape):
    """One answer to choose: what is sent, and what it means."""

    value = _text()
    label = _text()


class Condition(Shape):
    """A field is asked only while `field` is answered with one of `values`."""

    field = _text()
    values = fields.List(fields.String(), required=True)


class GivenRow(Shape):
    """A row that is given: send its key along."""

    key = _text()
    cells = fields.List(fields.String(), required=True)


class FormField(Shape):
    """One question. Limits that a kind does not have are null; lists are then empty."""

    name = _text()
    kind = _text()
    label = _text()
    help = _text()
    required = fields.Boolean(required=True)
    several = fields.Boolean(required=True)
    unit = _text()
    min = fields.String(required=True, allow_none=True)
    max = fields.String(required=True, allow_none=True)
    above = fields.String(required=True, allow_none=True)
    places = fields.Integer(required=True, allow_none=True)
    min_length = fields.Integer(required=True, allow_none=True)
    max_length = fields.Integer(required=True, allow_none=True)
    choices = _many(Option)
    when = fields.Nested(Condition, required=True, allow_none=True)
    key = fields.String(required=True, allow_none=True)
    given = _many(GivenRow)
    fields_ = fields.List(
        fields.Nested("FormField"), required=True, data_key="fields", attribute="fields"
    )


class FormSection(Shape):
    """Questions under one heading, by name."""

    title = _text()
    help = _text()
    names = fields.List(fields.String(), required=True)


class Advice(Shape):
    """Advice beside a form."""

    title = _text()
    lines = fields.List(fields.String(), required=True)


class FormShape(Shape):
    """What a task asks; `confirm` is said before what cannot be undone."""

    key = _text()
    title = _text()
    lead = _text()
    submit = _text()
    confirm = _text()
    guide = _many(Advice)
    sections = _many(FormSection)
    fields_ = fields.List(
        fields.Nested(FormField), required=True, data_key="fields", attribute="fields"
    )


class Task(Shape):
    """One task with its form, and the answers to go on with: my draft, or those of a new form."""

    task = fields.Nested(TaskRow, required=True)
    form = fields.Nested(FormShape, required=True)
    answers = fields.Dict(keys=fields.String(), required=True)
    rule = _text(metadata={"description": "the date rule of the deadline"})


class Saved(Shape):
    """When a draft was kept."""

    saved_at = _instant()


class ReceiptShape(Shape):
    """What the sender gets: a number to cite, and what happens next."""

    number = _text()
    title = _text()
    at = _instant()
    next = fields.List(fields.String(), required=True)


# ---- appraisals -------------------------------------------------------------------------------


class AppraisalRow(Shape):
    """One appraisal in a list, and whom it waits for."""

    id = _text()
    subject = _text()
    nip = _text()
    position = _text()
    unit = _text()
    year = fields.Integer(required=True)
    state = _text()
    waiting_on = fields.List(fields.String(), required=True)
    task = _text()
    since = _instant(allow_none=True)
    due_at = _instant(allow_none=True)
    late = fields.Boolean(required=True)
    health = _text()
    pejabat_penilai = _text()
    since_days = fields.Integer(required=True, allow_none=True)
    next_event = _text()
    next_at = _instant(allow_none=True)
    version = fields.Integer(required=True)


class BoardRowShape(Shape):
    """The appraisals of a unit and of all below it; `direct`: of the unit alone."""

    unit_id = fields.Integer(required=True)
    name = _text()
    direct = fields.Boolean(required=True)
    opens = fields.Boolean(required=True)
    people = fields.Integer(required=True)
    percent = fields.Integer(required=True)
    states = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    healths = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class BoardShape(Shape):
    """One level of the organisation, and the sum of it; empty where there is no cycle yet."""

    cycle = _text()
    rows = _many(BoardRowShape)
    total = fields.Nested(BoardRowShape, required=True, allow_none=True)


class NudgedShape(Shape):
    """How many tasks somebody was reminded of."""

    reminded = fields.Integer(required=True)


class InterventionLineShape(Shape):
    """One of those who were chosen: `verdict` "" where it is done, else why not."""

    appraisal_id = _text()
    subject = _text()
    unit = _text()
    pejabat_penilai = _text()
    verdict = _text()
    undone = fields.Boolean(required=True)
    hindrance = _text()
    old = _instant(allow_none=True)
    new = _instant(allow_none=True)


class InterventionPreviewShape(Shape):
    """What would be done to how many; `left` counts the others by why; at most 100 `lines`."""

    kind = _text()
    heir = _text()
    count = fields.Integer(required=True)
    left = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_two = fields.Boolean(required=True)
    seen = _text()
    lines = _many(InterventionLineShape)


class InterventionShape(Shape):
    """What was done, proposed, declined or withdrawn, and to whom."""

    id = _text()
    kind = _text()
    heir = _text()
    edge = _text()
    rule = _text()
    letter = _text()
    reason = _text()
    at = _instant()
    by = _text()
    state = _text()
    decided_by = _text()
    decided_at = _instant(allow_none=True)
    answer = _text()
    count = fields.Integer(required=True)
    undone = fields.Integer(required=True)
    undoable = fields.Integer(required=True)
    mine = fields.Boolean(required=True)
    lines = _many(InterventionLineShape)


class SpotShape(Shape):
    """A step with those who wait there; `waits`: up to 3 working days, up to 10, longer."""

    element = _text()
    name = _text()
    kind = _text()
    role = _text()
    people = fields.Integer(required=True)
    late = fields.Integer(required=True)
    waits = fields.List(fields.Integer(), required=True)
    since = _instant(allow_none=True)


class VersionCount(Shape):
    """How many of them have a version of the diagrams."""

    version = fields.Integer(required=True)
    people = fields.Integer(required=True)


class PlacesShape(Shape):
    """Where they stand on the diagram of a year or a phase; `version` is 0 without a cycle."""

    cycle = _text()
    version = fields.Integer(required=True)
    versions = _many(VersionCount)
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    phase = _text()
    name = _text()
    spots = _many(SpotShape)


class AppraisalRows(Counted):
    """One page of the appraisals I may see."""

    appraisals = _many(AppraisalRow)


class StageShape(Shape):
    """One phase: done, now, next or skipped; its window, `closes` exclusive; what came of it."""

    key = _text()
    label = _text()
    state = _text()
    opens = _instant(allow_none=True)
    closes = _instant(allow_none=True)
    began = _day(allow_none=True)
    ended = _day(allow_none=True)


class CloserShape(Shape):
    """A step that ends the wait for others, by whom, from when on."""

    title = _text()
    role = _text()
    at = _instant(allow_none=True)


class HolderShape(Shape):
    """An open task and who holds it; nobody is named where nobody may be ("").

    `others` could do it as well; `closer` may end the wait for it.
    """

    title = _text()
    phase = _text()
    person = _text()
    role = _text()
    since = _instant()
    due_at = _instant(allow_none=True)
    late = fields.Boolean(required=True)
    task = fields.String(required=True, allow_none=True, metadata={"description": "if it is mine"})
    others = fields.List(fields.String(), required=True)
    closer = fields.Nested(CloserShape, required=True, allow_none=True)


class TimerShape(Shape):
    """A date the appraisal waits for, and the rule it follows."""

    phase = _text()
    phase_name = _text()
    edge = _text()
    rule = _text()
    due_at = _instant(allow_none=True)


class HistoryRow(Shape):
    """One act: who is "" for the system, and where nobody may know."""

    at = _instant()
    act = _text()
    title = _text()
    phase = _text()
    who = _text()
    note = _text()


class HistoryRows(Counted):
    """One page of a history, newest first."""

    lines = _many(HistoryRow)


class AppraisalShape(Shape):
    """One appraisal as its viewer may see it."""

    id = _text()
    subject = _text()
    position = _text()
    unit = _text()
    year = fields.Integer(required=True)
    profile = _text()
    pejabat_penilai = _text()
    atasan_pejabat_penilai = _text()
    viewer = _text()
    state = _text()
    npk = fields.String(required=True, allow_none=True)
    predikat = fields.String(required=True, allow_none=True)
    stages = _many(StageShape)
    open_tasks = _many(HolderShape)
    timers = _many(TimerShape)
    history = fields.Nested(HistoryRows, required=True)


class WaitShape(Shape):
    """One thing an appraisal waits for; who has still to send a 360 form is nobody's to know ("").

    `said` is what, who and since when in a sentence, `reason` why it cannot go on before.
    """

    kind = _text()
    title = _text()
    phase = _text()
    person = _text()
    role = _text()
    since = _instant()
    days = fields.Integer(required=True, metadata={"description": "working days since then"})
    due_at = _instant(allow_none=True)
    late = fields.Boolean(required=True)
    rule = _text()
    missing = fields.Integer(required=True, metadata={"description": "360 forms not sent yet"})
    asked = fields.Integer(required=True, metadata={"description": "360 forms asked for"})
    task = fields.String(required=True, allow_none=True, metadata={"description": "if it is mine"})
    said = _text()
    reason = _text()
    contact = _text(metadata={"description": "whom to ask"})


class Waits(Shape):
    """All that an appraisal waits for; none once it is over."""

    waits = _many(WaitShape)


class PathSpotShape(Shape):
    """An element of a diagram and what became of it.

    `state` is "done" (passed), "waits" (stands here), "next" (expected), "perhaps" (not ruled out)
    or "never". Days are those of the agency; nobody is named where nobody may be.
    """

    element = _text()
    name = _text()
    kind = _text()
    role = _text()
    state = _text()
    people = fields.List(fields.String(), required=True)
    times = fields.Integer(required=True, metadata={"description": "how often it was passed"})
    passed = _day(allow_none=True)
    begun = _day(allow_none=True)
    since = _day(allow_none=True)
    due_at = _instant(allow_none=True)
    late = fields.Boolean(required=True)
    begins = _day(allow_none=True)
    expected = _day(allow_none=True)
    opens = _instant(allow_none=True)
    closes = _instant(allow_none=True)
    answer = _text(metadata={"description": "of a question, what was said last"})


class PathShape(Shape):
    """The way of one appraisal on a diagram; `flows` has the state of each flow by its id."""

    id = _text()
    version = fields.Integer(required=True)
    phase = _text()
    name = _text()
    spots = _many(PathSpotShape)
    flows = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    stopped = fields.Boolean(required=True)
    projected = fields.Boolean(required=True)
    ends = _day(allow_none=True)


# ---- incidents --------------------------------------------------------------------------------


class IncidentRow(Shape):
    """A step that could not be taken; of one's own appraisal its words are ""."""

    id = _text()
    appraisal = _text(metadata={"description": "id of the appraisal"})
    subject = _text()
    position = _text()
    unit = _text()
    year = fields.Integer(required=True)
    element = _text()
    task = _text(metadata={"description": "the form that is kept as a draft, if one failed"})
    reason = _text(metadata={"description": "in Indonesian"})
    since = _instant()
    attempts = fields.Integer(required=True)
    stopped = fields.Boolean(
        required=True, metadata={"description": "whether the process stands still"}
    )
    mine = fields.Boolean(
        required=True, metadata={"description": "my own: a colleague lets it go on"}
    )


class IncidentRows(Counted):
    """One page of what has stopped, longest first."""

    incidents = _many(IncidentRow)


# ---- figures ----------------------------------------------------------------------------------


def _whole(**more: Any) -> fields.Integer:
    return fields.Integer(required=True, **more)


def _numbers(*, allow_none: bool = False) -> fields.List[Any]:
    return fields.List(fields.Integer(), required=True, allow_none=allow_none)


class CountedShape(Shape):
    """What was counted: a cycle, below a unit or (null) from the top, and how many are done."""

    cycle = _text()
    year = _whole()
    unit_id = _whole(allow_none=True)
    unit = _text()
    people = _whole()
    done = _whole()


class StageTimeShape(Shape):
    """How long a stage took those who passed it, in working days."""

    key = _text()
    name = _text()
    passed = _whole()
    median = _whole()
    p90 = _whole()


class LostShape(Shape):
    """Working days beyond the deadlines of a stage, by whose tasks they were."""

    key = _text()
    stage = _text()
    role = _text()
    tasks = _whole()
    days = _whole()


class UnitLineShape(Shape):
    """A line of a figure: a unit and all below it; `direct`: the unit alone."""

    unit_id = _whole()
    name = _text()
    direct = fields.Boolean(required=True)


class PunctualShape(UnitLineShape):
    """Tasks with a deadline that are done, and those of them done in time."""

    done = _whole()
    in_time = _whole()
    percent = _whole(allow_none=True)


class PunctualityShape(Shape):
    """The on-time rate, unit by unit and together."""

    lines = _many(PunctualShape)
    total = fields.Nested(PunctualShape, required=True)


class ReviewerShape(Shape):
    """Tasks about others: overdue, open by week, and at most so many still to come by week."""

    name = _text()
    overdue = _whole()
    open = _numbers()
    coming = _numbers()


class ReviewLoadShape(Shape):
    """Those with most to do in the weeks that begin on `mondays`; `all` have anything."""

    mondays = fields.List(fields.Date(), required=True)
    reviewers = _many(ReviewerShape)
    all = _whole()


class RatingShape(UnitLineShape):
    """Final ratings by category; null: too few people, or they would tell others."""

    final = _whole()
    numbers = _numbers(allow_none=True)


class RatingsShape(Shape):
    """How ratings are distributed; groups below `min_group` are not told."""

    min_group = _whole()
    categories = fields.List(fields.String(), required=True)
    lines = _many(RatingShape)
    total = fields.Nested(RatingShape, required=True)


class GrownWeekShape(Shape):
    """Tasks done in a week, appraisals over in it, and by its end."""

    monday = _day()
    tasks = _whole()
    over = _whole()
    over_so_far = _whole()


class StageOutlookShape(Shape):
    """An open stage; `weekly` is its pace, null where too few passed to tell."""

    key = _text()
    name = _text()
    waiting = _whole()
    overdue = _whole()
    late = _whole()
    weekly = fields.Float(required=True, allow_none=True)
    finish = _day(allow_none=True)


class UnitOutlookShape(UnitLineShape):
    """When a unit's people will have passed the stages they are in, at the present pace.

    Of `unpaced` the pace is not known; of `untold` it cannot be said whether they will be late.
    """

    waiting = _whole()
    overdue = _whole()
    late = _whole()
    unpaced = _whole()
    untold = _whole()
    own = fields.Boolean(required=True, metadata={"description": "at its own pace alone"})
    far = fields.Boolean(required=True, metadata={"description": "more than a year away"})
    finish = _day(allow_none=True)


class LatePersonShape(Shape):
    """Who will be late: by when a stage should be passed, and will be."""

    appraisal_id = _text()
    subject = _text()
    unit = _text()
    stage = _text()
    due = _day()
    expected = _day(allow_none=True)


class ProjectionShape(Shape):
    """What becomes of the open stages at the pace of the last four weeks."""

    waiting = _whole()
    overdue = _whole()
    late = _whole()
    untold = _whole()
    stages = _many(StageOutlookShape)
    units = _many(UnitOutlookShape)
    people = _many(LatePersonShape)


class ProjectionAnswer(Shape):
    """The projection of a cycle; both are null where there is no cycle yet."""

    counted = fields.Nested(CountedShape, required=True, allow_none=True)
    projection = fields.Nested(ProjectionShape, required=True, allow_none=True)


class FiguresShape(Shape):
    """All figures."""

    stages = _many(StageTimeShape)
    lost = _many(LostShape)
    punctuality = fields.Nested(PunctualityShape, required=True)
    reviewers = fields.Nested(ReviewLoadShape, required=True)
    ratings = fields.Nested(RatingsShape, required=True)
    growth = _many(GrownWeekShape)


class FiguresAnswer(ProjectionAnswer):
    """The figures of a cycle and its projection; all null where there is no cycle yet."""

    figures = fields.Nested(FiguresShape, required=True, allow_none=True)


# ---- diagrams ---------------------------------------------------------------------------------


class DiagramFile(Shape):
    """The whole text of a diagram or a decision table."""

    text = fields.String(required=True, error_messages=_ONE_LINE)


class DiagramTaken(Shape):
    """Where a file that came in stands."""

    path = _text()


class DraftRow(Shape):
    """Diagrams being changed; `changed` counts the files."""

    id = _text()
    name = _text()
    who = _text(metadata={"description": "who changed it last"})
    at = _instant()
    base = fields.Integer(required=True, metadata={"description": "number of the version"})
    changed = fields.Integer(required=True)


class DraftRows(Shape):
    """All drafts."""

    drafts = _many(DraftRow)
