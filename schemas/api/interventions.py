"""What officers do to many appraisals at once."""

from marshmallow import fields, validate

from schemas.api.appraisals import AppraisalQuery, WhyShape
from schemas.api.base import Shape, a_number, a_text, an_instant, many
from schemas.said import say


class InterventionAsk(AppraisalQuery):
    """What is to be done to the appraisals that meet the rest, or to `appraisals` of them alone."""

    class Meta(AppraisalQuery.Meta):
        """It is about all pages."""

        exclude = ("page", "sort")

    kind = fields.String(
        required=True,
        validate=validate.OneOf(
            ("hold", "release", "cancel", "hand_over", "extend", "reassign"),
            error=say("Tulis hold, release, cancel, hand_over, extend atau reassign."),
        ),
    )
    #: Of the new Pejabat Penilai Kinerja, where one is handed over; of tasks, of who does them.
    nip = fields.String(load_default="")
    #: NIP of whose tasks he does.
    of = fields.String(load_default="")
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


class InterventionLineShape(Shape):
    """One of those who were chosen: `verdict` "" where it is done, else why not."""

    appraisal_id = a_text()
    subject = a_text()
    unit = a_text()
    pejabat_penilai = a_text()
    verdict = a_text()
    tasks = fields.List(
        fields.String(), required=True, metadata={"description": "those given to another"}
    )
    undone = fields.Boolean(required=True)
    hindrance = a_text()
    old = an_instant(allow_none=True)
    new = an_instant(allow_none=True)


class InterventionForeseenShape(InterventionLineShape):
    """One of those who were chosen, before it is done; `why` the new date of an extension."""

    why = fields.Nested(WhyShape, required=True, allow_none=True)


class InterventionPreviewShape(Shape):
    """What would be done to how many; `left` counts the others by why; at most 100 `lines`."""

    kind = a_text()
    heir = a_text()
    holder = a_text()
    count = a_number()
    left = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_two = fields.Boolean(required=True)
    seen = a_text()
    lines = many(InterventionForeseenShape)


class InterventionShape(Shape):
    """What was done, proposed, declined or withdrawn, and to whom."""

    id = a_text()
    kind = a_text()
    heir = a_text()
    holder = a_text()
    edge = a_text()
    rule = a_text()
    letter = a_text()
    reason = a_text()
    at = an_instant()
    by = a_text()
    state = a_text()
    decided_by = a_text()
    decided_at = an_instant(allow_none=True)
    answer = a_text()
    count = a_number()
    undone = a_number()
    undoable = a_number()
    mine = fields.Boolean(required=True)
    lines = many(InterventionLineShape)
