"""From what somebody typed to what is asked for; every mistake names its field."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import accounts
from engine.errors import BadIntervention
from engine.models import Employee, Unit
from schemas.said import say
from schemas.signs import unreadable

KINDS = ("hold", "release", "cancel", "hand_over", "extend", "reassign")
LONGEST_REASON = 500
LONGEST_LETTER = 120


@dataclass(frozen=True)
class Asked:
    """What is asked for: `kind` is of `KINDS`.

    `nip` names the new Pejabat Penilai Kinerja, or who does the tasks of `holder` (another NIP);
    `edge` ("key.edge") is the date to be extended, `rule` what it becomes.
    """

    kind: str
    nip: str = ""
    edge: str = ""
    rule: str = ""
    holder: str = ""


@dataclass(frozen=True)
class Heir:
    """Who takes over, and his superior if he has one, as headers name them."""

    id: int
    header: dict[str, Any]
    superior_id: int | None
    superior: dict[str, Any] | None


@dataclass(frozen=True)
class Holder:
    """Whose tasks another does."""

    id: int
    name: str
    superior_id: int | None


def reason_of(text: str) -> str:
    """Why it is done. Raises `BadIntervention`."""
    reason = " ".join(text.split())
    if not reason:
        raise BadIntervention("reason", say("Tulis alasannya."))
    _readable("reason", reason)
    if len(reason) > LONGEST_REASON:
        raise BadIntervention("reason", say("Paling banyak {n} huruf.", n=LONGEST_REASON))
    return reason


def letter_of(asked: Asked, text: str) -> str:
    """The number of the letter that allows an extension. Raises `BadIntervention` without one."""
    letter = " ".join(text.split())
    _readable("letter", letter)
    if asked.kind == "extend" and not letter:
        raise BadIntervention("letter", say("Perpanjangan bagi unit atau orang perlu nomor surat."))
    if len(letter) > LONGEST_LETTER:
        raise BadIntervention("letter", say("Paling banyak {n} huruf.", n=LONGEST_LETTER))
    return letter


def _readable(field: str, text: str) -> None:
    said = unreadable(text)
    if said:
        raise BadIntervention(field, said)


def heir_of(session: Session, asked: Asked) -> Heir | None:
    """Who is named; None where nobody is asked for. Raises `BadIntervention`."""
    if asked.kind not in KINDS:
        raise BadIntervention("kind", say("Pilih apa yang hendak dilakukan."))
    if asked.kind not in ("hand_over", "reassign"):
        return None
    found = _of_nip(session, asked.nip)
    if found is None or not found[0].active:
        raise BadIntervention("nip", say("Tidak ada pegawai aktif dengan NIP ini."))
    person, unit = found
    above = person.superior_id and _person(session, Employee.id == person.superior_id)
    return Heir(
        person.id,
        accounts.header(person, unit),
        above[0].id if above else None,
        accounts.header(*above) if above else None,
    )


def holder_of(session: Session, asked: Asked) -> Holder | None:
    """Whose tasks are meant, also one who has left; None where none are. Raises as above."""
    if asked.kind != "reassign":
        return None
    found = _of_nip(session, asked.holder)
    if found is None:
        raise BadIntervention("holder", say("Tidak ada pegawai dengan NIP ini."))
    return Holder(found[0].id, found[0].name, found[0].superior_id)


def _of_nip(session: Session, typed: str) -> Any:
    nip = "".join(typed.split())
    return _person(session, Employee.nip == nip) if nip else None


def _person(session: Session, condition: Any) -> Any:
    people = select(Employee, Unit.name).join(Unit, Unit.id == Employee.unit_id)
    return session.execute(people.where(condition)).first()
