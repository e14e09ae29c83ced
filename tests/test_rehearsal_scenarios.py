"""A scenario: how people behave, in a sandbox from which nothing leaves, and what it finds."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from select import select
from typing import Any

import pytest

from engine import apart, clock, definitions, demo
from engine.bpmn import rewrite
from engine.db import Database, open_database
from engine.errors import CannotLive, FormRejected
from engine.rehearsal.copied import around, copy_of
from engine.rehearsal.people import nip
from engine.rehearsal.run import run
from engine.rehearsal.script import script_for, turns_of
from engine.scenarios import BEHAVIOURS, Scenario, read
from webapp.cli import main

KASN, BKN = "kasn_pp46", "pp46_bkn2013"
NOBODY = dict.fromkeys(BEHAVIOURS, 0)
Told = tuple[dict[str, Any], list[list[Any]]]


def scenario(size: int, seed: int = 1, profile: str = BKN, **shares: int) -> Scenario:
    return Scenario(2026, profile, size, seed, own=False, shares={**NOBODY, **shares})


#: Dialog Day would open for those alone who object; all others wait for it for ever.
DEAD_END = {
    "opens:dialog_day": "diajukan + 60 hari",
    "closes:dialog_day": "dialog_day.opens + 13 hari",
}


def dead_end() -> dict[str, bytes]:
    """The diagrams with that mistake, which no look at the drawing alone can find."""
    files, name = definitions.shipped(), "siklus_kasn/siklus_kasn.bpmn"
    for place, rule in DEAD_END.items():
        edge, _, phase = place.partition(":")
        files[name] = rewrite.with_property(files[name], phase, edge, rule)
    return files


@pytest.fixture(scope="module")
def varied() -> Told:
    """Eight people, of whom one is late, one never does anything, and one leaves."""
    return run(scenario(8, late=13, absent=13, leaves=13), definitions.shipped(), None, parts=1)


def test_the_same_scenario_gives_the_same_result_however_it_is_shared_out(varied: Told) -> None:
    again = run(scenario(8, late=13, absent=13, leaves=13), definitions.shipped(), None, parts=2)
    assert again == varied


def test_whoever_is_absent_or_leaves_stops_an_appraisal_that_is_named(varied: Told) -> None:
    result, _ = varied
    found = {each["reason"] for each in result["stuck"]}
    assert {"absent", "left"} <= found
    assert all(each["count"] == len(each["people"]) for each in result["stuck"])


def test_who_gets_another_superior_takes_his_appraisal_along() -> None:
    """R-018: the new one judges him from then on, and nobody gets stuck over it."""
    result, _ = run(scenario(8, superior=50), definitions.shipped(), None, parts=1)
    told = Counter[str]()
    for week in result["weeks"]:
        told.update(week["kinds"])
    assert told["superior_changed"] == told["handed_over"] + told["handed_over_many"] > 0
    assert result["stuck"] == []


def test_what_comes_late_is_counted_by_step(varied: Told) -> None:
    result, _ = varied
    assert sum(each["late"] for each in result["overdue"]) > 0
    assert all(each["late"] + each["never"] <= each["tasks"] for each in result["overdue"])


def test_every_notice_is_told_and_counted_by_its_week(varied: Told) -> None:
    result, notices = varied
    assert result["messages"] == len(notices)
    assert sum(sum(week["kinds"].values()) for week in result["weeks"]) == len(notices)
    assert {date.fromisoformat(week["week"]).weekday() for week in result["weeks"]} == {0}
    assert sum(each["messages"] for each in result["examples"]) == len(notices)


def test_a_dead_end_is_found() -> None:
    files = dead_end()
    assert definitions.problems(files) == []
    result, _ = run(scenario(3, profile=KASN), files, None)
    [stuck] = result["stuck"]
    assert (stuck["reason"], stuck["count"]) == ("timer", 3)
    assert stuck["place"] == "siklus_kasn:dialog_day_opens"
    lost = {each["place"] for each in result["unreached"]}
    assert {"siklus_kasn:dialog_day", "dialog_day:hold_dialog_day"} <= lost
    assert "siklus_kasn:people_review" not in lost
    assert result["states"] == {"reviewed": 3}


def test_a_year_that_cannot_begin_says_why() -> None:
    files = definitions.shipped()
    name = "siklus_kasn/siklus_kasn.bpmn"
    files[name] = files[name].replace(b"14 Februari tahun depan", b"14 Januari tahun depan")
    with pytest.raises(CannotLive, match="Linimasa tidak dapat dipakai"):
        run(scenario(2, profile=KASN), files, None)


# ---- who behaves how --------------------------------------------------------------------------


def test_exactly_as_many_behave_so_as_the_shares_say() -> None:
    nips = [nip(number) for number in range(200)]
    script = script_for(scenario(200, late=15, absent=2, objects=5), nips)
    counts = {each: list(script.behaviours.values()).count(each) for each in BEHAVIOURS}
    assert counts == {"late": 30, "absent": 4, "leaves": 0, "superior": 0, "objects": 10}
    other = script_for(scenario(200, 2, late=15, absent=2, objects=5), nips)
    assert other.behaviours != script.behaviours


def test_each_change_of_people_has_its_day_in_the_year() -> None:
    nips = [nip(number) for number in range(40)]
    begin = clock.real()
    turns = turns_of(script_for(scenario(40, leaves=10, superior=5), nips), begin)
    assert [turn.what for turn in turns].count("leaves") == 4
    assert len(turns) == 6
    assert turns == sorted(turns, key=lambda turn: turn.at)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"size": "0"}, {"size"}),
        ({"size": "2001"}, {"size"}),
        ({"year": "99999"}, {"year"}),
        ({"seed": "-1"}, {"seed"}),
        ({"late": "dua"}, {"late"}),
        ({"late": "60", "absent": "41"}, {"late"}),
        ({"profile": "pp_0"}, {"profile"}),
        ({"size": "", "objects": "²"}, {"size", "objects"}),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused_at_its_fields(
    typed: dict[str, str], wrong: set[str]
) -> None:
    good = {
        "year": "2026",
        "size": "5",
        "seed": "1",
        "profile": BKN,
        **dict.fromkeys(BEHAVIOURS, "0"),
    }
    assert read(good, {BKN: ""}).size == 5
    with pytest.raises(FormRejected) as refused:
        read(good | typed, {BKN: ""})
    assert set(refused.value.messages) == wrong


# ---- nothing leaves ---------------------------------------------------------------------------


@pytest.fixture
def agency(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    """The demo agency with a year that runs."""
    file = tmp_path / "agency.sqlite"
    shutil.copy(sqlite_template, file)
    database = open_database(f"sqlite:///{file}")
    with clock.frozen(clock.real()):
        demo.prepare(database)
        yield database, file
    database.close()


def test_nothing_of_a_rehearsal_leaves_its_sandbox(
    agency: tuple[Database, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database, file = agency
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with closing(socket.create_server(("127.0.0.1", 0))) as post:
        monkeypatch.setenv("TIMBANG_SMTP", f"smtp://127.0.0.1:{post.getsockname()[1]}")
        monkeypatch.setenv("TIMBANG_DATABASE", f"sqlite:///{file}")
        with database.read() as session:
            copy = copy_of(session)
        before = dump(file)
        result, notices = run(Scenario(2026, BKN, 3, 1), definitions.shipped(), copy)
        knocked, _, _ = select([post], [], [], 0)
    assert result["people"] == 3
    assert notices
    assert dump(file) == before
    assert not knocked
    assert list(folder.iterdir()) == []


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def test_a_copy_has_nobodys_name(agency: tuple[Database, Path]) -> None:
    database, _ = agency
    with database.read() as session:
        copy = str(copy_of(session))
    for told in ("Inspektur", "Sekretaris", "9999000", "Dinas"):
        assert told not in copy


def test_of_a_large_agency_only_those_around_the_chosen_go_along() -> None:
    superiors = {1: None, 2: 1, 3: 1, **{key: 2 + key % 2 for key in range(4, 20)}}
    superiors |= {key: 4 + key % 16 for key in range(20, 500)}
    people = [
        [key, 1, above, "functional", True, True, ["sdm"] if key == 499 else []]
        for key, above in superiors.items()
    ]
    found = {row[0] for row in around({"people": people}, [4, 52])}
    below = {key for key, above in superiors.items() if above == 4}
    beside = {key for key, above in superiors.items() if above in (superiors[4], superiors[52])}
    assert found == {1, 2, 3, 4, 52, 499, superiors[52]} | below | beside


def test_a_rehearsal_that_is_stopped_ends_at_once() -> None:
    days: list[date] = []

    def hear(day: date) -> bool:
        days.append(day)
        return len(days) < 3

    begun = time.monotonic()
    with pytest.raises(apart.Lost) as lost:
        run(scenario(40), definitions.shipped(), None, hear, parts=1)
    assert lost.value.why == "stopped"
    assert len(days) == 3
    assert time.monotonic() - begun < 60
    assert threading.active_count() < 5


# ---- from the command line --------------------------------------------------------------------


def test_the_command_rehearses_a_copy_of_this_installation(
    agency: tuple[Database, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TIMBANG_DATABASE", f"sqlite:///{agency[1]}")
    asked = ["rehearse", "--year", "2026", "--people", "2", "--profile", BKN, "--own", "--json"]
    assert main([*asked, "--share", "absent=100"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["scenario"]["shares"]["absent"] == 100
    assert [each["reason"] for each in told["stuck"]] == ["absent"]
    assert told["people"] == told["stuck"][0]["count"] == 2


@pytest.mark.parametrize("share", ["sleeps=5", "late=x", "late=101", "late"])
def test_the_command_refuses_shares_that_make_no_sense(
    share: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", "--year", "2026", "--people", "2", "--share", share]) == 2
    assert capsys.readouterr().err.startswith(share.partition("=")[0])
