"""`timbang doctor`: a line for each finding, and an exit code that a script can use."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Executable, delete, make_url, update

from engine import doctor
from engine.db import open_database
from engine.ids import random_id
from engine.models import Instance, Notice, Task
from tests.engine.agency import live
from webapp import cli, i18n

Damage = Callable[[Executable], None]


@pytest.fixture
def store(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store where the SKP of the Inspektur waits for its approval."""
    live(sqlite_url, ("inspektur",), "approve_skp")
    monkeypatch.setenv("TIMBANG_DATABASE", sqlite_url)
    return sqlite_url


@pytest.fixture
def damage(store: str) -> Damage:
    def run(statement: Executable) -> None:
        with closing(open_database(store)) as database, database.begin() as session:
            session.execute(statement)

    return run


@pytest.fixture
def lost_task(damage: Damage) -> None:
    damage(delete(Task).where(Task.state == "open"))


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("store")
def test_a_sound_store_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    assert said(capsys) == ["Tidak ada yang berbeda."]
    assert cli.main(["doctor", "--json"]) == 0
    assert said(capsys) == []


@pytest.mark.usefixtures("lost_task")
def test_a_lost_task_is_named_repaired_and_then_unheard_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["doctor"]) == 1
    first, second, last = said(capsys)
    assert first.endswith(
        " skp_agreement.approve_skp: Tugas ini terbuka, tetapi tidak ada barisnya. [task_missing]"
    )
    assert second.startswith("notice ")
    assert last == "2 temuan, 0 sudah diperbaiki."

    assert cli.main(["doctor", "--repair"]) == 0
    first, last = said(capsys)
    assert first.endswith("tidak ada barisnya. Sudah diperbaiki. [task_missing]")
    assert last == "1 temuan, 1 sudah diperbaiki."
    assert cli.main(["doctor"]) == 0


@pytest.mark.usefixtures("lost_task")
def test_a_program_reads_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--json"]) == 1
    first, second = map(json.loads, said(capsys))
    assert second["kind"] == "notice_dangling"
    assert len(first.pop("instance")) == 22
    assert first == {
        "kind": "task_missing",
        "element": "skp_agreement.approve_skp",
        "message": "Tugas ini terbuka, tetapi tidak ada barisnya.",
        "message_en": "This task is open, but has no row.",
        "mended": False,
    }


def test_what_cannot_be_repaired_still_counts(
    damage: Damage, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(update(Instance).values(blob=b"TB\x01\x00 something else"))
    damage(update(Notice).values(task_id=random_id()))
    assert cli.main(["doctor", "--repair"]) == 1
    assert said(capsys)[-1] == "3 temuan, 2 sudah diperbaiki."


def test_a_damaged_file_is_named_and_looked_into_no_further(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(make_url(store).database or "")
    with closing(open_database(store)) as database, database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    size = file.stat().st_size
    with file.open("r+b") as content:
        content.seek(size - 4096)
        content.write(b"\xff" * 4096)
    assert cli.main(["doctor"]) == 1
    assert all(line.endswith("[store_damaged]") for line in said(capsys)[:-1])


# ---- a store that cannot be opened ------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(["doctor"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err.strip()


def test_a_store_that_is_not_there_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TIMBANG_DATABASE", raising=False)
    monkeypatch.setenv("TIMBANG_HOME", str(tmp_path))
    file = tmp_path / "timbang.db"
    assert refused(capsys) == f"Penyimpanan tidak dapat dibuka: berkas {file} tidak ada."
    assert list(tmp_path.iterdir()) == []


def test_a_store_whose_key_is_lost_is_not_given_another(
    store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TIMBANG_KEY")
    key = Path(make_url(store).database or "").with_suffix(".key")
    assert refused(capsys) == f"Penyimpanan tidak dapat dibuka: berkas {key} tidak ada."
    assert not key.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a spreadsheet, not a store " * 300])
def test_a_file_that_is_no_store_is_refused_in_a_sentence(
    content: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "timbang.db"
    file.write_bytes(content)
    monkeypatch.setenv("TIMBANG_DATABASE", f"sqlite:///{file}")
    assert refused(capsys).startswith("Penyimpanan tidak dapat dibuka: ")


def test_a_server_that_does_not_answer_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIMBANG_DATABASE", "postgresql://x@127.0.0.1:9/timbang")
    assert refused(capsys).startswith("Penyimpanan tidak dapat dibuka: connection failed")


def test_every_kind_has_its_english() -> None:
    assert all(i18n.english().get(sentence) for sentence in doctor.SENTENCES.values())
