"""The shapes that leave as JSON, and the few that come in; the API's document is made of them.

Every key is always there. Instants are ISO 8601 with their offset, exact numbers are strings.
"""

from schemas.api.appraisals import (
    AppraisalQuery,
    AppraisalRows,
    AppraisalShape,
    NudgedShape,
    PathQuery,
    PathShape,
    Waits,
    WhyShape,
)
from schemas.api.base import Problem
from schemas.api.drafts import DiagramFile, DiagramTaken, DraftRows
from schemas.api.figures import FiguresAnswer, ProjectionAnswer
from schemas.api.incidents import IncidentRows
from schemas.api.interventions import (
    InterventionAsk,
    InterventionDecision,
    InterventionOrder,
    InterventionPreviewShape,
    InterventionShape,
)
from schemas.api.paging import PageQuery, Paging
from schemas.api.tasks import Answers, ReceiptShape, Saved, Task, TaskQuery, TaskRows
from schemas.api.tokens import SignIn, Token
from schemas.api.tracking import BoardQuery, BoardShape, PlacesQuery, PlacesShape
from schemas.api.views import ViewOrder, ViewRows, ViewShape

__all__ = [
    "Answers",
    "AppraisalQuery",
    "AppraisalRows",
    "AppraisalShape",
    "BoardQuery",
    "BoardShape",
    "DiagramFile",
    "DiagramTaken",
    "DraftRows",
    "FiguresAnswer",
    "IncidentRows",
    "InterventionAsk",
    "InterventionDecision",
    "InterventionOrder",
    "InterventionPreviewShape",
    "InterventionShape",
    "NudgedShape",
    "PageQuery",
    "Paging",
    "PathQuery",
    "PathShape",
    "PlacesQuery",
    "PlacesShape",
    "Problem",
    "ProjectionAnswer",
    "ReceiptShape",
    "Saved",
    "SignIn",
    "Task",
    "TaskQuery",
    "TaskRows",
    "Token",
    "ViewOrder",
    "ViewRows",
    "ViewShape",
    "Waits",
    "WhyShape",
]
