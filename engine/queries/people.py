"""Who somebody is."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.accounts import actor_from, hash_token
from engine.actor import Actor
from engine.models import Employee, Setting, SignedIn, Unit


@dataclass(frozen=True)
class Account:
    """A person of the demo, to sign in as."""

    id: int
    nip: str
    name: str
    position: str
    unit: str
    roles: tuple[str, ...]


def actor_of(session: Session, token: str) -> Actor | None:
    """The person behind a session token; None if it has ended or is unknown."""
    person = session.scalar(
        select(Employee)
        .join(SignedIn, SignedIn.employee_id == Employee.id)
        .where(
            SignedIn.token_hash == hash_token(token),
            SignedIn.expires_at > clock.real(),
            Employee.active,
        )
    )
    return None if person is None else actor_from(person)


def employee_of(session: Session, nip: str) -> Actor | None:
    """The active person of a NIP."""
    person = session.scalar(select(Employee).where(Employee.nip == nip, Employee.active))
    return None if person is None else actor_from(person)


def zone(session: Session) -> str:
    """The agency's time zone (R-007)."""
    stored = session.get(Setting, "zone")
    return stored.value if stored else "Asia/Jakarta"


def units(session: Session) -> tuple[tuple[int, str], ...]:
    """All units by name, to choose from."""
    return tuple(
        (row.id, row.name)
        for row in session.execute(select(Unit.id, Unit.name).order_by(Unit.name))
    )


def demo_accounts(session: Session) -> tuple[Account, ...]:
    """Everybody one can be in the demo, by unit and position."""
    rows = session.execute(
        select(Employee, Unit.name)
        .join(Unit, Unit.id == Employee.unit_id)
        .where(Employee.active)
        .order_by(Employee.id)
    ).all()
    return tuple(
        Account(person.id, person.nip, person.name, person.position, unit, tuple(person.roles))
        for person, unit in rows
    )
