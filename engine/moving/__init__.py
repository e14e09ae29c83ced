"""Moves running appraisals to another version of the diagrams: who can, what changes, the way back.

What is said before anything happens (`judge`) is what is done (`move`): the same function.
"""

from engine.moving.judging import (
    CHUNK,
    Judge,
    Judgement,
    Selection,
    Wish,
    candidates,
    fingerprint,
    meant,
)
from engine.moving.writing import go_back, move

__all__ = [
    "CHUNK",
    "Judge",
    "Judgement",
    "Selection",
    "Wish",
    "candidates",
    "fingerprint",
    "go_back",
    "meant",
    "move",
]
