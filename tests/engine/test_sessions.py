"""Signing in and out, passwords, and the first account of an empty store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock, commands, queries
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands import EmployeeRow
from engine.commands.passwords import MIN_LENGTH, hash_password, password_holds
from engine.errors import EngineError, SignInFailed, WeakPassword
from engine.models import Employee, FirstLink, SignedIn
from tests.engine.agency import nip

if TYPE_CHECKING:
    from engine.db import Database

PASSWORD = "kata sandi panjang"
HIS = nip(1)


@pytest.fixture
def staffed(database: Database) -> Database:
    """A store with one person of SDM, who has a password, and one who has none."""
    rows = [
        EmployeeRow(HIS, "Analis SDM", "Analis", "Bagian SDM", roles=("sdm",), password=PASSWORD),
        EmployeeRow(nip(2), "Pegawai Baru", "Staf", "Bagian SDM"),
    ]
    act(database, SYSTEM, commands.add_people, rows=rows)
    return database


def sign_in(database: Database, who: str, password: str) -> Actor:
    return act(database, SYSTEM, commands.sign_in, nip=who, password=password)


def who_is(database: Database, token: str) -> Actor | None:
    with database.read() as session:
        return queries.actor_of(session, token)


def change(session: Session, _actor: Actor, values: dict[str, object]) -> None:
    session.execute(update(Employee).where(Employee.nip == HIS).values(**values))


# ---- passwords --------------------------------------------------------------------------------


def test_a_password_is_stored_as_a_salted_hash() -> None:
    one, two = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one.startswith("$argon2id$")
    assert one != two
    assert PASSWORD not in one
    assert password_holds(one, PASSWORD)
    assert not password_holds(one, PASSWORD + " ")


@pytest.mark.parametrize("stored", ["", "bukan hash", "$argon2id$rusak"])
def test_what_is_no_hash_holds_for_no_password(stored: str) -> None:
    assert not password_holds(stored, "")
    assert not password_holds(stored, PASSWORD)


def test_a_short_password_is_refused_with_the_length_it_needs() -> None:
    with pytest.raises(WeakPassword) as refused:
        hash_password("x" * (MIN_LENGTH - 1))
    assert str(MIN_LENGTH) in str(refused.value)
    assert hash_password("x" * MIN_LENGTH)


# ---- signing in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", [HIS, f" {HIS} ", f"{HIS[:8]} {HIS[8:14]} {HIS[14]} {HIS[15:]}"]
)
def test_the_right_password_signs_in_however_the_nip_is_spaced(
    staffed: Database, written: str
) -> None:
    actor = sign_in(staffed, written, PASSWORD)
    assert (actor.name, actor.roles, actor.is_sdm) == ("Analis SDM", frozenset({"sdm"}), True)


@pytest.mark.parametrize(
    ("who", "password"),
    [
        (HIS, "salah sama sekali"),
        (HIS, ""),
        (nip(9), PASSWORD),
        (nip(2), ""),
        (nip(2), PASSWORD),
        ("", ""),
    ],
    ids=["wrong", "empty", "unknown", "without a password", "of another", "nobody"],
)
def test_every_other_way_is_refused_with_the_same_words(
    staffed: Database, who: str, password: str
) -> None:
    with pytest.raises(SignInFailed) as refused:
        sign_in(staffed, who, password)
    assert str(refused.value) == SignInFailed().template


def test_who_is_inactive_cannot_sign_in(staffed: Database) -> None:
    act(staffed, SYSTEM, change, values={"active": False})
    with pytest.raises(SignInFailed):
        sign_in(staffed, HIS, PASSWORD)


# ---- sessions ---------------------------------------------------------------------------------


def test_a_token_is_its_person_until_signing_out(staffed: Database) -> None:
    actor = sign_in(staffed, HIS, PASSWORD)
    token = act(staffed, actor, commands.start_session)
    assert who_is(staffed, token) == actor
    act(staffed, actor, commands.end_session, token=token)
    assert who_is(staffed, token) is None


def test_a_token_is_stored_only_as_its_hash(staffed: Database) -> None:
    actor = sign_in(staffed, HIS, PASSWORD)
    token = act(staffed, actor, commands.start_session)
    with staffed.read() as session:
        [row] = session.query(SignedIn).all()
    assert token not in row.token_hash
    assert who_is(staffed, row.token_hash) is None


def test_a_session_ends_by_the_machines_clock_not_the_agencys(
    staffed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = sign_in(staffed, HIS, PASSWORD)
    token = act(staffed, actor, commands.start_session)
    started = clock.real()
    with clock.frozen(started + timedelta(days=365)):
        assert who_is(staffed, token) == actor
    monkeypatch.setattr(clock, "real", lambda: started + timedelta(hours=11, minutes=59))
    assert who_is(staffed, token) == actor
    monkeypatch.setattr(clock, "real", lambda: started + timedelta(hours=12, minutes=1))
    assert who_is(staffed, token) is None


def test_sessions_that_have_ended_are_cleared_away(
    staffed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = sign_in(staffed, HIS, PASSWORD)
    act(staffed, actor, commands.start_session)
    started = clock.real()
    monkeypatch.setattr(clock, "real", lambda: started + timedelta(hours=13))
    act(staffed, actor, commands.start_session)
    with staffed.read() as session:
        assert session.query(SignedIn).count() == 1


def test_a_session_has_the_rights_of_the_moment(staffed: Database) -> None:
    token = act(staffed, sign_in(staffed, HIS, PASSWORD), commands.start_session)
    act(staffed, SYSTEM, change, values={"roles": []})
    actor = who_is(staffed, token)
    assert actor is not None
    assert not actor.is_sdm
    act(staffed, SYSTEM, change, values={"active": False})
    assert who_is(staffed, token) is None


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "\x00"])
def test_an_unknown_token_is_nobody(staffed: Database, token: str) -> None:
    act(staffed, sign_in(staffed, HIS, PASSWORD), commands.start_session)
    assert who_is(staffed, token) is None


def test_a_password_is_changed_by_who_knows_the_old_one(staffed: Database) -> None:
    actor = sign_in(staffed, HIS, PASSWORD)
    with pytest.raises(SignInFailed):
        act(staffed, actor, commands.change_password, old="bukan yang lama", new="yang baru sekali")
    with pytest.raises(WeakPassword):
        act(staffed, actor, commands.change_password, old=PASSWORD, new="pendek")
    assert sign_in(staffed, HIS, PASSWORD) == actor
    act(staffed, actor, commands.change_password, old=PASSWORD, new="yang baru sekali")
    assert sign_in(staffed, HIS, "yang baru sekali") == actor
    with pytest.raises(SignInFailed):
        sign_in(staffed, HIS, PASSWORD)


# ---- the first account ------------------------------------------------------------------------


def claim(database: Database, token: str, **changes: str) -> Actor:
    given = {"nip": HIS, "name": "Admin Pertama", "password": PASSWORD} | changes
    return act(database, SYSTEM, commands.claim_first_account, token=token, **given)


def test_the_first_link_makes_one_person_of_sdm(database: Database) -> None:
    token = act(database, SYSTEM, commands.offer_first_account)
    assert token
    actor = claim(database, token)
    assert actor.is_sdm
    assert sign_in(database, HIS, PASSWORD) == actor
    with database.read() as session:
        person = session.query(Employee).one()
        assert (person.appraised, person.name) == (False, "Admin Pertama")


def test_a_link_works_once(database: Database) -> None:
    token = act(database, SYSTEM, commands.offer_first_account)
    assert token
    claim(database, token)
    with pytest.raises(SignInFailed):
        claim(database, token, nip=nip(2))


def test_the_newest_link_replaces_the_one_before(database: Database) -> None:
    first = act(database, SYSTEM, commands.offer_first_account)
    second = act(database, SYSTEM, commands.offer_first_account)
    assert first
    assert second
    with pytest.raises(SignInFailed):
        claim(database, first)
    assert claim(database, second)


def test_a_link_ends_after_a_day(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    token = act(database, SYSTEM, commands.offer_first_account)
    assert token
    now = clock.real()
    monkeypatch.setattr(clock, "real", lambda: now + timedelta(hours=24, minutes=1))
    with pytest.raises(SignInFailed):
        claim(database, token)


def test_a_store_with_people_offers_no_link(staffed: Database) -> None:
    assert act(staffed, SYSTEM, commands.offer_first_account) is None
    with staffed.read() as session:
        assert session.query(FirstLink).count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"nip": "123"},
        {"nip": "9" * 40},
        {"nip": "abcdefghijklmnopqr"},
        {"name": "  "},
        {"password": "pendek"},
    ],
    ids=["short nip", "long nip", "letters", "no name", "weak password"],
)
def test_a_first_account_that_cannot_be_used_is_refused_and_the_link_still_works(
    database: Database, changes: dict[str, str]
) -> None:
    token = act(database, SYSTEM, commands.offer_first_account)
    assert token
    with pytest.raises(EngineError):
        claim(database, token, **changes)
    assert claim(database, token).is_sdm


def test_an_unknown_link_is_refused(database: Database) -> None:
    act(database, SYSTEM, commands.offer_first_account)
    with pytest.raises(SignInFailed):
        claim(database, "entahlah")
