"""How people behave where no part is written for them: by a seed, the same each time."""

from dataclasses import dataclass
from random import Random

from engine.rehearsal.parts import NEVER, Move, Part, Said

#: What SDM and the pejabat penilai close only after having waited for others.
PATIENCE = {"close_coaching": 9, "close_forms": 4, "close_receipt": 4, "decide_keberatan": 2}
DONE_LATE = frozenset(
    {"draft_skp", "inventory", "record_coaching", "hold_mid_year", "self_assess", "enter_result"}
)


@dataclass(frozen=True)
class Asked:
    """One thing asked of somebody, by names that are the same in every run."""

    subject: str
    actor: str
    phase: str
    step: str
    role: str
    round: int


@dataclass(frozen=True)
class Cast:
    """Who plays what: the parts in the order of the people, and the seed of all others."""

    seed: int
    parts: dict[str, Part]

    def dice(self, asked: Asked) -> Random:
        """Dice of their own for everything that is asked: nobody's throw moves another's."""
        return Random(f"{self.seed} {asked}")  # noqa: S311 - nothing secret hangs on it

    def move(self, asked: Asked) -> Move:
        """What is said to `asked`, and when."""
        part = self.parts.get(asked.subject)
        if part is not None:
            scripted = part.move(asked.phase, asked.step, asked.role, asked.round)
            return scripted or Move(after=PATIENCE.get(asked.step, 0))
        return self._by_temper(asked)

    def _by_temper(self, asked: Asked) -> Move:
        dice, subject = self.dice(asked), self._temper(asked.subject)
        if asked.step == "respond_result":
            return NEVER[0] if subject == "silent" else Move(_response(subject), dice.randint(0, 3))
        if asked.step == "receive_result" and subject == "silent" and dice.random() < 0.5:
            return NEVER[0]
        if asked.step == "review_behaviour" and asked.role != "atasan" and dice.random() < 0.05:
            return NEVER[0]
        if asked.step == "hold_final_dialog" and subject in _WORK:
            return Move(_WORK[subject], self._delay(asked, dice))
        return Move(_says(asked, dice), self._delay(asked, dice))

    def _temper(self, nip: str) -> str:
        return Random(f"{self.seed} {nip}").choice(_TEMPERS)  # noqa: S311

    def _delay(self, asked: Asked, dice: Random) -> int:
        if asked.step in PATIENCE:
            return PATIENCE[asked.step]
        if asked.step in DONE_LATE and self._temper(asked.actor) == "late":
            return dice.randint(8, 10)
        return dice.randint(0, 2)


def _response(temper: str) -> Said:
    return {"response": "keberatan" if temper == "objects" else "terima"}


def _says(asked: Asked, dice: Random) -> Said:
    """Now and then something comes back, once; a keberatan ends either way."""
    if asked.step == "decide_keberatan":
        return {"decision": dice.choice(("ditolak", "diubah"))}
    if asked.step == "request_explanations":
        return {each: dice.choice(("ya", "tidak")) for each in _EXPLANATIONS}
    if asked.round == 0 and asked.step in _COMES_BACK and dice.random() < 0.1:
        return {**_COMES_BACK[asked.step], "note": "Mohon dilengkapi dahulu."}
    return {}


_TEMPERS = ("late", "objects", "silent", "weak", "bright", "calm", "calm", "calm")
#: How the dialog sees the work of those who stand out.
_WORK: dict[str, Said] = {
    "weak": {
        "rows": {"actual_quantity": "1", "actual_quality": "55"},
        "behaviour": {"star_count": "2", "score": "66"},
    },
    "bright": {
        "rows": {"actual_quality": "98"},
        "behaviour": {"star_count": "4", "score": "97"},
    },
}
_EXPLANATIONS = ("ask_pejabat_penilai", "ask_pegawai")
_COMES_BACK: dict[str, Said] = {
    "approve_skp": {"decision": "kembalikan"},
    "approve_raters": {"decision": "kembalikan"},
    "confirm_coaching": {"confirmation": "perbaiki"},
    "receive_coaching": {"completeness": "dikembalikan"},
    "confirm_mid_year": {"confirmation": "perbaiki"},
}
