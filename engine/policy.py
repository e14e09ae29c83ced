"""Who may do what: pure functions of (actor, relation). Deny by default.

`Relation` says what the actor is to one appraisal; it is computed at each request, never stored.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from engine.actor import Actor

#: Steps whose answers carry no person (the 360, R-054).
ANONYMOUS = frozenset({"review_behaviour"})

Viewer = Literal["pegawai", "pejabat_penilai", "atasan_pejabat_penilai", "sdm", "line"]


@dataclass(frozen=True)
class Relation:
    """What one person is to one appraisal."""

    is_subject: bool = False
    is_pejabat_penilai: bool = False
    is_atasan_pejabat_penilai: bool = False
    is_line: bool = False

    @property
    def is_party(self) -> bool:
        """Whether the person takes part in the appraisal by office."""
        return self.is_subject or self.is_pejabat_penilai or self.is_atasan_pejabat_penilai


def viewer(actor: Actor, relation: Relation) -> Viewer | None:
    """As whom the actor may look at an appraisal; None: not at all (404).

    Security matrix rows 1, 10, 28: own, team, line, SDM. The pegawai comes first: nobody sees
    more of his own appraisal because of another role.
    """
    if relation.is_subject:
        return "pegawai"
    if relation.is_pejabat_penilai:
        return "pejabat_penilai"
    if relation.is_atasan_pejabat_penilai:
        return "atasan_pejabat_penilai"
    if actor.is_sdm:
        return "sdm"
    return "line" if relation.is_line else None


def may_complete(actor: Actor, role: str, assignee_id: int | None, relation: Relation) -> bool:
    """Whether the task is the actor's: assigned to him, or to his group.

    Nobody acts as SDM on his own appraisal, nor decides a keberatan on his own rating (R-085).
    """
    if role == "sdm" and assignee_id is None:
        return actor.is_sdm and not relation.is_subject
    if role == "atasan_pejabat_penilai" and relation.is_pejabat_penilai:
        return False
    return actor.id is not None and assignee_id == actor.id


def may_read_document(actor: Actor, relation: Relation, step: str, author_id: int | None) -> bool:
    """Whether the actor may read a form as it was submitted.

    The author, the pegawai and the pejabat penilai read what they settle together; the superior
    and SDM read what belongs to the record. Forms of the keberatan's hearing are for its parties.
    """
    as_whom = viewer(actor, relation)
    if as_whom is None:
        return False
    if author_id is not None and author_id == actor.id:
        return True
    if as_whom in ("pegawai", "pejabat_penilai"):
        return step not in _HEARING or as_whom == "pejabat_penilai" or step == "decide_keberatan"
    if as_whom == "atasan_pejabat_penilai":
        return True
    return step in _RECORD


def may_be_lent(role: str, step: str, shows: Collection[str]) -> bool:
    """Whether another may do a task in the stead of the official whose it is (matrix row 26).

    `shows` are the panels of its form. What the pegawai signs stays his, a 360 form its rater's;
    and since whoever stands in may be a rater, which is nobody's to know, he gets no form that
    tells of raters or of what they came to (R-054).
    """
    if role not in _OFFICES or step in ANONYMOUS or step in _PERSONAL:
        return False
    return _OF_THE_360.isdisjoint(shows)


def may_record_coaching(relation: Relation) -> bool:
    """Whether the actor records an informal coaching: only the pejabat penilai (R-034)."""
    return relation.is_pejabat_penilai


def may_run_cycles(actor: Actor) -> bool:
    """Whether the actor opens cycles, receives, distributes, enters (Bagian SDM)."""
    return actor.is_sdm


def may_draw(actor: Actor) -> bool:
    """Whether the actor changes diagrams and publishes them (Bagian SDM)."""
    return actor.is_sdm


def may_resume(actor: Actor, relation: Relation) -> bool:
    """Whether the actor lets a stopped process go on: Bagian SDM, not on his own appraisal."""
    return actor.is_sdm and not relation.is_subject


_OFFICES = frozenset({"pejabat_penilai", "atasan_pejabat_penilai"})
#: Whom he lets rate (R-044), and what he says for himself in a keberatan (R-081).
_PERSONAL = frozenset({"approve_raters", "explain_pejabat_penilai"})
#: Panels that show what the raters said, or what came of it.
_OF_THE_360 = frozenset({"results", "sheet", "ratings"})
_HEARING = frozenset({"explain_pejabat_penilai", "request_explanations"})
_RECORD = frozenset(
    {
        "draft_skp",
        "approve_skp",
        "plan_dialogs",
        "confirm_plan",
        "record_coaching",
        "receive_coaching",
        "close_coaching",
        "distribute_forms",
        "close_forms",
        "register_keberatan",
        "enter_result",
        "prepare_review",
    }
)
