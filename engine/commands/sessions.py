"""Signing in and out: server-side sessions; passwords and one-time links."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.accounts import actor_from, hash_token
from engine.actor import Actor
from engine.commands.passwords import hash_password, password_holds
from engine.commands.people_file import is_nip
from engine.errors import BadAccount, SignInFailed
from engine.models import Employee, FirstLink, SignedIn, Unit

LASTS = timedelta(hours=12)


def sign_in(session: Session, _actor: Actor, nip: str, password: str) -> Actor:
    """The person of `nip`, if the password is his. Raises `SignInFailed` for both mistakes."""
    digits = "".join(nip.split())
    person = session.scalar(select(Employee).where(Employee.nip == digits))
    stored = person.password_hash if person is not None and person.active else ""
    if not password_holds(stored, password) or person is None:
        raise SignInFailed
    return actor_from(person)


def start_session(session: Session, actor: Actor) -> str:
    """A new session of `actor`; returns its token, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    now = clock.real()
    session.execute(delete(SignedIn).where(SignedIn.expires_at <= now))
    session.add(
        SignedIn(
            token_hash=hash_token(token),
            employee_id=actor.id,
            started_at=now,
            expires_at=now + LASTS,
        )
    )
    return token


def end_session(session: Session, _actor: Actor, token: str) -> None:
    """Sign out."""
    session.execute(delete(SignedIn).where(SignedIn.token_hash == hash_token(token)))


def offer_first_account(session: Session, _actor: Actor) -> str | None:
    """A one-time token for the first SDM account of an empty store; None if people exist."""
    if session.scalar(select(func.count()).select_from(Employee)):
        return None
    token = secrets.token_urlsafe(24)
    session.execute(delete(FirstLink))
    expires = clock.real() + timedelta(hours=24)
    session.add(FirstLink(token_hash=hash_token(token), expires_at=expires))
    return token


def claim_first_account(
    session: Session, _actor: Actor, token: str, nip: str, name: str, password: str
) -> Actor:
    """Make the first SDM account.

    Raises `SignInFailed` for a used or unknown link, `BadAccount`, `WeakPassword`.
    """
    link = session.get(FirstLink, hash_token(token))
    if link is None or link.expires_at <= clock.real():
        raise SignInFailed
    digits, name = "".join(nip.split()), " ".join(name.split())
    if not is_nip(digits) or not 0 < len(name) <= 200:
        raise BadAccount
    hashed = hash_password(password)
    unit = Unit(name="Bagian SDM")
    session.add(unit)
    session.flush()
    person = Employee(
        nip=digits,
        name=name,
        position="Admin SDM",
        unit_id=unit.id,
        appraised=False,
        roles=["sdm"],
        password_hash=hashed,
    )
    session.add(person)
    session.delete(link)
    session.flush()
    return actor_from(person)
