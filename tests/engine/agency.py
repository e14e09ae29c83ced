"""A small agency for the tests of this folder: its people, its clock, and what they can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select

from engine import clock, commands, queries, worker
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands import EmployeeRow, Receipt
from engine.db import Database, open_database
from engine.drafts import FOUR_EYES, OFF
from engine.models import Appraisal, Employee, Instance, Setting, Task, Timer
from schemas.base import Form

JAKARTA = ZoneInfo("Asia/Jakarta")

R = TypeVar("R")
Raw = dict[str, Any]

#: Steps by which somebody ends a wait that nobody here lets come.
_CLOSING = frozenset({"close_coaching", "close_forms", "close_receipt"})


def nip(number: int) -> str:
    """The fictitious NIP of the `number`-th person."""
    return f"9999{number:014d}"


def _row(number: int, name: str, superior: int, unit: str, **more: Any) -> EmployeeRow:
    above = nip(superior) if superior else ""
    return EmployeeRow(nip(number), name, name, unit, superior_nip=above, **more)


_HEAD = {"appraisal_class": "structural"}

#: By the name a test calls them: three bawahan and three kolega of the Inspektur, two of SDM.
PEOPLE: Mapping[str, EmployeeRow] = {
    "bupati": _row(1, "Bupati", 0, "Setda", appraised=False),
    "sekda": _row(2, "Sekretaris Daerah", 1, "Setda", appraised=False, **_HEAD),
    "inspektur": _row(3, "Inspektur", 2, "Inspektorat", **_HEAD),
    "auditor_1": _row(4, "Auditor Satu", 3, "Inspektorat"),
    "auditor_2": _row(5, "Auditor Dua", 3, "Inspektorat"),
    "auditor_3": _row(6, "Auditor Tiga", 3, "Inspektorat"),
    "kadis_pu": _row(7, "Kepala Dinas PU", 2, "Dinas PU", **_HEAD),
    "kadis_kesehatan": _row(8, "Kepala Dinas Kesehatan", 2, "Dinas Kesehatan", **_HEAD),
    "kadis_pendidikan": _row(9, "Kepala Dinas Pendidikan", 2, "Dinas Pendidikan", **_HEAD),
    "sdm": _row(10, "Analis SDM", 2, "Bagian SDM", roles=("sdm",)),
    "sdm_2": _row(11, "Pranata SDM", 2, "Bagian SDM", roles=("sdm",)),
}
KOLEGA = ("kadis_pu", "kadis_kesehatan", "kadis_pendidikan")
HEADS = ("inspektur", *KOLEGA)
BAWAHAN = ("auditor_1", "auditor_2", "auditor_3")


@dataclass
class Agency:
    """The people of one store, and the hand of their stopped clock."""

    database: Database
    hand: clock.Hand
    people: dict[str, Actor] = field(default_factory=dict)

    # ---- time ---------------------------------------------------------------------------------

    def at(self, *moment: int) -> datetime:
        """Move the clock to a wall time of Jakarta: year, month, day, hour, minute."""
        self.hand.move_to(local(*moment))
        return clock.now()

    def by_four_eyes(self) -> None:
        """As in production: what concerns others is done by two officers."""
        with self.database.begin() as session:
            session.execute(delete(Setting).where(Setting.name == FOUR_EYES))

    def sweep(self) -> worker.Swept:
        """What the worker does now."""
        return worker.sweep(self.database)

    # ---- verbs --------------------------------------------------------------------------------

    def do(self, who: str, command: Callable[..., R], /, **args: Any) -> R:
        """Run one command as somebody, in one act."""
        return act(self.database, self.people[who], command, **args)

    def ask(self, who: str, question: Callable[..., R], *args: Any) -> R:
        """Ask one question as somebody."""
        with self.database.read() as session:
            return question(session, self.people[who], *args)

    def open_cycle(
        self, *who: str, year: int = 2026, profile: str = "kasn_pp46", by: str = "sdm"
    ) -> str:
        """Open a cycle for some people; returns its public id."""
        ids = [self.people[name].id for name in who]
        return self.do(
            by, commands.open_cycle, year=year, profile=profile, employee_ids=ids
        ).public_id

    def task(self, who: str, step: str, subject: str = "inspektur") -> str:
        """The id of an open task of somebody, about somebody."""
        items = self.ask(who, queries.inbox).items
        found = [
            item.id
            for item in items
            if step_of(item.form) == step and item.subject == PEOPLE[subject].name
        ]
        assert found, f"{who} has no {step} about {subject}, only {[i.form for i in items]}"
        return found[0]

    def answers(self, who: str, task_id: str, **changes: Any) -> Raw:
        """Raw answers that the form of a task accepts, with some of them changed."""
        form = self.ask(who, queries.task_page, task_id).form
        return self.usual(form) | changes

    def usual(self, form: Form) -> Raw:
        """What people of this agency usually answer."""
        give = _USUAL.get(step_of(form.key()))
        return form.initial() | (give(self, form) if give else {})

    def send(self, who: str, task_id: str, answers: Raw) -> Receipt:
        """Send the form of a task."""
        return self.do(who, commands.complete_task, task_id=task_id, answers=answers)

    def fill(self, who: str, step: str, subject: str = "inspektur", **changes: Any) -> Receipt:
        """Find the task, fill its form in the usual way with some changes, send it."""
        task_id = self.task(who, step, subject)
        return self.send(who, task_id, self.answers(who, task_id, **changes))

    def live_until(self, step: str, *subjects: str) -> None:
        """Let all do what there is, in the usual way and in time, until each has come to `step`.

        Only the appraisals of `subjects` move; without any, all that run.
        """
        for _ in range(400):
            moving = self._moving(subjects)
            waiting = [pair for pair in self._open_tasks() if pair[0].instance_id in moving]
            there = {task.instance_id for task, _ in waiting if task.step == step}
            if there == moving:
                return
            self._one_step([pair for pair in waiting if pair[0].instance_id not in there])
        raise AssertionError(f"{step} is never reached")

    # ---- what is stored -----------------------------------------------------------------------

    def id_of(self, who: str) -> int:
        """The employee id of somebody."""
        found = self.people[who].id
        assert found is not None
        return found

    def count(self, table: type[Any], *conditions: Any) -> int:
        """How many rows a table has."""
        with self.database.read() as session:
            query = select(func.count()).select_from(table).where(*conditions)
            return session.scalar(query) or 0

    def rows(self, table: type[Any], *conditions: Any) -> Sequence[Any]:
        """The rows of a table."""
        with self.database.read() as session:
            return session.scalars(select(table).where(*conditions)).all()

    def appraisal(self, subject: str = "inspektur") -> Appraisal:
        """The newest appraisal of somebody, as it is stored."""
        found = self.rows(Appraisal, Appraisal.employee_id == self.id_of(subject))
        return max(found, key=lambda each: each.id)

    def _moving(self, subjects: Sequence[str]) -> set[int]:
        if subjects:
            return {self.appraisal(who).instance_id for who in subjects}
        return {row.id for row in self.rows(Instance, Instance.state == "running")}

    def _one_step(self, waiting: Sequence[tuple[Task, str]]) -> None:
        for task, who in waiting:
            if task.step not in _CLOSING:
                self.send(who, task.id, self.answers(who, task.id))
                return
        due = [timer.due_at for timer in self.rows(Timer) if timer.due_at is not None]
        self.hand.move_to(max(clock.now(), min(due)) + timedelta(hours=9))
        self.sweep()

    def _open_tasks(self) -> list[tuple[Task, str]]:
        names = {actor.id: name for name, actor in self.people.items()}
        tasks = sorted(self.rows(Task, Task.state == "open"), key=lambda task: task.opened_at)
        subjects = {each.instance_id: each.employee_id for each in self.rows(Appraisal)}
        return [
            (task, names[task.assignee_id] if task.assignee_id else self._sdm_for(subjects, task))
            for task in tasks
        ]

    def _sdm_for(self, subjects: Mapping[int, int], task: Task) -> str:
        return "sdm_2" if subjects[task.instance_id] == self.people["sdm"].id else "sdm"


Live = Callable[..., Agency]
"""`lived("inspektur", until="review_behaviour")`: an agency in the middle of a year."""


def live(url: str, people: Sequence[str], until: str) -> datetime:
    """Settle in an empty store and live the year of `people` until a step; returns the moment."""
    database = open_database(url)
    with closing(database), clock.frozen(local(2026, 1, 5, 9)) as hand:
        act(database, SYSTEM, commands.add_people, rows=list(PEOPLE.values()))
        with database.begin() as session:
            session.add(Setting(name=FOUR_EYES, value=OFF))
        agency = people_of(database, hand)
        if people:
            agency.open_cycle(*people, profile="pp46_bkn2013")
            agency.live_until(until)
        return hand.read()


def people_of(database: Database, hand: clock.Hand) -> Agency:
    """The agency with all its people, who live in the store already."""
    agency = Agency(database, hand)
    numbers = {row.nip: (name, row) for name, row in PEOPLE.items()}
    for person in agency.rows(Employee):
        name, row = numbers[person.nip]
        agency.people[name] = Actor(
            person.id, person.name, person.position, roles=frozenset(row.roles)
        )
    return agency


def local(*moment: int) -> datetime:
    """A wall time of Jakarta: year, month, day, hour, minute."""
    return datetime(*moment, tzinfo=JAKARTA)  # type: ignore[misc]


def step_of(form_key: str) -> str:
    """The step a form belongs to.

    >>> step_of("skp_agreement.DraftSkp")
    'draft_skp'
    """
    name = form_key.partition(".")[2]
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


# ---- what people usually answer ---------------------------------------------------------------

TEXT = "Sesuai catatan dan bukti yang sudah dibicarakan bersama."


def _skp(_: Agency, form: Form) -> Raw:
    first, last = f"{form.facts.year}-01-01", f"{form.facts.year}-12-31"
    return {
        "rows": [
            {
                "activity": activity,
                "target_quantity": quantity,
                "unit": "dokumen",
                "target_quality": "100",
                "target_time": "12",
                "time_unit": "bulan",
                "schedule_start": first,
                "schedule_end": last,
            }
            for activity, quantity in (("Menetapkan surat tugas", "152"), ("Menyusun renja", "2"))
        ]
    }


def _raters(agency: Agency, form: Form) -> Raw:
    kolega = [str(agency.id_of(name)) for name in KOLEGA]
    subject = {person.id: name for name, person in agency.people.items()}[form.facts.subject.id]
    if subject != "inspektur":
        others = [each.person.id for each in form.facts.candidates if each.relation == "kolega"]
        kolega = [str(person) for person in others[:3]]
    raw: Raw = {"kolega": kolega}
    if form.facts.appraisal_class == "structural":
        bawahan = [str(agency.id_of(name)) for name in BAWAHAN] if subject == "inspektur" else []
        raw |= {"bawahan": bawahan, "no_bawahan": "" if bawahan else "ya"}
    return raw


def _aspects(form: Form, score: str = "88") -> list[Raw]:
    story = {"star_s": "Saat pemeriksaan", "star_t": "Menilai bukti", "star_a": "Memeriksa semua"}
    return [
        {"aspect": aspect.key, **story, "star_r": "", "star_count": "3", "score": score}
        for aspect in form.facts.aspects
    ]


def _actuals(form: Form) -> list[Raw]:
    return [
        {"no": row.no, "actual_quantity": "2", "actual_quality": "85", "actual_time": "12"}
        for row in form.facts.skp
    ]


def _in_window(form: Form, key: str) -> str:
    opens = form.facts.windows[key].opens
    assert opens is not None
    return f"{opens.astimezone(JAKARTA):%Y-%m-%d}T09:00"


def _conversation(form: Form) -> Raw:
    return {
        name: TEXT
        for name in form.inputs
        if name in ("your_story", "my_story", "our_story", "feedback", "place")
    }


def _ticks(form: Form) -> list[Raw]:
    return [row | {"status": "selesai"} for row in form.initial()["rows"]]


_USUAL: Mapping[str, Callable[[Agency, Form], Raw]] = {
    "draft_skp": _skp,
    "approve_skp": lambda _, form: {"decision": "setujui"},
    "plan_dialogs": lambda _, form: {"mid_year_dialog_at": _in_window(form, "mid_year_dialog")},
    "confirm_plan": lambda _, form: {"response": "terima"},
    "nominate_raters": _raters,
    "approve_raters": lambda _, form: {"decision": "setujui"},
    "distribute_forms": lambda _, form: {"documents": list(form.inputs["documents"].choices)},
    "self_assess": lambda _, form: {"rows": _actuals(form), "behaviour": _aspects(form)},
    "review_behaviour": lambda _, form: {"behaviour": _aspects(form)},
    "hold_final_dialog": lambda _, form: {"strengths": TEXT, "improvement": TEXT},
    "receive_result": lambda _, form: {"received": "ya"},
    "respond_result": lambda _, form: {"response": "terima"},
    "close_receipt": lambda _, form: {"note": TEXT},
    "close_forms": lambda _, form: {"reason": TEXT},
    "file_keberatan": lambda _, form: {"contested_parts": ["skp"], "reasons": TEXT * 2},
    "register_keberatan": lambda _, form: {"register_no": "K-01"},
    "request_explanations": lambda _, form: {
        "ask_pejabat_penilai": "tidak",
        "ask_pegawai": "tidak",
    },
    "decide_keberatan": lambda _, form: {"decision": "ditolak", "rationale": TEXT * 2},
    "enter_result": lambda _, form: {"confirmed": "ya"},
}
