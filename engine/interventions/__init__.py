"""Stepping in: appraisals are held, released, cancelled, or given another Pejabat Penilai.

One act does the same to any number of them (R-017, R-018), in a number of statements that is
constant.
"""

from engine.interventions.asking import KINDS, Asked, Heir, heir_by_id, heir_of, reason_of
from engine.interventions.judging import (
    Subject,
    fingerprint,
    may,
    needs_another,
    of_proposal,
    subjects,
)
from engine.interventions.making import make, note
from engine.interventions.standing import Standing, held, standing
from engine.interventions.undoing import hindered, undo

__all__ = [
    "KINDS",
    "Asked",
    "Heir",
    "Standing",
    "Subject",
    "fingerprint",
    "heir_by_id",
    "heir_of",
    "held",
    "hindered",
    "make",
    "may",
    "needs_another",
    "note",
    "of_proposal",
    "reason_of",
    "standing",
    "subjects",
    "undo",
]
