"""Kenapa belum bisa? What an appraisal waits for, in sentences: for pages and for programs."""

from datetime import datetime

from markupsafe import Markup

from engine.queries import Wait
from engine.queries.waits import SDM
from webapp import formats, i18n, wording

MOST_NAMES = 4
"""So many of a group are named."""


def standing(wait: Wait, me: str = "") -> Markup:
    """What is waited for, who holds it and since when; `me` is the reader's name."""
    return i18n.say_html(
        wording.STANDING.get(_case(wait), wording.STANDING[wait.kind]),
        title=wait.title,
        phase=wait.phase,
        who=_who(wait, me),
        when=_comes(wait),
        since=i18n.say("{when} ({n} hari kerja)", when=wait.since, n=wait.days),
    )


def reason(wait: Wait) -> str:
    """Why it cannot go on before that."""
    return i18n.say(
        wording.REASONS.get(_case(wait), wording.REASONS[wait.kind]),
        who=wait.person,
        n=wait.missing,
        asked=wait.asked,
    )


def expected(wait: Wait) -> str:
    """When its stage would end at the pace of the cycle, and how that is known; "" in time."""
    found = wait.expected
    if found is None:
        return ""
    return i18n.say(
        "Dengan laju siklus ini tahap {phase} baru selesai pada {day}, sesudah batasnya"
        " (median {n} hari kerja dari {passed} penilaian yang sudah melewatinya).",
        phase=wait.phase,
        day=found.day,
        passed=found.passed,
        n=found.median,
    )


def contact(wait: Wait) -> str:
    """Whom to ask, with his office."""
    who = i18n.say(wait.contact)
    return (
        who if wait.contact == SDM else f"{who}, {i18n.say(wording.name(wording.ROLES, wait.role))}"
    )


def instead(wait: Wait) -> str:
    """Who could do what somebody is asked for, in his stead, or end the wait for it."""
    if wait.others:
        most, left = wait.others[:MOST_NAMES], wait.others[MOST_NAMES:]
        names = ", ".join(most)
        if left:
            names = i18n.say("{names}, dan {n} lainnya", names=names, n=len(left))
        return i18n.say("Siapa pun dari Bagian SDM dapat mengerjakannya: {names}.", names=names)
    if wait.may_be_lent:
        only = i18n.say("Bila ia berhalangan, tugas ini dapat dialihkan kepada orang lain.")
    else:
        only = i18n.say("Tidak ada orang lain yang dapat mengerjakannya.")
    closer = wait.closer
    if closer is None or closer.at is None:
        return only
    role = i18n.say(wording.name(wording.ROLES, closer.role))
    may = i18n.say(
        "Sesudah {day}, {role} dapat mengakhiri penantiannya: {title}.",
        day=i18n.last_day(closer.at),
        role=role,
        title=closer.title,
    )
    return f"{only} {may}"


def in_stead_of(who: str, official: str) -> str:
    """Who does something, and in whose stead; where it is his own, only who."""
    return i18n.say("{who}, atas nama {official}", who=who, official=official) if official else who


def _case(wait: Wait) -> str:
    """The kind, told apart where the words must be."""
    if wait.kind == "vacant" and not wait.person:
        return "unheld"
    return "due" if wait.kind == "date" and wait.late else wait.kind


def _comes(wait: Wait) -> datetime | None:
    """When its date comes: a phase closes with the last minute of its day."""
    if wait.due_at is None or wait.edge == "opens":
        return wait.due_at
    return formats.closing(wait.due_at, i18n.zone())


def _who(wait: Wait, me: str) -> str:
    if wait.kind == "yours" and wait.person == me and not wait.in_stead_of:
        return i18n.say("Anda")
    if wait.in_stead_of:
        return in_stead_of(wait.person, wait.in_stead_of)
    return i18n.say(wait.person or "para penilai 360")
