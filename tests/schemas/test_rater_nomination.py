"""Kolega and bawahan are proposed, approved or returned."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from schemas.facts import Candidate, Facts, Person
from schemas.rater_nomination import ApproveRaters, NominateRaters

Refusal = Callable[..., dict[str, Any]]


@pytest.fixture
def office(facts: Facts) -> Facts:
    """An Inspektur with six kolega and four bawahan."""
    kolega = [Candidate(Person(no, f"Kepala {no}"), "kolega") for no in range(10, 16)]
    bawahan = [Candidate(Person(no, f"Staf {no}"), "bawahan") for no in range(20, 24)]
    return replace(facts, candidates=(*kolega, *bawahan), has_bawahan=True)


def test_enough_raters_pass_without_warning(office: Facts) -> None:
    form = NominateRaters(office)
    clean = form.load({"kolega": ["10", "11", "12"], "bawahan": ["20", "21", "22"]})
    assert clean["kolega"] == [10, 11, 12]
    assert form.warnings(clean) == []
    assert form.load(form.plain(clean)) == clean


def test_a_small_group_is_warned_that_it_stays_hidden(office: Facts) -> None:
    form = NominateRaters(office)
    clean = form.load({"kolega": ["10", "11"], "bawahan": ["20", "21", "22"]})
    assert form.warnings(clean) == [
        "Anda mengusulkan 2 kolega. Hasil kelompok ini baru ditampilkan bila paling sedikit 3 "
        "orang mengisi."
    ]


def test_there_is_at_least_one_kolega(office: Facts, refusal: Refusal) -> None:
    assert refusal(NominateRaters(office), {"bawahan": ["20"]}) == {
        "kolega": ["Usulkan paling sedikit satu kolega."]
    }


def test_a_structural_post_names_a_bawahan_or_says_that_it_has_none(
    office: Facts, refusal: Refusal
) -> None:
    assert refusal(NominateRaters(office), {"kolega": ["10"]}) == {
        "bawahan": ["Usulkan paling sedikit satu bawahan, atau nyatakan tidak memilikinya."]
    }
    alone = NominateRaters(replace(office, has_bawahan=False))
    assert alone.load({"kolega": ["10"], "no_bawahan": "ya"})["no_bawahan"] is True


def test_who_has_bawahan_cannot_say_otherwise(office: Facts, refusal: Refusal) -> None:
    said = {"no_bawahan": ["Anda memiliki bawahan; usulkan paling sedikit satu."]}
    assert refusal(NominateRaters(office), {"kolega": ["10"], "no_bawahan": "ya"}) == said
    both = {"kolega": ["10"], "bawahan": ["20"], "no_bawahan": "ya"}
    assert refusal(NominateRaters(replace(office, has_bawahan=False)), both) == said


def test_a_functional_post_is_not_rated_by_bawahan(office: Facts, refusal: Refusal) -> None:
    form = NominateRaters(replace(office, appraisal_class="functional"))
    assert list(form.inputs) == ["kolega"]
    assert form.warnings(form.load({"kolega": ["10", "11", "12"]})) == []
    assert set(refusal(form, {"kolega": ["10"], "bawahan": ["20"]})) == {"bawahan"}


@pytest.mark.parametrize("who", ["1", "2", "3", "20", "99"])
def test_self_superiors_and_bawahan_are_no_kolega(
    office: Facts, refusal: Refusal, who: str
) -> None:
    superiors = tuple(Candidate(Person(no, "x"), "kolega") for no in (1, 2, 3))
    form = NominateRaters(replace(office, candidates=(*office.candidates, *superiors)))
    said = refusal(form, {"kolega": [who], "bawahan": ["20"]})
    assert said == {"kolega": ["Pilih salah satu dari daftar."]}


def test_a_kolega_is_no_bawahan(office: Facts, refusal: Refusal) -> None:
    said = refusal(NominateRaters(office), {"kolega": ["10"], "bawahan": ["11"]})
    assert said == {"bawahan": ["Pilih salah satu dari daftar."]}


def test_nobody_rates_in_two_groups(office: Facts, refusal: Refusal) -> None:
    twice = replace(
        office, candidates=(*office.candidates, Candidate(Person(10, "Kepala"), "bawahan"))
    )
    said = refusal(NominateRaters(twice), {"kolega": ["10"], "bawahan": ["10"]})
    assert said == {"bawahan": ["Seseorang hanya dapat menilai sebagai kolega atau bawahan."]}


def test_a_group_has_its_greatest_size(office: Facts, refusal: Refusal) -> None:
    six = [str(no) for no in range(10, 16)]
    assert refusal(NominateRaters(office), {"kolega": six, "bawahan": ["20"]}) == {
        "kolega": ["Pilih paling banyak 5 orang."]
    }


def test_the_list_is_approved_or_returned_with_a_note(office: Facts, refusal: Refusal) -> None:
    form = ApproveRaters(office)
    approved = form.load({"decision": "setujui"})
    assert form.outcome(approved) == {"rater_nomination_decision": "setujui"}
    assert refusal(form, {"decision": "kembalikan"}) == {
        "note": ["Tuliskan apa yang perlu diperbaiki."]
    }
    clean = form.load({"decision": "kembalikan", "note": "Tambah satu kolega."})
    assert form.outcome(clean) == {"rater_nomination_decision": "kembalikan"}
    again = NominateRaters(replace(office, own={"approve_raters": form.plain(clean)}))
    assert again.returned() == form.comment(clean) == "Tambah satu kolega."
    assert NominateRaters(office).returned() == ""


def test_the_pejabat_penilai_reads_names(office: Facts) -> None:
    stored = {"kolega": [10, 11], "bawahan": [20], "no_bawahan": "tidak"}
    (told,) = ApproveRaters(replace(office, own={"nominate_raters": stored})).told()
    assert told.lines[:2] == (("Kolega", "Kepala 10, Kepala 11"), ("Bawahan", "Staf 20"))
