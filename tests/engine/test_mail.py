"""Mails over a real SMTP server of this machine: what is in them, and that each is sent once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock, commands, mail, notices, queries
from engine.actor import Actor
from engine.errors import BadMailSettings, ProcessFailed
from engine.mail import BACK_OFF, LEASE, Delivered, Postman, deliver, sender_of, server_at
from engine.models import Employee, Notice
from tests.engine.mailroom import HOME, MailRoom, free_port, mail_room, post_at
from tests.engine.test_incidents import broken

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

HEADS = ("inspektur", "kadis_pu", "kadis_kesehatan", "kadis_pendidikan")
SOON = timedelta(minutes=1)


@pytest.fixture
def room() -> Iterator[MailRoom]:
    with mail_room() as room:
        yield room


@pytest.fixture
def mailing(agency: Agency) -> Agency:
    """An agency that sends mail, and whose people have addresses."""
    return set_up(agency)


def set_up(agency: Agency) -> Agency:
    agency.database = replace(agency.database, mails=True)
    for who in agency.people:
        change(agency, who, email=address(who))
    return agency


def address(who: str) -> str:
    return f"{who}@agensi.example"


def change(agency: Agency, who: str, **values: object) -> None:
    """Change what is known about somebody."""

    def write(session: Session, actor: Actor) -> None:
        session.execute(update(Employee).where(Employee.id == actor.id).values(**values))

    agency.do(who, write)


def tell(agency: Agency, who: str, **params: object) -> None:
    """Tell somebody about a new file, with anything in it."""
    note = notices.Note(agency.id_of(who), "recorded", {"title": "Catatan", **params})
    agency.do(who, lambda session, _actor: notices.tell(session, [note]))


def send(agency: Agency, room: MailRoom, after: timedelta = SOON) -> Delivered:
    """What the postman does, so long after now."""
    return deliver(agency.database, room.post, clock.real() + after)


def states(agency: Agency) -> dict[str, str]:
    """The mail state of everybody's last notice."""
    names = {actor.id: name for name, actor in agency.people.items()}
    rows = sorted(agency.rows(Notice), key=lambda row: row.id)
    return {names[row.employee_id]: row.mail for row in rows}


def text(mail: EmailMessage) -> str:
    found: str = mail.get_content()
    return found.replace("\r\n", "\n")


# ---- what a mail says -------------------------------------------------------------------------


def test_the_subject_says_what_is_asked_whom_about_and_by_when(
    mailing: Agency, room: MailRoom
) -> None:
    mailing.open_cycle("auditor_1")
    assert send(mailing, room) == Delivered(sent=1)
    [mail] = room.mails
    assert mail["Subject"] == "Susun SKP: Auditor Satu, paling lambat 31 Januari 2026"
    assert mail["To"] == "Auditor Satu <auditor_1@agensi.example>"
    assert mail["From"] == "Penilaian Kinerja <timbang@agensi.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert room.receivers == [address("auditor_1")]
    task_id = mailing.task("auditor_1", "draft_skp", "auditor_1")
    assert f"\n{HOME}/tugas/{task_id}\n" in text(mail)
    assert states(mailing) == {"auditor_1": "sent"}


def test_a_mail_is_in_the_language_of_its_reader(mailing: Agency, room: MailRoom) -> None:
    change(mailing, "auditor_1", language="en")
    mailing.open_cycle("auditor_1")
    send(mailing, room)
    assert room.subjects() == ["Draft the SKP: Auditor Satu, due 31 January 2026"]
    assert text(room.mails[0]).startswith("Dear Auditor Satu,\n")


def test_bagian_sdm_gets_a_mail_when_a_process_has_stopped(mailing: Agency, room: MailRoom) -> None:
    mailing.open_cycle("auditor_1")
    send(mailing, room)
    with broken(), pytest.raises(ProcessFailed):
        mailing.fill("auditor_1", "draft_skp", "auditor_1")
    room.mails.clear()
    assert send(mailing, room) == Delivered(sent=2)
    assert room.subjects() == ["Proses penilaian Auditor Satu terhenti"] * 2
    appraisal = mailing.appraisal("auditor_1").public_id
    assert f"\n{HOME}/penilaian/{appraisal}\n" in text(room.mails[0])


