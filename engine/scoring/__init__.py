"""From what was agreed and entered to a score sheet: rules for numbers, tables for words.

score(profile, inputs)             the sheet, all of it
visible(sheet, "pegawai")          what one viewer may see of it
score_text(text)                   JSON in, JSON out: `timbang score`
"""

from engine.rules.behaviour import RaterForm
from engine.rules.mid_year import MidYearCounts, mid_year_counts
from engine.rules.skp import Amounts, CreativityClaim, Row
from engine.scoring.inputs import Decided, Inputs
from engine.scoring.reading import InvalidInputs, read_inputs, score_text
from engine.scoring.sheet import ScoreSheet, score
from engine.scoring.visibility import GroupView, SheetView, visible

__all__ = [
    "Amounts",
    "CreativityClaim",
    "Decided",
    "GroupView",
    "Inputs",
    "InvalidInputs",
    "MidYearCounts",
    "RaterForm",
    "Row",
    "ScoreSheet",
    "SheetView",
    "mid_year_counts",
    "read_inputs",
    "score",
    "score_text",
    "visible",
]
