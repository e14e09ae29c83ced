"""The demo agency over HTTP: its people at their browsers, its clock, copies of its store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event, select

from engine import clock
from engine.db import Database, open_database
from engine.demo import agency
from engine.models import Appraisal, Behind, Employee, StagePace, Task
from engine.worker import sweep
from tests.webapp.visitor import Page, Value, Visitor, words
from webapp import Settings, auth, create_app
from webapp.metrics import Meters

WIB = ZoneInfo("Asia/Jakarta")
NIPS: Mapping[str, str] = {each.name: each.nip for each in agency.PEOPLE}
REVIEW = "Lihat sekali lagi sebelum dikirim"
TEXT = "Dibicarakan bersama; sesuai dengan catatan dan bukti yang ada pada berkas tahun ini."


def local(*moment: int) -> datetime:
    """A wall time of Jakarta: year, month, day, hour, minute."""
    return datetime(*moment, tzinfo=WIB)  # type: ignore[misc]


#: Applications of this process that no office uses. To make one takes longer than many a test; what
#: it knows of its store and has counted is each office's own.
_IDLE: Mapping[bool, list[Flask]] = {True: [], False: []}


def _application(database: Database, demo: bool) -> Flask:
    app = create_app(database, Settings(secret_key="tests", demo=demo))
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    return app


@dataclass
class Office:
    """One store, one application, one stopped clock."""

    database: Database
    file: Path
    hand: clock.Hand
    demo: bool = True
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        idle = _IDLE[self.demo]
        self.app = idle.pop() if idle else _application(self.database, self.demo)
        self._as_made = dict(self.app.extensions)
        self.app.extensions |= {"timbang": self.database, "timbang_meters": Meters()}
        auth.limiter.reset()

    def close(self) -> None:
        """Leave the application to another office, as it was; no rehearsal goes on."""
        for thread in threading.enumerate():
            if thread.name == "timbang-rehearsal":
                thread.join()
        self.app.extensions = self._as_made
        _IDLE[self.demo].append(self.app)

    def at(self, *moment: int) -> None:
        """Wait until a wall time of Jakarta, and let the worker look around."""
        self.hand.move_to(local(*moment))
        sweep(self.database)

    def anybody(self) -> Visitor:
        """A browser in which nobody is signed in."""
        return Visitor(self.app)

    def person(self, name: str) -> Visitor:
        """The browser of somebody, who signs in when it is first used."""
        if name not in self._visitors:
            self._visitors[name] = self.signed_in(name)
        return self._visitors[name]

    def signed_in(self, name: str) -> Visitor:
        """Another browser of somebody, who has just chosen his account of the demo."""
        visitor = self.anybody()
        accounts = visitor.get("/masuk").forms[0]
        pairs = dict(accounts.pairs()) | {"nip": NIPS[name]}
        assert visitor.client.post("/demo/masuk", data=pairs).status_code == 302
        return visitor

    def task(self, name: str, title: str, subject: str) -> Page:
        """The page of somebody's open task, found in his inbox as he finds it."""
        inbox = self.person(name).get("/")
        link = _task_link(inbox, title, subject if subject != name else "")
        assert link, f"{name} has no {title!r} about {subject!r}: {inbox.text}"
        return inbox.visitor.get(link)

    def send(
        self, name: str, title: str, subject: str, answers: Mapping[str, Value] | None = None
    ) -> Page:
        """Fill somebody's task, send it, look once more where asked to; the page after that."""
        page = self.task(name, title, subject)
        return send(page, answers)

    def keep(self, file: Path) -> Path:
        """Copy the store as it is now."""
        with sqlite3.connect(self.file) as source, sqlite3.connect(file) as copy:
            source.backup(copy)
        source.close()
        copy.close()
        return file


def fall_behind(office: Office, subject: str, ends_at: datetime) -> None:
    """As if 34 had taken 12 working days for the stage in which somebody has an open task."""
    with office.database.begin() as session:
        cycle, instance, phase = session.execute(
            select(Appraisal.cycle_id, Task.instance_id, Task.phase)
            .join(Task, Task.instance_id == Appraisal.instance_id)
            .join(Employee, Employee.id == Appraisal.employee_id)
            .where(Employee.nip == NIPS[subject], Task.state == "open")
        ).one()
        session.add(Behind(instance_id=instance, phase=phase, ends_at=ends_at))
        session.add(StagePace(cycle_id=cycle, phase=phase, median=12, passed=34))


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """The store on a disk that has no room left for another page."""

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    database.engine.dispose()
    event.listen(database.engine, "connect", fill)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", fill)
        database.engine.dispose()


def send(page: Page, answers: Mapping[str, Value] | None = None) -> Page:
    """Fill the form of a task page and send it; must be accepted."""
    button = send_button(page)
    answered = page.form(button).fill(answers).complete(TEXT).press(button)
    if answered.status == 200 and answered.heading == REVIEW:
        answered = answered.press(next(each for each in _buttons(answered) if each[:4] == "Ya, "))
    assert answered.said.startswith("Terkirim: "), f"{page.heading}: {answered.problems}"
    return answered


def send_button(page: Page) -> str:
    """The words of the button that sends the form of a task page."""
    found = page.tree.xpath("//button[@name='_act'][@value='kirim']")
    return words(found[0])


@contextmanager
def open_office(file: Path, now: datetime, *, demo: bool = True) -> Iterator[Office]:
    """The office on a store, at an instant."""
    database = open_database(f"sqlite:///{file}")
    with clock.frozen(now) as hand:
        office = Office(database, file, hand, demo)
        yield office
    office.close()
    database.close()


def _buttons(page: Page) -> list[str]:
    return [each for form in page.forms for each in form.buttons]


def _task_link(inbox: Page, title: str, subject: str) -> str:
    wanted = f"{title}: {subject}" if subject else title
    for row in inbox.tree.xpath("//ul[contains(@class, 'rows')]/li"):
        what = words(row.xpath(".//*[contains(@class, 'what')]")[0])
        if what == wanted:
            return str(row.xpath(".//a[contains(@class, 'what')]/@href")[0])
        if what.startswith(f"{title}: ") and what.endswith(" orang"):
            for link in row.xpath(".//details//li/a"):
                if words(link) == subject:
                    return str(link.get("href"))
    return ""