def test_letters_beyond_ascii_arrive_as_they_are(mailing: Agency, room: MailRoom) -> None:
    change(mailing, "auditor_1", name="Déwi “Ñ” Ayu")
    tell(mailing, "auditor_1", subject="Déwi “Ñ” Ayu")
    send(mailing, room)
    [mail] = room.mails
    assert mail["Subject"] == "Berkas baru: Catatan, Déwi “Ñ” Ayu"
    assert "Yth. Déwi “Ñ” Ayu," in text(mail)
    assert mail.get_content_charset() == "utf-8"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_nobodys_name_begins_a_header_or_a_line(mailing: Agency, room: MailRoom, end: str) -> None:
    name = f"Auditor{end}Bcc: orang@lain.example{end}{end}Isi lain"
    change(mailing, "auditor_1", name=name)
    tell(mailing, "auditor_1", subject=name)
    assert send(mailing, room).sent == 1
    [mail] = room.mails
    assert mail["Bcc"] is None
    assert room.receivers == [address("auditor_1")]
    assert mail["Subject"] == "Berkas baru: Catatan, Auditor Bcc: orang@lain.example Isi lain"
    assert not [line for line in text(mail).splitlines() if line.startswith(("Bcc:", "Isi"))]


SECRET = "Kata rahasia tentang nilai dan penilai, yang tidak boleh keluar dari aplikasi ini."
#: The end of a year as it is lived, with a keberatan; whatever is written is a secret to mails.
ENDING = (
    ("kadis_pu", "review_behaviour", {}),
    ("kadis_kesehatan", "review_behaviour", {}),
    ("kadis_pendidikan", "review_behaviour", {}),
    ("auditor_1", "review_behaviour", {}),
    ("auditor_2", "review_behaviour", {}),
    ("auditor_3", "review_behaviour", {}),
    ("sekda", "review_behaviour", {}),
    ("inspektur", "self_assess", {}),
    ("sekda", "hold_final_dialog", {"strengths": SECRET, "improvement": SECRET}),
    ("inspektur", "receive_result", {}),
    ("inspektur", "respond_result", {"response": "keberatan"}),
    ("inspektur", "file_keberatan", {"reasons": SECRET}),
    ("sdm", "register_keberatan", {}),
    ("bupati", "request_explanations", {}),
    ("bupati", "decide_keberatan", {"rationale": SECRET}),
)


def test_no_score_no_text_and_no_rater_is_in_any_mail_of_a_year(
    lived: Live, room: MailRoom
) -> None:
    agency = set_up(lived("inspektur", until="review_behaviour"))
    for who, step, answers in ENDING:
        agency.hand.move_by(timedelta(days=1))
        agency.sweep()
        send(agency, room)
        agency.fill(who, step, **answers)
        send(agency, room)
    assert len(room.mails) > 10
    said = "\n".join(f"{mail['Subject']}\n{text(mail)}" for mail in room.mails)
    found = agency.appraisal()
    for score in (found.npk, found.skp_score, found.behaviour_score):
        assert score
        assert not {f"{score:.2f}", f"{score:.2f}".replace(".", ",")} & set(said.split())
    assert found.predikat
    assert found.predikat not in said
    assert "rahasia" not in said
    for rater in ("Kepala Dinas PU", "Kepala Dinas Kesehatan", "Auditor Satu", "Auditor Dua"):
        others = [mail for mail in room.mails if rater not in str(mail["To"])]
        assert not [mail["Subject"] for mail in others if rater in f"{mail['Subject']}{text(mail)}"]


def test_a_comment_that_came_back_with_a_task_stays_in_the_application(
    mailing: Agency, room: MailRoom
) -> None:
    mailing.open_cycle("auditor_1")
    mailing.fill("auditor_1", "draft_skp", "auditor_1")
    mailing.fill(
        "inspektur", "approve_skp", "auditor_1", decision="kembalikan", note="Kata rahasia."
    )
    send(mailing, room)
    assert room.subjects("auditor_1") == ["Dikembalikan kepada Anda: Susun SKP, Auditor Satu"]
    assert "rahasia" not in text(room.mails[0])


# ---- one person, one mail ---------------------------------------------------------------------


