"""Where appraisals sit: one in full, a list of many, and the board of the units."""

from engine.queries.appraisals.board import Board, BoardRow, board
from engine.queries.appraisals.drawn import drawing
from engine.queries.appraisals.many import (
    AppraisalList,
    AppraisalRow,
    all_appraisals,
    appraisals,
    my_appraisals,
    team,
)
from engine.queries.appraisals.nudges import nudges
from engine.queries.appraisals.one import (
    AppraisalPage,
    Document,
    HistoryLine,
    Stage,
    appraisal_page,
    informal_coaching_form,
)
from engine.queries.appraisals.path import Path, PathSpot, path
from engine.queries.appraisals.places import Place, Places, Spot, place_name, places, stages
from engine.tracking.filters import SORTS, AppraisalFilter
from engine.tracking.health import HEALTHS

__all__ = [
    "HEALTHS",
    "SORTS",
    "AppraisalFilter",
    "AppraisalList",
    "AppraisalPage",
    "AppraisalRow",
    "Board",
    "BoardRow",
    "Document",
    "HistoryLine",
    "Path",
    "PathSpot",
    "Place",
    "Places",
    "Spot",
    "Stage",
    "all_appraisals",
    "appraisal_page",
    "appraisals",
    "board",
    "drawing",
    "informal_coaching_form",
    "my_appraisals",
    "nudges",
    "path",
    "place_name",
    "places",
    "stages",
    "team",
]
