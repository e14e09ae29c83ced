"""What an act writes goes out together where the store is a server, and counts all the same."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, event, insert, update
from sqlalchemy.exc import IntegrityError

from engine.db import Database
from engine.errors import Moved
from engine.models import Unit, table
from engine.prepared import Prepared, Writes

OPENED = Prepared(insert(table(Unit)), "name")
RENAMED = Prepared(
    update(table(Unit)).where(Unit.name == bindparam("old")).values(name=bindparam("new"))
)


def names(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(unit.name for unit in session.query(Unit))


def test_writes_are_one_trip_to_a_server_and_each_its_own_on_a_file(
    database: Database, kind: str
) -> None:
    with database.begin() as session:
        OPENED.run(session, {"name": "Bagian Umum"})
        asked: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        writes = Writes(session)
        writes.add(OPENED, [{"name": "Bidang 100%"}])
        writes.add(RENAMED, [{"old": "Bagian Umum", "new": "Sekretariat"}], missed=Moved)
        writes.send()
        trips = len(asked)
    assert names(database) == ["Bidang 100%", "Sekretariat"]
    assert trips == {"sqlite": 2, "postgresql": 1}[kind]


def test_several_rows_of_one_statement_go_beside_the_rest(database: Database) -> None:
    with database.begin() as session:
        writes = Writes(session)
        writes.add(OPENED, [{"name": "Dinas A"}, {"name": "Dinas B"}])
        writes.add(RENAMED, [])
        writes.send()
        writes.send()
    assert names(database) == ["Dinas A", "Dinas B"]


def test_what_is_handed_over_fails_as_what_is_listened_to(database: Database) -> None:
    for listen in (False, True):
        if listen:
            event.listen(database.engine, "before_cursor_execute", lambda *_: None)
        with pytest.raises(IntegrityError) as refused:
            open_one_and_a_nameless(database)
        assert "name" in str(refused.value.orig)
        assert names(database) == []


def open_one_and_a_nameless(database: Database) -> None:
    with database.begin() as session:
        OPENED.run(session, {"name": "Dinas A"})
        OPENED.run(session, {"name": None})


@pytest.mark.parametrize("beside", [0, 1, 2])
def test_a_row_that_is_not_met_is_told_and_nothing_stays(database: Database, beside: int) -> None:
    with pytest.raises(Moved):
        rename_what_is_not_there(database, beside)
    assert names(database) == []


def rename_what_is_not_there(database: Database, beside: int) -> None:
    with database.begin() as session:
        writes = Writes(session)
        writes.add(OPENED, [{"name": f"Dinas {n}"} for n in range(beside)])
        writes.add(RENAMED, [{"old": "tidak ada", "new": "ada"}], missed=Moved)
        writes.send()