def test_who_has_several_tasks_due_gets_one_mail_about_all(mailing: Agency, room: MailRoom) -> None:
    mailing.open_cycle(*HEADS[:3])
    send(mailing, room)
    for who in HEADS[:3]:
        mailing.fill(who, "draft_skp", who)
    mailing.sweep()
    send(mailing, room)
    room.mails.clear()
    mailing.at(2026, 1, 24, 7)
    mailing.sweep()
    assert send(mailing, room).sent == 1
    [mail] = room.mails
    assert mail["Subject"] == "3 tugas jatuh tempo"
    for who in ("Inspektur", "Kepala Dinas PU", "Kepala Dinas Kesehatan"):
        assert f"Segera jatuh tempo pada 31 Januari 2026: Setujui SKP, {who}." in text(mail)
    assert text(mail).count(f"{HOME}/tugas/") == 3
    kinds = [row.kind for row in mailing.rows(Notice, Notice.kind == "due_soon")]
    assert kinds == ["due_soon"] * 3, "in the application each task has its own notice"


def test_what_a_sweep_finds_waits_for_its_last_batch(mailing: Agency, room: MailRoom) -> None:
    mailing.open_cycle("inspektur")
    send(mailing, room)
    mailing.sweep()
    mailing.at(2026, 1, 24, 7)
    mailing.sweep()
    assert send(mailing, room, timedelta(0)) == Delivered()
    assert send(mailing, room).sent == 1


def test_a_long_list_is_cut(mailing: Agency, room: MailRoom) -> None:
    for number in range(33):
        tell(mailing, "sdm", subject=f"Pegawai {number}")
    send(mailing, room)
    [mail] = room.mails
    assert mail["Subject"] == "33 pemberitahuan untuk Anda"
    assert text(mail).count("Berkas baru") == 30
    assert "Dan 3 lainnya." in text(mail)


# ---- who gets none ----------------------------------------------------------------------------


def test_who_has_no_address_or_has_left_is_told_in_the_application_only(
    mailing: Agency, room: MailRoom
) -> None:
    change(mailing, "auditor_1", email="")
    change(mailing, "auditor_2", active=False)
    for who in ("auditor_1", "auditor_2", "auditor_3"):
        tell(mailing, who)
    assert send(mailing, room).sent == 1
    assert room.receivers == [address("auditor_3")]
    assert states(mailing) == {"auditor_1": "none", "auditor_2": "none", "auditor_3": "sent"}


def test_a_task_that_is_done_meanwhile_is_not_mailed(mailing: Agency, room: MailRoom) -> None:
    mailing.open_cycle("auditor_1")
    mailing.fill("auditor_1", "draft_skp", "auditor_1")
    send(mailing, room)
    assert room.receivers == [address("inspektur")]


def test_where_nobody_set_up_mail_nothing_waits_for_it(agency: Agency, room: MailRoom) -> None:
    agency.open_cycle("auditor_1")
    assert states(agency) == {"auditor_1": "none"}
    assert send(set_up(agency), room) == Delivered()


# ---- a server that fails ----------------------------------------------------------------------


def test_a_server_that_is_away_gets_the_mail_when_it_is_back(mailing: Agency) -> None:
    port, begin = free_port(), clock.real()
    tell(mailing, "auditor_1")
    away = deliver(mailing.database, post_at(port), begin + SOON)
    assert away == Delivered(put_off=1, reached=False)
    with mail_room(port) as room:
        too_early = begin + SOON + BACK_OFF[0] - timedelta(seconds=1)
        assert deliver(mailing.database, room.post, too_early) == Delivered()
        assert deliver(mailing.database, room.post, begin + SOON + BACK_OFF[0]).sent == 1
        assert deliver(mailing.database, room.post, begin + timedelta(days=9)) == Delivered()
        assert len(room.mails) == 1


def test_after_five_pauses_that_grow_a_mail_has_failed(mailing: Agency) -> None:
    port, now = free_port(), clock.real() + SOON
    tell(mailing, "auditor_1")
    for pause in (*BACK_OFF, None):
        assert not deliver(mailing.database, post_at(port), now).reached
        [notice] = mailing.rows(Notice)
        assert notice.mail_at == (pause and now + pause)
        now += pause or timedelta(0)
    assert (notice.mail, notice.attempts) == ("failed", 6)
    assert "refused" in notice.failure
    assert [int(pause.total_seconds()) for pause in BACK_OFF] == [60, 300, 1800, 7200, 21600]


