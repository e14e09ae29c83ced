"""Who may do what: the authorization matrix as tables, for what is built."""

from __future__ import annotations

import pytest

from engine import policy
from engine.actor import SYSTEM, Actor
from engine.policy import Relation

PERSON = Actor(1, "Seseorang")
OF_SDM = Actor(1, "Seseorang", roles=frozenset({"sdm"}))
SOMEBODY_ELSE = 2

SELF = Relation(is_subject=True)
RATES = Relation(is_pejabat_penilai=True)
ABOVE = Relation(is_atasan_pejabat_penilai=True, is_line=True)
LINE = Relation(is_line=True)
STRANGER = Relation()

#: The columns of the matrix: E own, S team, SS line, further up, H, H on his own, R and strangers.
COLUMNS: dict[str, tuple[Actor, Relation]] = {
    "E": (PERSON, SELF),
    "S": (PERSON, RATES),
    "SS": (PERSON, ABOVE),
    "line": (PERSON, LINE),
    "H": (OF_SDM, STRANGER),
    "H own": (OF_SDM, SELF),
    "stranger": (PERSON, STRANGER),
}


def allowed(cells: str) -> dict[str, bool]:
    """The columns named in `cells` may, all others may not."""
    names = {cell.strip() for cell in cells.split(",") if cell.strip()}
    assert names <= set(COLUMNS)
    return {column: column in names for column in COLUMNS}


# ---- rows 1, 10, 28: looking at an appraisal --------------------------------------------------


def test_rows_1_10_28_an_appraisal_is_seen_by_its_parties_the_line_and_sdm() -> None:
    seen = {name: policy.viewer(*column) is not None for name, column in COLUMNS.items()}
    assert seen == allowed("E, S, SS, line, H, H own")


@pytest.mark.parametrize(
    ("actor", "relation", "as_whom"),
    [
        (PERSON, SELF, "pegawai"),
        (OF_SDM, SELF, "pegawai"),
        (OF_SDM, Relation(is_subject=True, is_line=True), "pegawai"),
        (OF_SDM, RATES, "pejabat_penilai"),
        (OF_SDM, ABOVE, "atasan_pejabat_penilai"),
        (OF_SDM, LINE, "sdm"),
        (PERSON, LINE, "line"),
        (PERSON, STRANGER, None),
        (SYSTEM, STRANGER, None),
    ],
)
def test_who_has_several_roles_looks_as_the_nearest_one(
    actor: Actor, relation: Relation, as_whom: str | None
) -> None:
    assert policy.viewer(actor, relation) == as_whom


# ---- rows 3, 4, 7, 9, 13, 14, 18, 19, 25: completing a task -----------------------------------

ROLES = (
    "pegawai",
    "pejabat_penilai",
    "atasan_pejabat_penilai",
    "kolega",
    "bawahan",
    "atasan",
    "pr_chairman",
    "pr_evaluator",
    "pr_assisting_facilitator",
)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("column", COLUMNS)
def test_row_25_a_task_of_somebody_else_is_nobodys(column: str, role: str) -> None:
    actor, relation = COLUMNS[column]
    assert not policy.may_complete(actor, role, SOMEBODY_ELSE, relation)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("column", COLUMNS)
def test_row_25_a_task_is_its_assignees_whatever_else_he_is(role: str, column: str) -> None:
    actor, relation = COLUMNS[column]
    judge_of_himself = role == "atasan_pejabat_penilai" and relation.is_pejabat_penilai
    assert policy.may_complete(actor, role, actor.id, relation) is not judge_of_himself


def test_row_14_nobody_decides_the_keberatan_on_his_own_rating() -> None:
    both = Relation(is_pejabat_penilai=True, is_atasan_pejabat_penilai=True)
    assert not policy.may_complete(PERSON, "atasan_pejabat_penilai", PERSON.id, both)
    assert not policy.may_complete(OF_SDM, "atasan_pejabat_penilai", OF_SDM.id, both)
    assert policy.may_complete(PERSON, "pejabat_penilai", PERSON.id, both)


def test_a_task_of_sdm_is_for_each_of_sdm_but_him_it_is_about() -> None:
    may = {
        name: policy.may_complete(actor, "sdm", None, relation)
        for name, (actor, relation) in COLUMNS.items()
    }
    assert may == allowed("H")


@pytest.mark.parametrize("role", ROLES)
def test_a_personal_task_without_a_person_is_nobodys(role: str) -> None:
    for actor, relation in COLUMNS.values():
        assert not policy.may_complete(actor, role, None, relation)
    assert not policy.may_complete(SYSTEM, role, None, SELF)


def test_the_system_completes_no_task() -> None:
    assert not policy.may_complete(SYSTEM, "sdm", None, STRANGER)


# ---- reading what was sent --------------------------------------------------------------------

#: Row of the matrix and step: who reads the form besides its author.
READERS: dict[tuple[str, str], str] = {
    ("1", "draft_skp"): "E, S, SS, line, H, H own",
    ("1", "approve_skp"): "E, S, SS, line, H, H own",
    ("7, 8", "hold_final_dialog"): "E, S, SS, H own",
    ("8", "self_assess"): "E, S, SS, H own",
    ("13", "file_keberatan"): "E, S, SS, H own",
    ("14", "request_explanations"): "S, SS",
    ("14", "explain_pejabat_penilai"): "S, SS",
    ("14", "explain_pegawai"): "E, S, SS, H own",
    ("14", "decide_keberatan"): "E, S, SS, H own",
    ("18", "nominate_raters"): "E, S, SS, H own",
    ("32", "distribute_forms"): "E, S, SS, line, H, H own",
    ("none", "a_step_drawn_later"): "E, S, SS, H own",
}


@pytest.mark.parametrize(("row", "step"), READERS)
def test_a_document_is_read_by_those_of_its_row(row: str, step: str) -> None:
    may = {
        name: policy.may_read_document(actor, relation, step, SOMEBODY_ELSE)
        for name, (actor, relation) in COLUMNS.items()
    }
    assert may == allowed(READERS[row, step])


@pytest.mark.parametrize("column", COLUMNS)
def test_an_author_reads_what_he_wrote_as_long_as_he_may_look(column: str) -> None:
    actor, relation = COLUMNS[column]
    may = policy.may_read_document(actor, relation, "explain_pejabat_penilai", actor.id)
    assert may is (policy.viewer(actor, relation) is not None)


# ---- functions --------------------------------------------------------------------------------


def test_rows_38_40_only_sdm_runs_cycles_brings_people_in_and_exports() -> None:
    may = {name: policy.may_run_cycles(actor) for name, (actor, _) in COLUMNS.items()}
    assert may == allowed("H, H own")
    assert not policy.may_run_cycles(SYSTEM)


def test_row_15_only_the_pejabat_penilai_records_an_informal_coaching() -> None:
    may = {name: policy.may_record_coaching(relation) for name, (_, relation) in COLUMNS.items()}
    assert may == allowed("S")
