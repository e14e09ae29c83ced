"""Figures of a cycle, and how it will end at the present pace."""

from marshmallow import fields

from schemas.api.base import Shape, a_day, a_number, a_text, many, numbers


class CountedShape(Shape):
    """What was counted: a cycle, below a unit or (null) from the top, and how many are done."""

    cycle = a_text()
    year = a_number()
    unit_id = a_number(allow_none=True)
    unit = a_text()
    people = a_number()
    done = a_number()


class StagePartShape(Shape):
    """Working days of a stage in which a role held it; role "": it waited for a date alone."""

    role = a_text()
    days = a_number()


class StageTimeShape(Shape):
    """How long a stage took those who passed it, in working days; `days` is the sum of `parts`."""

    key = a_text()
    name = a_text()
    passed = a_number()
    median = a_number()
    p90 = a_number()
    days = a_number()
    parts = many(StagePartShape)


class LostShape(Shape):
    """Working days beyond the deadlines of a stage, by whose tasks they were."""

    key = a_text()
    stage = a_text()
    role = a_text()
    tasks = a_number()
    days = a_number()


class UnitLineShape(Shape):
    """A line of a figure: a unit and all below it; `direct`: the unit alone."""

    unit_id = a_number()
    name = a_text()
    direct = fields.Boolean(required=True)


class PunctualShape(UnitLineShape):
    """Tasks with a deadline that are done, and those of them done in time."""

    done = a_number()
    in_time = a_number()
    percent = a_number(allow_none=True)


class PunctualityShape(Shape):
    """The on-time rate, unit by unit and together."""

    lines = many(PunctualShape)
    total = fields.Nested(PunctualShape, required=True)


class CoachingShape(UnitLineShape):
    """Coachings that are due, done, missing or not held; `returned` are among the missing."""

    due = a_number()
    done = a_number()
    missing = a_number()
    returned = a_number()
    not_held = a_number()


class CoachingWeekShape(Shape):
    """A coaching week that is due for somebody, unit by unit and together."""

    key = a_text()
    name = a_text()
    lines = many(CoachingShape)
    total = fields.Nested(CoachingShape, required=True)


class ReviewerShape(Shape):
    """Tasks about others: overdue, open by week, and at most so many still to come by week."""

    name = a_text()
    overdue = a_number()
    open = numbers()
    coming = numbers()


class ReviewLoadShape(Shape):
    """Those with most to do in the weeks that begin on `mondays`; `all` have anything."""

    mondays = fields.List(fields.Date(), required=True)
    reviewers = many(ReviewerShape)
    all = a_number()


class RatingShape(UnitLineShape):
    """Final ratings by category; null: too few people, or they would tell others."""

    final = a_number()
    numbers = numbers(allow_none=True)


class RatingsShape(Shape):
    """How ratings are distributed; groups below `min_group` are not told."""

    min_group = a_number()
    categories = fields.List(fields.String(), required=True)
    lines = many(RatingShape)
    total = fields.Nested(RatingShape, required=True)


class GrownWeekShape(Shape):
    """Tasks done in a week, appraisals over in it, and by its end."""

    monday = a_day()
    tasks = a_number()
    over = a_number()
    over_so_far = a_number()


class StageOutlookShape(Shape):
    """An open stage; `weekly` is its pace, null where too few passed to tell."""

    key = a_text()
    name = a_text()
    waiting = a_number()
    overdue = a_number()
    late = a_number()
    weekly = fields.Float(required=True, allow_none=True)
    finish = a_day(allow_none=True)


class UnitOutlookShape(UnitLineShape):
    """When a unit's people will have passed the stages they are in, at the present pace.

    Of `unpaced` the pace is not known; of `untold` it cannot be said whether they will be late.
    """

    waiting = a_number()
    overdue = a_number()
    late = a_number()
    unpaced = a_number()
    untold = a_number()
    own = fields.Boolean(required=True, metadata={"description": "at its own pace alone"})
    far = fields.Boolean(required=True, metadata={"description": "more than a year away"})
    finish = a_day(allow_none=True)


class LatePersonShape(Shape):
    """Who will be late: by when a stage should be passed, and will be."""

    appraisal_id = a_text()
    subject = a_text()
    unit = a_text()
    stage = a_text()
    due = a_day()
    expected = a_day(allow_none=True)


class ProjectionShape(Shape):
    """What becomes of the open stages at the pace of the last four weeks."""

    waiting = a_number()
    overdue = a_number()
    late = a_number()
    untold = a_number()
    stages = many(StageOutlookShape)
    units = many(UnitOutlookShape)
    people = many(LatePersonShape)


class ProjectionAnswer(Shape):
    """The projection of a cycle; both are null where there is no cycle yet."""

    counted = fields.Nested(CountedShape, required=True, allow_none=True)
    projection = fields.Nested(ProjectionShape, required=True, allow_none=True)


class FiguresShape(Shape):
    """All figures."""

    stages = many(StageTimeShape)
    lost = many(LostShape)
    punctuality = fields.Nested(PunctualityShape, required=True)
    coachings = many(CoachingWeekShape)
    reviewers = fields.Nested(ReviewLoadShape, required=True)
    ratings = fields.Nested(RatingsShape, required=True)
    growth = many(GrownWeekShape)


class FiguresAnswer(ProjectionAnswer):
    """The figures of a cycle and its projection; all null where there is no cycle yet."""

    figures = fields.Nested(FiguresShape, required=True, allow_none=True)