def test_an_address_that_is_refused_for_good_fails_alone(mailing: Agency, room: MailRoom) -> None:
    room.answers[address("auditor_2")] = "550 No such user here"
    for who in ("auditor_1", "auditor_2", "auditor_3"):
        tell(mailing, who)
    assert send(mailing, room) == Delivered(sent=2, failed=1)
    assert states(mailing) == {"auditor_1": "sent", "auditor_2": "failed", "auditor_3": "sent"}
    [failed] = mailing.rows(Notice, Notice.mail == "failed")
    assert failed.failure == "550 No such user here"
    assert room.connections == 1
    assert send(mailing, room, timedelta(days=9)) == Delivered()


def test_an_address_that_is_none_fails_alone(mailing: Agency, room: MailRoom) -> None:
    change(mailing, "auditor_2", email="auditor dua")
    for who in ("auditor_1", "auditor_2", "auditor_3"):
        tell(mailing, who)
    assert send(mailing, room) == Delivered(sent=2, failed=1)
    assert states(mailing)["auditor_2"] == "failed"


def test_a_receiver_who_is_refused_for_now_is_tried_again(mailing: Agency, room: MailRoom) -> None:
    room.answers[address("auditor_2")] = "450 Mailbox busy"
    for who in ("auditor_1", "auditor_2"):
        tell(mailing, who)
    assert send(mailing, room) == Delivered(sent=1, put_off=1)
    room.answers.clear()
    assert send(mailing, room, SOON + BACK_OFF[0] + SOON).sent == 1
    assert room.receivers == [address("auditor_1"), address("auditor_2")]


def test_a_mail_that_breaks_the_connection_drags_no_other_down(
    mailing: Agency, room: MailRoom
) -> None:
    room.cuts.add(address("auditor_1"))
    for who in ("auditor_1", "auditor_2", "auditor_3"):
        tell(mailing, who)
    assert send(mailing, room) == Delivered(put_off=3, reached=False)
    attempts = [row.attempts for row in sorted(mailing.rows(Notice), key=lambda row: row.id)]
    assert attempts == [1, 0, 0]
    for after in (SOON + BACK_OFF[0], timedelta(days=1), timedelta(days=2)):
        send(mailing, room, after)
    for day in range(3, 9):
        send(mailing, room, timedelta(days=day))
    assert states(mailing) == {"auditor_1": "failed", "auditor_2": "sent", "auditor_3": "sent"}
    assert room.receivers == [address("auditor_2"), address("auditor_3")]


def test_bagian_sdm_may_have_what_failed_tried_again(mailing: Agency, room: MailRoom) -> None:
    room.answers[address("auditor_2")] = "550 No such user here"
    tell(mailing, "auditor_2")
    send(mailing, room)
    [line] = mailing.ask("sdm", queries.mail_failures).lines
    assert (line.name, line.address) == ("Auditor Dua", address("auditor_2"))
    assert line.reason == "550 No such user here"
    change(mailing, "auditor_2", email="dua@agensi.example")
    assert mailing.do("sdm", commands.retry_mail) == 1
    assert send(mailing, room).sent == 1
    assert mailing.ask("sdm", queries.mail_failures).count == 0


# ---- once -------------------------------------------------------------------------------------


