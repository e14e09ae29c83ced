"""Mails as text: what is asked, whom about, by when, and where to answer; never what was answered.

Whoever sends brings the words: sentences here are Indonesian, and `Pages` says them in the
reader's language and knows where a task stands. Scores, comments and raters are in no mail.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any, Final, Protocol

from engine import timeline

SENTENCES: Final[Mapping[str, str]] = {
    "task": "{title}: {subject}, paling lambat {due}",
    "task_undated": "{title}: {subject}",
    "returned": "Dikembalikan kepada Anda: {title}, {subject}",
    "due_soon": "Segera jatuh tempo pada {due}: {title}, {subject}",
    "due_soon_many": "{n} tugas Bagian SDM segera jatuh tempo",
    "overdue": "Terlambat sejak {due}: {title}, {subject}",
    "overdue_many": "{n} tugas baru melewati batas waktunya",
    "escalated": "Belum juga dikerjakan, padahal jatuh tempo pada {due}: {title}, {subject}",
    "escalated_many": "{n} tugas sudah lama melewati batas waktunya",
    "redated": "Batas waktu menjadi {due}: {title}, {subject}",
    "redated_many": "Batas waktu {n} tugas Anda berubah",
    "proposed": "Usulan mengubah tanggal {title} menunggu persetujuan Anda",
    "proposal_accepted": "Usulan Anda mengubah tanggal {title} disetujui",
    "proposal_declined": "Usulan Anda mengubah tanggal {title} ditolak",
    "move_proposed": "Usulan memindahkan penilaian ke versi {title} menunggu persetujuan Anda",
    "move_accepted": "Usulan Anda memindahkan penilaian ke versi {title} disetujui",
    "move_declined": "Usulan Anda memindahkan penilaian ke versi {title} ditolak",
    "calendar_proposed": "Usulan mengubah kalender hari kerja menunggu persetujuan Anda",
    "calendar_accepted": "Usulan Anda mengubah kalender hari kerja disetujui",
    "calendar_declined": "Usulan Anda mengubah kalender hari kerja ditolak",
    "nudged": "{who} mengingatkan: {title}, {subject}",
    "held": "Penilaian {subject} ditunda",
    "held_many": "{n} penilaian yang Anda nilai ditunda",
    "released": "Penilaian {subject} dilanjutkan",
    "released_many": "{n} penilaian yang Anda nilai dilanjutkan",
    "cancelled": "Penilaian {subject} dibatalkan",
    "cancelled_many": "{n} penilaian yang Anda nilai dibatalkan",
    "handed_over": "Anda menjadi Pejabat Penilai Kinerja bagi {subject}",
    "handed_over_many": "Anda menjadi Pejabat Penilai Kinerja bagi {n} orang",
    "taken_over": "Penilaian {subject} beralih kepada Pejabat Penilai Kinerja lain",
    "taken_over_many": "{n} penilaian Anda beralih kepada Pejabat Penilai Kinerja lain",
    "stands_in": "Anda mengerjakan atas nama {who}: {title}, {subject}",
    "stands_in_many": "Anda mengerjakan {n} tugas atas nama {who}",
    "stood_in_for": "{who} mengerjakan atas nama Anda: {title}, {subject}",
    "stood_in_for_many": "{who} mengerjakan {n} tugas atas nama Anda",
    "given_back": "Kembali kepada Anda: {title}, {subject}",
    "given_back_many": "{n} tugas kembali kepada Anda",
    "done_again": "Kembali kepada {who}: {title}, {subject}",
    "done_again_many": "{n} tugas kembali kepada {who}",
    "who_stands_in": "Pada penilaian Anda, {who} mengerjakan: {title}",
    "superior_changed": "Pejabat Penilai Kinerja Anda menjadi {who}",
    "step_in_proposed": "Usulan tindakan atas {n} penilaian menunggu persetujuan Anda",
    "step_in_accepted": "Usulan tindakan Anda disetujui",
    "step_in_declined": "Usulan tindakan Anda ditolak",
    "stopped": "Proses penilaian {subject} terhenti",
    "recorded": "Berkas baru: {title}, {subject}",
}
OTHER: Final = "Ada pemberitahuan baru untuk Anda"
DUE: Final = "{n} tugas jatuh tempo"
SEVERAL: Final = "{n} pemberitahuan untuk Anda"
GREETING: Final = "Yth. {name},"
MORE: Final = "Dan {n} lainnya."
FOOTER: Final = (
    "Semua tugas dan pemberitahuan Anda: {url}. Surel ini dikirim otomatis; isi penilaian tidak "
    "pernah ditulis di dalamnya."
)
#: All that is said to people here, for the dictionary.
SAID: Final = (*SENTENCES.values(), OTHER, DUE, SEVERAL, GREETING, MORE, FOOTER)

_DUE_KINDS: Final = frozenset({"due_soon", "overdue", "escalated"})
_LONGEST_LIST: Final = 30
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class BadAddress(ValueError):
    """Not a mail address."""


class Pages(Protocol):
    """The words and the places of the pages, as letters need them."""

    home: str

    def say(self, text: str, language: str, n: int | None = None) -> str:
        """Say a sentence in a language, braces unfilled; `n` chooses the plural."""

    def task(self, task_id: str) -> str:
        """Where a task is answered: a whole address."""

    def appraisal(self, appraisal_id: str) -> str:
        """Where an appraisal is read: a whole address."""


@dataclass(frozen=True)
class Item:
    """One notice of a letter."""

    kind: str
    params: Mapping[str, Any]
    task_id: str | None
    appraisal_id: str | None


@dataclass(frozen=True)
class Letter:
    """One mail to one person; `id` (letters and digits) is the same at every try."""

    id: str
    name: str
    address: str
    language: str
    items: Sequence[Item]


def compose(letter: Letter, sender: str, pages: Pages, zone: str, at: datetime) -> EmailMessage:
    """Write a letter as a plain-text mail. Raises `BadAddress` for receiver or sender."""
    say = _Saying(letter.language, pages, zone)
    name, address = parseaddr(sender)
    message = EmailMessage()
    message["Message-ID"] = f"<{letter.id}@{_address(address).partition('@')[2]}>"
    message["Date"] = format_datetime(at)
    message["From"] = Address(_line(name), addr_spec=address)
    message["To"] = Address(_line(letter.name), addr_spec=_address(letter.address))
    message["Subject"] = _subject(letter, say)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_body(letter, say))
    return message


def is_address(text: str) -> bool:
    """Whether a text is a mail address that every server takes.

    >>> is_address("auditor@agensi.example"), is_address("auditor@agensi.example\\nBcc: x@y")
    (True, False)
    """
    return _ADDRESS.fullmatch(text) is not None


def _subject(letter: Letter, say: "_Saying") -> str:
    if len(letter.items) == 1:
        return say.item(letter.items[0])
    due = all(item.kind in _DUE_KINDS for item in letter.items)
    return say.fill(DUE if due else SEVERAL, n=len(letter.items))


def _body(letter: Letter, say: "_Saying") -> str:
    paragraphs = [say.fill(GREETING, name=letter.name)]
    for item in letter.items[:_LONGEST_LIST]:
        paragraphs.append("\n".join([f"{say.item(item)}.", *say.link(item)]))
    left = len(letter.items) - _LONGEST_LIST
    if left > 0:
        paragraphs.append(say.fill(MORE, n=left))
    paragraphs.append(say.fill(FOOTER, url=say.home))
    return "\n\n".join(paragraphs) + "\n"


class _Saying:
    """One reader's language."""

    def __init__(self, language: str, pages: Pages, zone: str) -> None:
        self._language, self._pages, self._zone = language, pages, zone
        self.home = pages.home

    def item(self, item: Item) -> str:
        """Say one notice in one line."""
        template = SENTENCES.get(_sentence(item), OTHER)
        params = item.params
        return self.fill(
            template,
            n=params.get("count"),
            title=self._pages.say(str(params.get("title", "")), self._language),
            subject=params.get("subject", ""),
            due=self._day(params.get("due")),
        )

    def fill(self, template: str, n: int | None = None, **params: object) -> str:
        """Say a sentence; whatever fills it stays within its line."""
        said = self._pages.say(template, self._language, n)
        lines = {name: _line(str(value)) for name, value in params.items()}
        return said.format(n=n, **lines)

    def link(self, item: Item) -> Sequence[str]:
        """Where the notice leads, if anywhere."""
        if item.task_id:
            return [self._pages.task(item.task_id)]
        return [self._pages.appraisal(item.appraisal_id)] if item.appraisal_id else []

    def _day(self, due: object) -> str:
        if not isinstance(due, str):
            return ""
        last = timeline.last_moment(datetime.fromisoformat(due))
        language: timeline.Language = "en" if self._language == "en" else "id"
        return timeline.day_in_words(timeline.local_day(last, self._zone), language)


def _sentence(item: Item) -> str:
    if item.kind != "task":
        return item.kind
    if item.params.get("comment"):
        return "returned"
    return "task" if item.params.get("due") else "task_undated"


def _line(text: str) -> str:
    """The text on one line, without what cannot be seen: nobody's name begins a new header."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _address(text: str) -> str:
    if not is_address(text):
        raise BadAddress(text)
    return text
