"""The scripted parts: what happens in the first appraisals, so that every branch is taken.

A part speaks for everybody who acts in that appraisal; where it is silent, they do what is asked
on the day it is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """What is said at a step, how many days after it was asked; `after=None` is never.

    `late` puts it so many days after the deadline instead, where there is one.
    """

    says: Said = field(default_factory=dict)
    after: int | None = 0
    late: int | None = None


@dataclass(frozen=True)
class Part:
    """The moves of one appraisal: by step, "phase.step" or "step.role"; one for each round."""

    name: str
    moves: Mapping[str, tuple[Move, ...]]

    def move(self, phase: str, step: str, role: str, round_: int) -> Move | None:
        """The scripted move, the most particular one first; None where the part is silent."""
        for key in (f"{phase}.{step}", f"{step}.{role}", step):
            moves = self.moves.get(key, ())
            if round_ < len(moves):
                return moves[round_]
        return None


def _says(**answers: Any) -> tuple[Move, ...]:
    return (Move(answers),)


NEVER = (Move(after=None),)
NOTE = "Mohon dilengkapi dahulu sebelum dilanjutkan."
OBJECTS = _says(response="keberatan")
ACCEPTS = _says(response="terima")
LOW = _says(rows={"status": "belum"})

PARTS: tuple[Part, ...] = (
    Part(
        "everything comes back once, then the result is accepted",
        {
            "approve_skp": _says(decision="kembalikan", note=NOTE),
            "confirm_plan": _says(response="usul_jadwal_lain"),
            "confirm_coaching": _says(confirmation="perbaiki", note=NOTE),
            "receive_coaching": _says(completeness="dikembalikan", note=NOTE),
            "confirm_mid_year": _says(confirmation="perbaiki", note=NOTE),
            "approve_raters": _says(decision="kembalikan", note=NOTE),
            "respond_result": ACCEPTS,
        },
    ),
    Part(
        "little is done: no coaching, a low predikat, missing forms, no receipt, silence",
        {
            "coaching_week_1.inventory": NEVER,
            "tick_mid_year": LOW,
            "informal_coaching": _says(follow_up="coaching_informal"),
            "review_behaviour.kolega": NEVER,
            "receive_result": NEVER,
            "respond_result": NEVER,
        },
    ),
    Part(
        "a keberatan with explanations of both sides changes the score",
        {
            "tick_mid_year": LOW,
            "informal_coaching": _says(follow_up="tidak"),
            "respond_result": OBJECTS,
            "request_explanations": _says(ask_pejabat_penilai="ya", ask_pegawai="ya"),
            "decide_keberatan": (Move({"decision": "diubah"}, after=3),),
        },
    ),
    Part(
        "a keberatan without explanations is refused",
        {
            "respond_result": OBJECTS,
            "request_explanations": _says(ask_pejabat_penilai="tidak", ask_pegawai="tidak"),
            "decide_keberatan": _says(decision="ditolak"),
        },
    ),
    Part(
        "the pejabat penilai is asked and does not explain",
        {
            "respond_result": OBJECTS,
            "request_explanations": _says(ask_pejabat_penilai="ya", ask_pegawai="tidak"),
            "explain_pejabat_penilai": NEVER,
            "decide_keberatan": (Move({"decision": "ditolak"}, after=4),),
        },
    ),
    Part(
        "a keberatan is announced and never filed",
        {"respond_result": OBJECTS, "file_keberatan": NEVER},
    ),
    Part("the result is received in silence", {"respond_result": NEVER}),
)