def test_a_process_that_is_killed_loses_no_mail_and_repeats_at_most_the_one_in_flight(
    mailing: Agency, room: MailRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in HEADS:
        tell(mailing, who)
    marked: list[str] = []
    mark = mail._Round._mark

    def dies_at_the_third(self: mail._Round, claimed: object, state: str, *rest: object) -> None:
        marked.append(state)
        if len(marked) == 3:
            raise KeyboardInterrupt
        mark(self, claimed, state, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(mail._Round, "_mark", dies_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            send(mailing, room)
    assert len(room.mails) == 3
    assert send(mailing, room) == Delivered(), "its letters are still the dead one's"
    assert send(mailing, room, LEASE + 2 * SOON).sent == 2
    assert sorted(set(room.receivers)) == sorted(address(who) for who in HEADS)
    ids = [mail["Message-ID"] for mail in room.mails]
    assert len(ids) == 5
    assert len(set(ids)) == 4, "the repeated one is the same mail to every server"


def test_what_is_told_after_the_first_try_becomes_a_mail_of_its_own(mailing: Agency) -> None:
    port = free_port()
    tell(mailing, "auditor_1", subject="yang pertama")
    deliver(mailing.database, post_at(port), clock.real() + SOON)
    tell(mailing, "auditor_1", subject="yang kedua")
    with mail_room(port) as room:
        assert send(mailing, room, 3 * SOON).sent == 2
    assert sorted(room.subjects()) == [
        "Berkas baru: Catatan, yang kedua",
        "Berkas baru: Catatan, yang pertama",
    ]
    assert len({mail["Message-ID"] for mail in room.mails}) == 2


def test_a_mail_stays_the_same_when_its_first_task_is_done_meanwhile(mailing: Agency) -> None:
    port = free_port()
    mailing.open_cycle("auditor_1")
    tell(mailing, "auditor_1")
    first = min(row.id for row in mailing.rows(Notice))
    deliver(mailing.database, post_at(port), clock.real() + SOON)
    mailing.fill("auditor_1", "draft_skp", "auditor_1")
    deliver(mailing.database, post_at(port), clock.real() + 3 * SOON)
    [left] = mailing.rows(Notice, Notice.kind == "recorded")
    assert (left.mail, left.attempts, left.letter) == ("waiting", 2, first)


def test_two_postmen_send_each_mail_once(mailing: Agency, room: MailRoom) -> None:
    for who in mailing.people:
        tell(mailing, who)
    threads = [threading.Thread(target=send, args=(mailing, room)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send(mailing, room)
    assert sorted(room.receivers) == sorted(address(who) for who in mailing.people)


def test_an_empty_look_is_one_question_to_the_index(
    mailing: Agency, room: MailRoom, statements: list[str], kind: str
) -> None:
    statements.clear()
    assert send(mailing, room) == Delivered()
    asking = [each for each in statements if not each.startswith("BEGIN")]
    assert len(asking) == 1
    assert room.connections == 0
    if kind == "sqlite":
        with mailing.database.read() as session:
            plan = session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {asking[0]}", ("2026-01-05", 1, 0)
            )
            assert "COVERING INDEX ix_notice_mail" in str(plan.all())


def test_telling_many_is_one_statement(mailing: Agency, statements: list[str]) -> None:
    everybody = [
        notices.Note(mailing.id_of(who), "recorded", {"title": "x"}) for who in mailing.people
    ]

    def tell_all(session: Session, _actor: Actor) -> None:
        session.connection()
        statements.clear()
        notices.tell(session, everybody)
        notices.tell(session, [])
        assert len(statements) == 1

    mailing.do("sdm", tell_all)
    assert mailing.count(Notice, Notice.mail == "waiting") == len(everybody)


def test_the_postman_delivers_until_he_is_stopped(mailing: Agency, room: MailRoom) -> None:
    tell(mailing, "auditor_1")
    postman = Postman(mailing.database, room.post, pause=0.02)
    postman.start()
    end = monotonic() + 10
    while not room.mails and monotonic() < end:
        sleep(0.02)
    postman.stop()
    assert not postman.is_alive()
    assert room.receivers == [address("auditor_1")]


# ---- settings ---------------------------------------------------------------------------------


def test_the_address_of_a_server_says_host_port_name_and_password() -> None:
    server = server_at("smtps://petugas%40agensi:k%2Fata@mail.example:4650")
    assert (server.host, server.port, server.tls) == ("mail.example", 4650, True)
    assert (server.user, server.password) == ("petugas@agensi", "k/ata")
    assert "k/ata" not in repr(server)
    assert [
        server_at(each).port
        for each in ("smtp://mail.example", "smtp://a:b@mail.example", "smtps://mail.example")
    ] == [25, 587, 465]


@pytest.mark.parametrize(
    "wrong", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:surat"]
)
def test_an_address_of_no_server_is_refused(wrong: str) -> None:
    with pytest.raises(BadMailSettings):
        server_at(wrong)


@pytest.mark.parametrize("wrong", ["", "timbang", "timbang@", "a@b.example\nBcc: c@d.example"])
def test_a_sender_without_an_address_is_refused(wrong: str) -> None:
    with pytest.raises(BadMailSettings):
        sender_of(wrong)
