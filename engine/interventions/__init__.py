"""Stepping in: appraisals are held, released, cancelled, or given to others, as are their tasks.

One act does the same to any number of them (R-017, R-018), in a number of statements that is
constant.
"""

from engine.interventions.asking import KINDS, Asked, Heir, letter_of, reason_of
from engine.interventions.extending import Extension
from engine.interventions.judging import Subject, may, of_proposal
from engine.interventions.making import make, note
from engine.interventions.planning import Plan, plan
from engine.interventions.reassigning import lenders
from engine.interventions.standing import Standing, held, standing
from engine.interventions.undoing import hindered, undo

__all__ = [
    "KINDS",
    "Asked",
    "Extension",
    "Heir",
    "Plan",
    "Standing",
    "Subject",
    "held",
    "hindered",
    "lenders",
    "letter_of",
    "make",
    "may",
    "note",
    "of_proposal",
    "plan",
    "reason_of",
    "standing",
    "undo",
]
