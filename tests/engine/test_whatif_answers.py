"""What a what-if says over all: medians, lateness, load, spreads; and for many people at once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from engine import clock, commands, definitions, queries, redating, whatif
from engine.bpmn.parse import Step
from engine.bpmn.shape import same_people
from engine.errors import BadDate, NotYours
from engine.interventions import Asked as HandOver
from engine.models import Cycle, Instance, Window
from engine.queries import WhatIfAsked
from engine.redating import Asked
from engine.timeline import SpecialDay
from engine.whatif.behaviour import SOMEBODY, routing
from schemas.facts import Facts, Person
from tests.engine.agency import PEOPLE, local
from tests.engine.crowd import multiply
from tests.engine.test_interventions import of, step_in
from tests.engine.test_whatif import change, draft_with, everything

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

LATER = (("plan_week.closes", "20 Februari"),)


def ask(agency: Agency, **asked: Any) -> queries.WhatIf:
    [cycle] = agency.rows(Cycle)
    return agency.ask("sdm", queries.what_if, cycle.public_id, WhatIfAsked(**asked))


def step(found: queries.WhatIf, title: str) -> queries.StepLine:
    return next(each for each in found.steps if each.title == title)


# ---- over all ---------------------------------------------------------------------------------


def test_each_step_has_its_dates_before_and_after_and_how_many_are_late(waiting: Agency) -> None:
    """Plan Week closes on 20 February instead of the 7th; everybody acts on its last day."""
    found = ask(waiting, lines=LATER)
    planned = step(found, "Jadwalkan dialog kinerja")
    end = local(2026, 2, 8) - timedelta(seconds=1), local(2026, 2, 21) - timedelta(seconds=1)
    assert planned.before == (4, end[0], end[0], end[0], 0)
    assert planned.after == (4, end[1], end[1], end[1], 0)
    assert (found.people, found.stopped, found.stuck, found.late) == (4, 0, 0, (0, 0))
    [line] = found.lines
    assert (line.old, line.new) == (local(2026, 2, 8), local(2026, 2, 21))


def test_who_comes_too_late_is_counted_and_named(waiting: Agency) -> None:
    """Plan Week would close after Coaching Week I has: its steps come after their day."""
    found = ask(
        waiting,
        lines=(("plan_week.closes", "20 April"),),
        focus="coaching_week_1.inventory",
        late=True,
    )
    late = step(found, "Inventarisasi kemajuan SKP")
    assert (late.before.late, late.after.late, found.late) == (0, 4, (0, 4))
    assert found.found == 4
    assert all(each.after and each.after.late for each in found.listed)
    assert not any(each.before and each.before.late for each in found.listed)


def test_the_median_and_the_ends_are_those_of_all_people(agency: Agency) -> None:
    """One of three has a longer date of his own."""
    agency.open_cycle("inspektur", "kadis_pu", "kadis_kesehatan")
    nip = PEOPLE["kadis_pu"].nip
    change(agency, Asked("skp_agreement.closes", "15 Februari", "person", None, nip))
    drafted = step(ask(agency), "Susun SKP").before
    normal, longer = (
        local(2026, 2, 1) - timedelta(seconds=1),
        local(2026, 2, 16) - timedelta(seconds=1),
    )
    assert drafted == (3, normal, normal, longer, 0)


def test_the_load_of_a_week_is_what_people_do_in_it(waiting: Agency) -> None:
    """The Sekda plans the dialogs of four heads: on 7 February, or on the 20th."""
    found = ask(waiting, lines=LATER)
    weeks = {week.monday: week for week in found.weeks}
    first, second = weeks[date(2026, 2, 2)], weeks[date(2026, 2, 16)]
    assert (first.before, first.after, first.peak_before, first.peak) == (8, 0, 4, 0)
    assert (second.before, second.after, second.peak_before, second.peak) == (0, 8, 0, 4)
    assert second.who == "Sekretaris Daerah"


def test_each_stage_has_its_end_over_all_and_whoever_is_late_with_it(waiting: Agency) -> None:
    found = ask(waiting, lines=(("plan_week.closes", "20 April"),))
    stages = {each.key: each for each in found.stages}
    assert list(stages)[-1] == ""
    planned, coached = stages["plan_week"], stages["coaching_week_1"]
    assert planned.before.latest == local(2026, 2, 8) - timedelta(seconds=1)
    assert planned.after.latest == local(2026, 4, 21) - timedelta(seconds=1)
    assert (planned.same, coached.before.late, coached.after.late) == (False, 0, 4)
    assert stages["mid_year_dialog"].same


def test_loads_add_up_to_the_steps_of_everybody(waiting: Agency) -> None:
    found = ask(waiting)
    assert sum(week.after for week in found.weeks) == sum(
        each.after.people for each in found.steps if each.title
    )


# ---- people, calendars, habits ----------------------------------------------------------------


def test_one_person_has_every_step_before_and_after(waiting: Agency) -> None:
    [cycle] = waiting.rows(Cycle)
    own = waiting.appraisal("kadis_pu").public_id
    asked = WhatIfAsked(lines=LATER)
    whom, steps = waiting.ask("sdm", queries.what_if_of, cycle.public_id, asked, own)
    assert whom.name == "Kepala Dinas PU"
    assert steps[0].title == "Jadwalkan dialog kinerja"
    assert steps[-1].title == ""
    assert steps[0].after is not None
    assert steps[0].after.done == local(2026, 2, 21) - timedelta(seconds=1)
    with pytest.raises(BadDate):
        waiting.ask("sdm", queries.what_if_of, cycle.public_id, asked, "nobody")


def test_a_unit_alone_is_projected_with_its_own_dates(waiting: Agency) -> None:
    unit = waiting.appraisal("kadis_pu").unit_id
    found = ask(waiting, lines=LATER, scope="unit", unit=unit)
    assert found.people == 1
    assert step(found, "Jadwalkan dialog kinerja").after.latest == local(2026, 2, 21) - timedelta(
        seconds=1
    )


def test_a_day_off_that_is_thought_of_moves_what_counts_working_days(waiting: Agency) -> None:
    """Coaching is received three working days after Tuesday 7 April: Friday, else Monday."""
    day = SpecialDay(date(2026, 4, 9), "Andai", "holiday")
    found = ask(waiting, layer="national", days=(day,))
    received = step(found, "Terima dokumen coaching")
    assert received.before.latest == local(2026, 4, 11) - timedelta(seconds=1)
    assert received.after.latest == local(2026, 4, 14) - timedelta(seconds=1)
    assert {row.calendar for row in waiting.rows(Window)} == {"nasional 1"}


def test_a_week_of_leave_moves_more_than_one_day_of_it(waiting: Agency) -> None:
    """Coaching closes on 7 April; with the 8th to the 14th off it is received on the 17th."""
    days = [SpecialDay(date(2026, 4, day), "Cuti", "shared_leave") for day in range(8, 15)]
    found = ask(waiting, layer="agency", days=tuple(days))
    received = step(found, "Terima dokumen coaching")
    assert received.after.latest == local(2026, 4, 18) - timedelta(seconds=1)


# ---- the windows of other diagrams ------------------------------------------------------------


def test_the_windows_of_a_draft_are_compared_with_the_present(waiting: Agency) -> None:
    draft = draft_with(waiting, {"plan_week.closes": "20 Februari", "keberatan.opens": "1 Januari"})
    found = ask(waiting, timeline=f"draft:{draft}")
    assert found.other == "Rancangan"
    [line] = found.lines
    assert (line.key, line.edge, line.new) == ("plan_week", "closes", local(2026, 2, 21))
    [left] = found.left
    assert (left.phase, left.edge, left.rule) == ("Keberatan", "opens", "1 Januari")
    planned = step(found, "Jadwalkan dialog kinerja")
    assert planned.before.latest == local(2026, 2, 8) - timedelta(seconds=1)
    assert planned.after.latest == local(2026, 2, 21) - timedelta(seconds=1)


def test_the_windows_of_another_version_are_tried_alike(waiting: Agency) -> None:
    with waiting.database.begin() as session:
        files = definitions.shipped()
        year = files["siklus_kasn/siklus_kasn.bpmn"]
        files["siklus_kasn/siklus_kasn.bpmn"] = year.replace(b'"7 Februari"', b'"20 Februari"')
        definitions.publish(session, files)
    found = ask(waiting, timeline="version:2")
    assert (found.version, [line.rule for line in found.lines]) == (2, ["20 Februari"])
    assert not ask(waiting, timeline="version:1").lines


@pytest.mark.parametrize(
    ("profile", "phase", "edge", "why"),
    [
        ("kasn_pp46", "Dialog Tengah Tahun", "penutup", "Siklus ini tidak punya tanggal ini."),
        ("kasn_pp46", "Dialog Tengah Tahun", "informal", "Diagram itu tidak punya tanggal ini."),
        ("pp46_bkn2013", "Dialog Tengah Tahun", "penutup", "Siklus ini tidak punya tanggal ini."),
        ("pp46_bkn2013", "Penetapan Nilai Akhir", "closes", "Profil siklus ini menetapkan"),
    ],
)
def test_what_no_change_of_dates_can_bring_is_left_out_with_its_reason(
    agency: Agency, profile: str, phase: str, edge: str, why: str
) -> None:
    agency.open_cycle("inspektur", profile=profile)
    name = "siklus_kasn.bpmn"
    text = definitions.shipped()[f"siklus_kasn/{name}"].decode()
    text = text.replace('"informal"', '"penutup"').replace("28 Januari tahun", "27 Januari tahun")
    draft = agency.do("sdm", commands.begin_draft, name="Rancangan")
    agency.do("sdm", commands.save_diagram, draft_id=draft, name=name, text=text, rev=0)
    found = ask(agency, timeline=f"draft:{draft}")
    left = {(each.phase, each.edge): str(each.why) for each in found.left}
    assert len(left) == 2
    assert left[phase, edge].startswith(why)


@pytest.mark.parametrize(
    "named", ["draft:nobody", "version:7", "version:99999999999", "x", "draft:"]
)
def test_diagrams_that_there_are_none_of_are_refused_at_their_field(
    waiting: Agency, named: str
) -> None:
    with pytest.raises(BadDate) as refused:
        ask(waiting, timeline=named)
    assert refused.value.field == "timeline"


# ---- another Pejabat Penilai Kinerja ----------------------------------------------------------


def work_of(found: queries.WhatIf) -> tuple[Any, ...]:
    """Who does how much for others in his fullest week, and of the 360 alone."""
    lines = (*found.hands, *found.forms)
    return tuple((each.who, each.monday, each.after) for each in lines)


@pytest.mark.parametrize("until", ["draft_skp", "review_behaviour"])
def test_who_would_rate_another_has_the_work_that_he_then_has(lived: Live, until: str) -> None:
    """Forms of the 360 that wait stay with whom they wait for; all else goes to the new one."""
    agency = lived("inspektur", "kadis_pu", until=until)
    heir = PEOPLE["kadis_kesehatan"].nip
    found = ask(agency, swap="own", nip=PEOPLE["inspektur"].nip, heir=heir)
    assert (found.heir, found.handed, found.kept) == ("Kepala Dinas Kesehatan", 1, {})
    assert "Kepala Dinas Kesehatan" in [each.who for each in found.hands]
    step_in(agency, HandOver("hand_over", heir), of(agency, "inspektur"))
    assert work_of(ask(agency)) == work_of(found)


def test_all_whom_somebody_rates_go_to_another_but_for_that_one_himself(waiting: Agency) -> None:
    heir = PEOPLE["kadis_pu"].nip
    found = ask(waiting, swap="rated", nip=PEOPLE["sekda"].nip, heir=heir)
    assert (found.handed, found.kept) == (3, {"himself": 1})
    planned = next(week for week in found.weeks if week.monday == date(2026, 2, 2))
    assert (planned.peak_before, planned.peak, planned.who) == (4, 3, "Kepala Dinas PU")


def test_each_rater_has_his_forms_of_a_week(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    forms = {each.who: (each.before, each.after) for each in ask(agency).forms}
    assert len(forms) > 3
    assert set(forms.values()) == {(1, 1)}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"nip": "123", "heir": "sekda"}, "nip"),
        ({"nip": "bupati", "heir": "sekda"}, "nip"),
        ({"nip": "kadis_pu", "heir": ""}, "heir"),
    ],
    ids=str,
)
def test_a_handing_over_that_cannot_be_thought_of_names_its_field(
    waiting: Agency, asked: dict[str, str], field: str
) -> None:
    nips = {name: PEOPLE[who].nip if who in PEOPLE else who for name, who in asked.items()}
    with pytest.raises(BadDate) as refused:
        ask(waiting, swap="own", **nips)
    assert refused.value.field == field


# ---- why --------------------------------------------------------------------------------------


def test_each_date_thought_of_is_reckoned_again_from_what_is_said_of_it(waiting: Agency) -> None:
    days = tuple(SpecialDay(date(2026, 4, day), "Cuti", "shared_leave") for day in (8, 9))
    found = ask(waiting, lines=LATER, layer="national", days=days)
    assert len(found.dates) > 20
    for each in found.dates:
        for why in (each.before, each.after):
            assert queries.recomputed(why) == why.due_at, (each.key, each.edge)
    dates = {(each.key, each.edge): each for each in found.dates}
    closes = dates["plan_week", "closes"]
    assert [each.rules[0].thought_of for each in (closes.before, closes.after)] == [False, True]
    assert (closes.after.rules[0].rule, closes.after.version) == ("20 Februari", 1)
    received = dates["coaching_week_1", "receive"]
    assert (received.before.calendar, received.before.supposed) == ("nasional 1", False)
    assert (received.after.calendar, received.after.supposed) == ("nasional 2", True)


def test_what_is_said_of_a_persons_dates_gives_those_that_he_then_has(waiting: Agency) -> None:
    """An extension of his own is cited; what he will receive is an event to come."""
    nip = PEOPLE["kadis_pu"].nip
    change(waiting, Asked("skp_agreement.closes", "15 Februari", "person", None, nip))
    own = waiting.appraisal("kadis_pu")
    [cycle] = waiting.rows(Cycle)
    asked = WhatIfAsked(lines=LATER)
    _, steps = waiting.ask("sdm", queries.what_if_of, cycle.public_id, asked, own.public_id)
    whys = [each.why_after for each in steps if each.why_after is not None]
    assert len(whys) > 20
    assert all(queries.recomputed(why) == why.due_at for why in whys)
    assert any(name == "diterima" for why in whys for name, _ in why.events)
    foreseen = {
        (each.phase, each.step): each.due
        for each in _projected(waiting)  # the others' dates are the same but for the extension
        if each.edge != ("skp_agreement", "closes")
    }
    before = {each.why_before.due_at for each in steps if each.why_before is not None}
    assert set(foreseen.values()) <= before


def test_the_usual_days_are_the_median_of_what_was_done_so_far(waiting: Agency) -> None:
    """Tasks of this cycle took no days, but one, and one that took nine."""
    waiting.at(2026, 2, 1, 9)
    waiting.sweep()
    for who, day in (("kadis_pu", 4), ("inspektur", 5), ("kadis_kesehatan", 10)):
        waiting.at(2026, 2, day, 9)
        [task] = [
            each
            for each, _ in waiting._open_tasks()
            if each.instance_id == waiting.appraisal(who).instance_id
        ]
        waiting.send("sekda", task.id, waiting.answers("sekda", task.id))
    with waiting.database.read() as session:
        [cycle] = waiting.rows(Cycle)
        behaviour = whatif.behaviour_of(session, cycle.id, "usual")
    assert behaviour.days["plan_week", "plan_dialogs"] == 4
    assert behaviour.days["skp_agreement", "draft_skp"] == 0
    assert behaviour.others == 0


def test_who_waits_for_an_incident_is_counted_and_left_out(waiting: Agency) -> None:
    number = waiting.appraisal("kadis_pu").instance_id
    with waiting.database.begin() as session:
        session.get_one(Instance, number).state = "incident"
    found = ask(waiting)
    assert (found.people, found.stopped) == (3, 1)


@pytest.mark.parametrize(
    ("form", "time", "values"),
    [
        ("skp_agreement.ApproveSkp", 0, {"skp_agreement_decision": "setujui"}),
        ("skp_agreement.ApproveSkp", 1, {"skp_agreement_decision": "kembalikan"}),
        ("keberatan.RespondResult", 0, {"keberatan_response": "terima"}),
        ("coaching_week.CloseCoaching", 0, {"coaching_week_held": False}),
        (
            "people_review.PrepareReview",
            0,
            {
                "people_review_chairman": SOMEBODY,
                "people_review_evaluator": 7,  # nobody else is named: the pejabat penilai
                "people_review_assisting": SOMEBODY,
            },
        ),
        ("umum.Catatan", 0, {}),
        ("nobody.HasWritten", 0, {}),
    ],
)
def test_answers_lead_on_and_the_second_time_otherwise(
    form: str, time: int, values: dict[str, Any]
) -> None:
    step = Step("process", "id", "name", form, "pegawai", None, {})
    assert routing(step, Facts(pejabat_penilai=Person(7)), time) == values


# ---- spreading a peak -------------------------------------------------------------------------


def test_a_peak_is_spread_over_units_as_the_engine_would_then_have_it(waiting: Agency) -> None:
    """Four units, four people: planned in four weeks instead of one, once each is carried out."""
    found = ask(waiting, spread="plan_week")
    assert found.spread is not None
    assert [group.days for group in found.spread.groups] == [0, 7, 14, 21]
    assert (found.spread.most, found.spread.most_of_one) == ((8, 2), (4, 1))
    for group in found.spread.groups:
        for unit, _ in group.units:
            for edge, rule in reversed(group.rules):  # closes first: R-004
                change(waiting, Asked(edge, rule, "unit", unit))
    lived = Counter(
        (each.done - timedelta(days=each.done.weekday())).date()
        for each in _projected(waiting)
        if each.phase == "plan_week" and each.done is not None
    )
    assert max(lived.values()) == 2
    assert step(ask(waiting), "Jadwalkan dialog kinerja").after.latest == (
        local(2026, 3, 1) - timedelta(seconds=1)
    )


def test_a_window_between_others_is_not_spread_beyond_their_order(waiting: Agency) -> None:
    """Dialogs close on 14 January, between 7 and 21 January: at most six days later (R-004)."""
    found = ask(waiting, spread="final_dialog", when="first")
    assert found.spread is not None
    assert all(group.days <= 6 for group in found.spread.groups)


def _projected(agency: Agency) -> list[whatif.Projected]:
    with agency.database.read() as session:
        year = redating.year_of(session, session.scalars(select(Cycle)).one())
        cohort = whatif.cohort_of(session, year, ("all", 0))
        projector = whatif.Projector(cohort, whatif.Behaviour(), clock.now(), session.info["seal"])
        found = projector.of(year, redating.Layers.read(session, year.cycle.id, ("all", 0)))
    return [each for _, steps in found.steps_by_person() for each in steps]


# ---- for many, and nothing stored -------------------------------------------------------------


def test_the_whole_answer_writes_nothing_and_asks_no_more_for_many(
    waiting: Agency, statements: list[str]
) -> None:
    asked: dict[str, Any] = {"lines": LATER, "when": "usual", "spread": "plan_week"}
    ask(waiting, **asked)
    statements.clear()
    ask(waiting, **asked)
    few = len(statements)
    waiting.do("sdm", multiply, appraisal_id=waiting.appraisal("kadis_pu").id, times=120)
    before = everything(waiting)
    statements.clear()
    found = ask(waiting, **asked, page=2)
    assert len(statements) <= few
    assert (found.people, found.found, found.page, found.pages) == (124, 124, 2, 3)
    assert len(found.listed) == queries.whatif.PAGE_SIZE
    assert everything(waiting) == before
    assert not [each for each in statements if each.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_others_than_sdm_may_not_ask(waiting: Agency) -> None:
    [cycle] = waiting.rows(Cycle)
    with pytest.raises(NotYours):
        waiting.ask("sekda", queries.what_if, cycle.public_id, WhatIfAsked())


def test_people_who_meet_alike_are_alike() -> None:
    assert same_people((7, 8, 9, 8)) == same_people((1, 2, 3, 2)) != same_people((1, 2, 3, 1))
