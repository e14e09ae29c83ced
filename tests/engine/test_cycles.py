"""Opening a year: who can start and why not, what is frozen, what a later change reaches."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock, commands, definitions, queries
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.errors import (
    BadDefinition,
    BadTimeline,
    BadYear,
    CannotStart,
    CycleNotFound,
    Ended,
    NotComplete,
    NotYours,
    UnknownProfile,
)
from engine.models import (
    Appraisal,
    Cycle,
    Employee,
    Instance,
    Notice,
    ProfileVersion,
    Task,
    Version,
    Window,
)
from engine.rules.profile import read_profile
from tests.engine.agency import PEOPLE, step_of

if TYPE_CHECKING:
    from tests.engine.agency import Agency

Change = Callable[..., None]


def set_employee(session: Session, _actor: Actor, who: int, values: dict[str, object]) -> None:
    session.execute(update(Employee).where(Employee.id == who).values(**values))


@pytest.fixture
def change(agency: Agency) -> Change:
    """Change what is stored of somebody."""

    def apply(who: str, **values: object) -> None:
        act(agency.database, SYSTEM, set_employee, who=agency.id_of(who), values=values)

    return apply


# ---- opening ----------------------------------------------------------------------------------


def test_each_person_gets_one_appraisal_with_the_relations_of_that_day(agency: Agency) -> None:
    agency.open_cycle("inspektur", "auditor_1")
    appraisal = agency.appraisal("auditor_1")
    assert (appraisal.pejabat_penilai_id, appraisal.atasan_pejabat_penilai_id) == (
        agency.id_of("inspektur"),
        agency.id_of("sekda"),
    )
    assert appraisal.appraisal_class == "functional"
    assert appraisal.header["pegawai"]["nip"] == PEOPLE["auditor_1"].nip
    assert appraisal.header["atasan_pejabat_penilai"]["name"] == "Sekretaris Daerah"
    assert appraisal.state == "draft"
    assert agency.count(Appraisal) == agency.count(Instance) == 2


def test_the_year_begins_with_the_skp_in_each_persons_inbox(agency: Agency) -> None:
    agency.open_cycle("inspektur", "auditor_1")
    for who in ("inspektur", "auditor_1"):
        [item] = agency.ask(who, queries.inbox).items
        assert step_of(item.form) == "draft_skp"
        assert agency.count(Notice, Notice.employee_id == agency.id_of(who)) == 1


def test_a_later_move_leaves_a_running_appraisal_with_its_relations(
    agency: Agency, change: Change
) -> None:
    agency.open_cycle("auditor_1")
    change("auditor_1", superior_id=agency.id_of("kadis_pu"), position="Pindah")
    appraisal = agency.appraisal("auditor_1")
    assert appraisal.pejabat_penilai_id == agency.id_of("inspektur")
    assert appraisal.header["pegawai"]["position"] == "Auditor Satu"


def test_people_can_be_added_to_a_cycle_that_runs(agency: Agency) -> None:
    assert agency.open_cycle("inspektur") == agency.open_cycle("auditor_1")
    assert agency.count(Cycle) == 1
    for who in ("inspektur", "auditor_1"):
        assert agency.count(Appraisal, Appraisal.employee_id == agency.id_of(who)) == 1


def test_an_id_given_twice_starts_once(agency: Agency) -> None:
    agency.open_cycle("inspektur", "inspektur")
    assert agency.count(Appraisal) == 1


@pytest.mark.parametrize("who", ["inspektur", "sekda", "bupati"])
def test_only_sdm_opens_a_cycle_or_asks_who_could_start(agency: Agency, who: str) -> None:
    with pytest.raises(NotYours):
        agency.open_cycle("auditor_1", by=who)
    with pytest.raises(NotYours):
        agency.ask(who, queries.readiness, 2026, "kasn_pp46")
    assert agency.count(Cycle) == 0


@pytest.mark.parametrize("year", [0, 1999, 2014, 2100, 99999])
def test_a_year_out_of_range_is_refused(agency: Agency, year: int) -> None:
    with pytest.raises(BadYear):
        agency.open_cycle("inspektur", year=year)
    assert agency.count(Cycle) == agency.count(ProfileVersion) == 0


def test_an_unknown_profile_is_refused_with_those_there_are(agency: Agency) -> None:
    with pytest.raises(UnknownProfile) as refused:
        agency.open_cycle("inspektur", profile="pp30_2019")
    assert "kasn_pp46, pp46_bkn2013" in str(refused.value)


def test_a_cycle_of_nobody_is_refused(agency: Agency) -> None:
    with pytest.raises(CannotStart):
        agency.open_cycle()
    assert agency.count(Cycle) == 0


# ---- readiness --------------------------------------------------------------------------------

#: What is wrong with whom, and what is said about it of the Auditor.
FAULTS: dict[str, tuple[str, dict[str, str | bool | None], str]] = {
    "no superior": ("auditor_1", {"superior_id": None}, "Belum punya atasan langsung"),
    "himself": ("auditor_1", {"superior_id": "auditor_1"}, "dirinya sendiri"),
    "a loop with his superior": ("inspektur", {"superior_id": "auditor_1"}, "berputar"),
    "a loop above him": ("sekda", {"superior_id": "inspektur"}, "berputar"),
    "a superior without one": ("inspektur", {"superior_id": None}, "tidak punya atasan"),
    "an inactive superior": ("inspektur", {"active": False}, "Inspektur, tidak aktif"),
    "an inactive one above": ("sekda", {"active": False}, "Sekretaris Daerah, tidak aktif"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_who_cannot_start_is_listed_with_the_reason_and_nobody_starts(
    agency: Agency, change: Change, fault: str
) -> None:
    who, values, sentence = FAULTS[fault]
    change(who, **{k: agency.id_of(v) if isinstance(v, str) else v for k, v in values.items()})
    listed = agency.ask("sdm", queries.readiness, 2026, "kasn_pp46")
    reasons = {person.name: person.reason for person in listed.blocked}
    assert sentence in reasons["Auditor Satu"]
    with pytest.raises(CannotStart) as refused:
        agency.open_cycle("sdm", "auditor_1")
    assert [name for name, _ in refused.value.blocked][-1] == "Auditor Satu"
    assert sentence in dict(refused.value.blocked)["Auditor Satu"]
    assert agency.count(Cycle) == agency.count(Appraisal) == agency.count(Task) == 0


def test_who_can_start_and_who_is_not_appraised_at_all(agency: Agency) -> None:
    listed = agency.ask("sdm", queries.readiness, 2026, "kasn_pp46")
    names = {person.name for person in (*listed.ready, *listed.blocked)}
    assert "Bupati" not in names
    assert "Sekretaris Daerah" not in names
    assert {person.name for person in listed.ready} == names
    superiors = {person.name: person.superior for person in listed.ready}
    assert superiors["Auditor Satu"] == "Inspektur"


def test_who_is_inactive_cannot_be_started_by_hand(agency: Agency, change: Change) -> None:
    change("auditor_1", active=False)
    with pytest.raises(CannotStart) as refused:
        agency.open_cycle("auditor_1")
    assert refused.value.blocked[0][1] == "Tidak aktif atau tidak dinilai."


def test_to_start_one_nobody_but_those_above_is_looked_up(
    agency: Agency, statements: list[str]
) -> None:
    agency.open_cycle("auditor_1")
    everybody = [each for each in statements if "FROM employee" in each and "WHERE" not in each]
    assert not everybody


def test_an_id_of_nobody_cannot_be_started(agency: Agency) -> None:
    with pytest.raises(CannotStart):
        agency.do("sdm", commands.open_cycle, year=2026, profile="kasn_pp46", employee_ids=[987654])


def test_nobody_starts_twice_in_a_cycle(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    with pytest.raises(CannotStart) as refused:
        agency.open_cycle("auditor_1", "inspektur")
    assert refused.value.blocked == (("Inspektur", "Sudah ada dalam siklus ini."),)
    assert agency.count(Appraisal) == 1


def test_who_is_in_the_cycle_is_neither_ready_nor_blocked(agency: Agency, change: Change) -> None:
    agency.open_cycle("inspektur", "auditor_1")
    change("kadis_pu", superior_id=None)
    listed = agency.ask("sdm", queries.readiness, 2026, "kasn_pp46")
    assert [person.name for person in listed.in_cycle] == ["Auditor Satu", "Inspektur"]
    assert "Kepala Dinas PU" in [person.name for person in listed.blocked]
    names = [each.name for each in (*listed.ready, *listed.in_cycle, *listed.blocked)]
    assert len(names) == len(set(names))
    assert all(person.reason for person in listed.blocked)
    assert not any(person.reason for person in (*listed.ready, *listed.in_cycle))


@pytest.mark.parametrize(
    "since", [{"superior_id": None}, {"active": False}, {"appraised": False}], ids=str
)
def test_what_changed_since_keeps_nobody_out_of_the_cycle_he_is_in(
    agency: Agency, change: Change, since: dict[str, object]
) -> None:
    agency.open_cycle("auditor_1")
    change("auditor_1", **since)
    listed = agency.ask("sdm", queries.readiness, 2026, "kasn_pp46")
    assert [person.name for person in listed.in_cycle] == ["Auditor Satu"]
    assert "Auditor Satu" not in [person.name for person in (*listed.ready, *listed.blocked)]


@pytest.mark.parametrize(("year", "profile"), [(2027, "kasn_pp46"), (2026, "pp46_bkn2013")])
def test_another_cycle_has_nobody_of_this_one(agency: Agency, year: int, profile: str) -> None:
    agency.open_cycle("inspektur")
    listed = agency.ask("sdm", queries.readiness, year, profile)
    assert listed.in_cycle == ()
    assert "Inspektur" in [person.name for person in listed.ready]


# ---- several cycles ---------------------------------------------------------------------------


def test_two_cycles_of_different_profiles_run_beside_each_other(agency: Agency) -> None:
    kasn = agency.open_cycle("inspektur", profile="kasn_pp46")
    bkn = agency.open_cycle("inspektur", "auditor_1", profile="pp46_bkn2013")
    assert kasn != bkn
    assert len(agency.ask("inspektur", queries.inbox).items) == 2
    cards = {
        card.id: card for card in agency.ask("sdm", lambda session, _: queries.cycles(session))
    }
    assert (cards[kasn].people, cards[bkn].people) == (1, 2)
    assert len(cards[kasn].windows) == 14
    assert [name for name, *_ in cards[bkn].windows] != [name for name, *_ in cards[kasn].windows]


def test_the_next_year_is_another_cycle(agency: Agency) -> None:
    agency.open_cycle("inspektur", year=2026)
    agency.open_cycle("inspektur", year=2027)
    years = [card.year for card in agency.ask("sdm", lambda session, _: queries.cycles(session))]
    assert years == [2027, 2026]


def test_an_unknown_cycle_is_not_found(agency: Agency) -> None:
    with pytest.raises(CycleNotFound):
        agency.ask("sdm", lambda session, _: queries.cycle_card(session, "tidak-ada"))


# ---- closing ----------------------------------------------------------------------------------


def enter(session: Session, _actor: Actor, who: Sequence[int]) -> None:
    """As if SDM had entered the results of these people."""
    session.execute(
        update(Appraisal).where(Appraisal.employee_id.in_(who)).values(entered_at=clock.now())
    )


def test_a_cycle_is_closed_only_when_all_results_are_entered(agency: Agency) -> None:
    """R-090."""
    cycle_id = agency.open_cycle("inspektur", "kadis_pu", "auditor_1")
    agency.do("sdm", enter, who=[agency.id_of("inspektur")])
    with pytest.raises(NotComplete) as refused:
        agency.do("sdm", commands.close_cycle, cycle_id=cycle_id)
    assert refused.value.params == {"count": 2}
    assert agency.rows(Cycle)[0].closed_at is None
    agency.do("sdm", enter, who=[agency.id_of("kadis_pu"), agency.id_of("auditor_1")])
    at = agency.at(2027, 2, 1, 9)
    agency.do("sdm", commands.close_cycle, cycle_id=cycle_id)
    agency.at(2027, 2, 2, 9)
    agency.do("sdm", commands.close_cycle, cycle_id=cycle_id)
    assert agency.rows(Cycle)[0].closed_at == at


def test_nobody_joins_a_cycle_that_is_closed(agency: Agency) -> None:
    cycle_id = agency.open_cycle("inspektur")
    agency.do("sdm", enter, who=[agency.id_of("inspektur")])
    agency.do("sdm", commands.close_cycle, cycle_id=cycle_id)
    with pytest.raises(Ended):
        agency.open_cycle("auditor_1")
    assert agency.count(Appraisal) == 1


@pytest.mark.parametrize("who", ["inspektur", "sekda", "bupati"])
def test_only_sdm_closes_a_cycle(agency: Agency, who: str) -> None:
    cycle_id = agency.open_cycle("inspektur")
    agency.do("sdm", enter, who=[agency.id_of("inspektur")])
    with pytest.raises(NotYours):
        agency.do(who, commands.close_cycle, cycle_id=cycle_id)
    with pytest.raises(CycleNotFound):
        agency.do("sdm", commands.close_cycle, cycle_id="tidak-ada")
    assert agency.rows(Cycle)[0].closed_at is None


# ---- versions ---------------------------------------------------------------------------------


@pytest.fixture
def forget() -> Callable[[], None]:
    """What a restart of the process forgets."""

    def clear() -> None:
        definitions._SPECS.clear()
        definitions._PROFILES.clear()
        definitions._shipped_profiles.cache_clear()

    return clear


def publish(session: Session, _actor: Actor, files: dict[str, bytes]) -> None:
    definitions.publish(session, files)


def renamed(old: str, new: str) -> dict[str, bytes]:
    """The shipped diagrams with one name changed."""
    return {
        path: content.replace(old.encode(), new.encode())
        for path, content in definitions.shipped().items()
    }


def test_a_changed_diagram_applies_to_new_cycles_only(
    agency: Agency, forget: Callable[[], None]
) -> None:
    agency.open_cycle("inspektur", "auditor_1")
    agency.do("sdm", publish, files=renamed("Setujui SKP", "Sahkan SKP"))
    agency.fill("inspektur", "draft_skp")
    forget()
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    titles = {task.title for task in agency.rows(Task, Task.step == "approve_skp")}
    assert titles == {"Setujui SKP"}
    agency.open_cycle("inspektur", year=2027)
    draft = agency.rows(Task, Task.step == "draft_skp", Task.state == "open")[0].id
    agency.send("inspektur", draft, agency.answers("inspektur", draft))
    newest = max(agency.rows(Task, Task.step == "approve_skp"), key=lambda task: task.instance_id)
    assert newest.title == "Sahkan SKP"
    assert agency.count(Version) == 2


def test_who_joins_a_running_cycle_later_gets_its_version(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.do("sdm", publish, files=renamed("Susun SKP", "Tulis SKP"))
    agency.open_cycle("auditor_1")
    assert {task.title for task in agency.rows(Task)} == {"Susun SKP"}
    assert len({instance.version_id for instance in agency.rows(Instance)}) == 1


def test_a_diagram_published_unchanged_is_no_new_version(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.do("sdm", publish, files=definitions.shipped())
    assert agency.count(Version) == 1


def test_an_earlier_diagram_published_again_is_the_newest(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    for files in (renamed("Susun SKP", "Tulis SKP"), definitions.shipped()):
        agency.do("sdm", publish, files=files)
    agency.open_cycle("inspektur", year=2027)
    assert {task.title for task in agency.rows(Task)} == {"Susun SKP"}


def test_a_diagram_that_cannot_work_is_refused_with_its_element_and_not_stored(
    agency: Agency,
) -> None:
    agency.open_cycle("inspektur")
    broken = renamed("skp_agreement.ApproveSkp", "skp_agreement.Entahlah")
    with pytest.raises(BadDefinition) as refused:
        agency.do("sdm", publish, files=broken)
    assert [problem.element for problem in refused.value.problems] == ["approve_skp"]
    assert agency.count(Version) == 1


def stored_before(session: Session, _actor: Actor, files: dict[str, bytes]) -> None:
    """A version that a release published which did not look at its dates."""
    checked = definitions.Checked(definitions.digest_of(files), ())
    definitions.publish_checked(session, files, checked)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '"31 Januari tahun depan"',
            '"2 Januari tahun depan"',
            "R-004: Pencatatan Hasil ditutup 2 Januari 2027, padahal harus sesudah Penetapan Nilai "
            "Akhir ditutup (28 Januari 2027).",
        ),
        (
            '"1 Februari"',
            '"9 Februari"',
            "R-004: Plan Week dibuka 9 Februari 2026, sesudah ditutup 7 Februari 2026;",
        ),
        (
            '"7 Februari"',
            '"plan_week.closes + 1 hari"',
            "Hari tutup Plan Week: Aturan berputar: plan_week.closes → plan_week.closes.",
        ),
        (
            '"7 Februari"',
            '"29 Februari"',
            "Hari tutup Plan Week: “29 Februari” tidak ada pada tahun 2026.",
        ),
        (
            '"7 Februari"',
            '"tak_ada.closes"',
            "Hari tutup Plan Week: Jendela “tak_ada” tidak ada di linimasa.",
        ),
        (
            '"7 Februari"',
            '"9 Februari + 999 bulan"',
            "Hari tutup Plan Week: “9 Februari + 999 bulan” jatuh terlalu jauh dari siklus 2026;",
        ),
    ],
)
def test_a_timeline_that_cannot_be_is_refused_by_name_and_nothing_is_opened(
    agency: Agency, old: str, new: str, words: str
) -> None:
    agency.do("sdm", stored_before, files=renamed(old, new))
    for opening in (commands.open_cycle, commands.open_cycle_in_chunks):
        with pytest.raises(BadTimeline, match=re.escape(words)):
            agency.do(
                "sdm",
                opening,
                year=2026,
                profile="kasn_pp46",
                employee_ids=[agency.id_of("inspektur")],
            )
    assert agency.count(Cycle) == agency.count(Window) == agency.count(Task) == 0


def test_what_only_holidays_turn_round_is_refused_where_it_is_opened(agency: Agency) -> None:
    """24 and 25 December 2026 are days off; by weekdays alone 26 December was late enough."""
    files = renamed('"1 Juli"', '"23 Desember + 1 hari kerja"')
    path = "siklus_kasn/siklus_kasn.bpmn"
    files[path] = files[path].replace(b'"7 Juli"', b'"26 Desember"')
    agency.do("sdm", publish, files=files)
    with pytest.raises(BadTimeline, match="Dialog Tengah Tahun dibuka 28 Desember 2026"):
        agency.open_cycle("inspektur")


def test_a_version_with_such_a_timeline_is_not_published(agency: Agency) -> None:
    with pytest.raises(BadDefinition) as refused:
        agency.do("sdm", publish, files=renamed('"1 Februari"', '"9 Februari"'))
    assert [(each.element, each.code) for each in refused.value.problems] == [
        ("plan_week", "window-reversed")
    ]
    assert agency.count(Version) == 0


def test_a_profile_that_a_cycle_uses_stays_as_it_was(
    agency: Agency, forget: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.open_cycle("inspektur")
    [stored] = agency.rows(ProfileVersion)
    known = definitions._shipped_profiles()
    text = (
        known["kasn_pp46"][1]
        .replace("share = 0.60", "share = 0.70")
        .replace("share = 0.40", "share = 0.30")
    )
    changed = known | {"kasn_pp46": (read_profile(text), text)}
    monkeypatch.setattr(definitions, "_shipped_profiles", lambda: changed)
    agency.open_cycle("auditor_1", year=2027)
    texts = {version.id: version.text for version in agency.rows(ProfileVersion)}
    assert len(texts) == 2
    assert texts[stored.id] == stored.text
    old, new = sorted(agency.rows(Cycle), key=lambda cycle: cycle.year)
    assert (old.profile_id == stored.id, new.profile_id == stored.id) == (True, False)
    monkeypatch.undo()
    forget()
    with agency.database.read() as session:
        assert str(definitions.profile_of(session, old.profile_id).skp_share) == "0.60"


def test_somebody_added_after_a_profile_changed_joins_the_same_cycle(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year of one regulation is one cycle, also across a release."""
    agency.open_cycle("inspektur")
    known = definitions._shipped_profiles()
    text = known["kasn_pp46"][1] + "\n"
    changed = known | {"kasn_pp46": (known["kasn_pp46"][0], text)}
    monkeypatch.setattr(definitions, "_shipped_profiles", lambda: changed)
    agency.open_cycle("auditor_1")
    assert agency.count(Cycle) == 1
