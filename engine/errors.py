"""Everything that can be refused, as words with advice.

::

    EngineError
    ├── NotFound
    │   ├── TaskNotFound
    │   ├── AppraisalNotFound
    │   ├── CycleNotFound
    │   ├── DraftNotFound        a draft of diagrams, or a file in it
    │   ├── VersionNotFound
    │   ├── ChangeNotFound
    │   ├── MoveNotFound
    │   ├── IncidentNotFound
    │   ├── RehearsalNotFound
    │   ├── ProposalNotFound
    │   ├── PhaseNotFound        of the diagram of a year
    │   ├── ViewNotFound         a saved filter of the list
    │   ├── InterventionNotFound
    │   └── CalendarNotFound
    ├── Refused
    │   ├── NotYours
    │   ├── AlreadyOver
    │   │   ├── AlreadyDone      by whom ("" for the system), when
    │   │   ├── Withdrawn
    │   │   └── Held             by whom, since when, why
    │   ├── Stale                changed since it was seen
    │   ├── RequestReused        one name for two requests
    │   ├── TooLate              which rule, which day
    │   ├── FormRejected         marshmallow's messages
    │   ├── DraftTooLong
    │   ├── Ended
    │   ├── NotComplete          how many are missing
    │   ├── StateDamaged         why; only a backup helps
    │   ├── SignInFailed
    │   ├── WeakPassword
    │   ├── BadAccount
    │   ├── CannotStart          who, and why
    │   ├── BadYear
    │   ├── UnknownProfile
    │   ├── BadDefinition        problems of diagrams
    │   ├── BadFile              a file that is no diagram or decision table
    │   ├── DraftMoved           somebody else saved: who, when, and what
    │   ├── DraftOvertaken       files that a newer version changed too
    │   ├── FourEyes             who may not publish what he has changed
    │   ├── NeedsAnother         who may not do alone what is done by two
    │   ├── ProposalDecided      what was proposed, by then done or declined
    │   ├── RehearsalRuns        one at a time
    │   ├── CannotLive           why a rehearsed year cannot begin
    │   ├── NotRehearsed         a version whose scenario must run first
    │   ├── BadTimeline          rules that give no dates, or dates out of order
    │   ├── BadDate              which field of a change of dates, and why
    │   │   └── LineRefused      which line of a draft timeline
    │   ├── DatesMoved           whom it concerns has changed since the preview
    │   ├── NoReason             a move to another version without one
    │   │   └── UnreadableReason with signs that no text may hold
    │   ├── NobodyMoves          nobody was chosen who could
    │   ├── MoveRuns             another move of that cycle is not done
    │   ├── MoveWaits            another was proposed and is not decided
    │   ├── NothingToUndo        of a move
    │   ├── NotUndoable          what depends on a change of dates
    │   ├── BadIntervention      which field of it, and why
    │   ├── InterventionDecided  one that was proposed
    │   ├── BadView              which field of a filter to be saved, and why
    │   ├── CalendarMoved        changed since it was seen
    │   ├── BadCalendarFile      which event, which line
    │   └── BadImport            rows of a file
    ├── Moved                    somebody else's step came first; act() repeats
    ├── KeyMissing           PostgreSQL without TIMBANG_KEY
    ├── BadMailSettings      TIMBANG_SMTP, TIMBANG_MAIL_FROM, TIMBANG_URL
    ├── StoreClosed          a store that is not there or cannot be read
    └── ProcessFailed            the diagram could not go on; becomes an incident

A class's docstring is its message for people: an Indonesian sentence that says what is wrong and
what to do. `params` fill its braces, so that a page can translate the sentence. What an error
still leaves behind (a draft kept, a late filing logged) it carries in `afterwards`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from inspect import cleandoc
from typing import Any

from schemas.said import listed, say


class EngineError(Exception):
    """Permintaan tidak dapat dikerjakan."""

    def __init__(self, **params: Any) -> None:
        #: What `act` still does after the rollback, in a transaction of its own.
        self.afterwards: Callable[[Any], None] | None = None
        self.template = cleandoc(type(self).__doc__ or "")
        self.params = params
        super().__init__(self.template.format(**params))


class NotFound(EngineError):
    """Yang Anda cari tidak ada, atau bukan untuk Anda."""


class TaskNotFound(NotFound):
    """Tugas ini tidak ada, atau bukan untuk Anda. Periksa Tugas Saya."""


class AppraisalNotFound(NotFound):
    """Penilaian ini tidak ada, atau bukan untuk Anda."""


class UnitNotFound(NotFound):
    """Unit kerja ini tidak ada, atau tidak ada pegawainya yang Anda pantau."""


class CycleNotFound(NotFound):
    """Siklus ini tidak ada."""


class ProposalNotFound(NotFound):
    """Usulan ini tidak ada."""


class PhaseNotFound(NotFound):
    """Tahap ini tidak ada dalam diagram siklus ini."""


class InterventionNotFound(NotFound):
    """Tindakan ini tidak ada."""


class ViewNotFound(NotFound):
    """Tampilan ini tidak ada, atau bukan milik Anda."""


class DraftNotFound(NotFound):
    """Draf diagram ini tidak ada lagi: sudah diterbitkan atau dibuang."""


class VersionNotFound(NotFound):
    """Versi diagram ini tidak ada."""


class MoveNotFound(NotFound):
    """Pemindahan ini tidak ditemukan."""


class ChangeNotFound(NotFound):
    """Perubahan tanggal ini tidak ada."""


class IncidentNotFound(NotFound):
    """Proses terhenti ini tidak ada."""


class CalendarNotFound(NotFound):
    """Kalender ini tidak ada."""


class RehearsalNotFound(NotFound):
    """Latihan ini tidak ada."""


class Refused(EngineError):
    """Permintaan ini ditolak."""


class NotYours(Refused):
    """Tindakan ini bukan wewenang Anda. Hubungi Bagian SDM bila seharusnya demikian."""


class AlreadyOver(Refused):
    """Tugas ini sudah tidak terbuka."""


class AlreadyDone(AlreadyOver):
    """Tugas ini sudah diselesaikan oleh {who} pada {when}. Isian Anda disimpan sebagai draf."""

    def __init__(self, who: str, when: datetime | None) -> None:
        super().__init__(who=who or say("sistem"), when=when)


class Withdrawn(AlreadyOver):
    """Tugas ini sudah ditarik karena tahapnya ditutup. Isian Anda disimpan sebagai draf."""


class Held(AlreadyOver):
    """Penilaian ini ditunda {who} sejak {when} ({reason}). Isian Anda disimpan sebagai draf."""

    def __init__(self, who: str, when: datetime, reason: str) -> None:
        super().__init__(who=who, when=when, reason=reason)


class Stale(Refused):
    """Tugas ini berubah sejak Anda membukanya. Muat ulang, lalu kirim lagi."""


class RequestReused(Refused):
    """Permintaan dengan nama ini sudah dikirim dengan isi lain. Pakai nama baru."""


class TooLate(Refused):
    """Batas waktu sudah lewat: {phase} ditutup pada {closes}. {rule} Pengajuan ini ditolak."""

    def __init__(self, phase: str, closes: datetime, rule: str = "") -> None:
        self.closes = closes
        super().__init__(phase=phase, closes=closes, rule=rule)


class FormRejected(Refused):
    """Isian belum dapat diterima. Perbaiki yang ditandai, lalu kirim lagi."""

    def __init__(self, messages: Mapping[str, Any]) -> None:
        self.messages = dict(messages)
        super().__init__()


class SignInFailed(Refused):
    """NIP atau kata sandi tidak cocok."""


class DraftTooLong(Refused):
    """Isian terlalu panjang untuk disimpan sebagai draf: paling banyak {limit} huruf."""


class Ended(Refused):
    """Penilaian ini sudah selesai; tidak ada lagi yang dapat ditambahkan."""


class NotComplete(Refused):
    """Siklus belum dapat ditutup: {count} penilaian belum dicatat ke register."""


class StateDamaged(Refused):
    """Proses ini tidak dapat dijalankan lagi; pulihkan keadaannya dari cadangan: {reason}"""


class WeakPassword(Refused):
    """Kata sandi terlalu pendek: paling sedikit {length} huruf."""


class BadAccount(Refused):
    """Akun ini belum dapat dibuat: nama wajib diisi, dan NIP harus 18 angka."""


class CannotStart(Refused):
    """{count} pegawai belum dapat memulai siklus. Perbaiki datanya atau keluarkan dari daftar."""

    def __init__(self, blocked: Sequence[tuple[str, str]]) -> None:
        self.blocked = tuple(blocked)
        super().__init__(count=len(self.blocked))


class BadYear(Refused):
    """Tahun siklus harus antara {first} dan {last}."""


class UnknownProfile(Refused):
    """Profil {profile} tidak dikenal. Pilih salah satu: {known}."""


class BadDefinition(Refused):
    """{count} masalah pada diagram; tidak ada yang disimpan."""

    def __init__(self, problems: Sequence[Any]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))


class BadFile(Refused):
    """Berkas {name} tidak dapat dipakai: {reason}"""


class DraftMoved(Refused):
    """{who} menyimpan perubahan lain pada {when}. Pilih isi mana yang dipakai."""

    def __init__(self, who: str, when: datetime, rev: int, text: str) -> None:
        self.rev = rev
        #: What the other has saved.
        self.text = text
        super().__init__(who=who, when=when)


class DraftOvertaken(Refused):
    """Versi {number} sudah mengubah berkas yang sama: {files}. Pilih isi mana yang dipakai."""

    def __init__(self, number: int, paths: Sequence[str]) -> None:
        self.paths = tuple(paths)
        super().__init__(number=number, files=", ".join(paths))


class FourEyes(Refused):
    """Draf ini harus diterbitkan oleh orang lain daripada yang mengubahnya."""


class NeedsAnother(Refused):
    """Ini dilakukan berdua: satu petugas mengusulkan, yang lain menyetujui."""


class ProposalDecided(Refused):
    """Usulan ini sudah diputus atau ditarik."""


class RehearsalRuns(Refused):
    """Latihan lain sedang berjalan. Tunggu sampai selesai, atau hentikan dahulu."""


class CannotLive(Refused):
    """Tahun ini tidak dapat dimulai dalam latihan: {reason}"""


class NotRehearsed(Refused):
    """Skenario draf ini harus dilatih dahulu dengan isinya yang sekarang, lalu diterbitkan."""


class BadTimeline(Refused):
    """Linimasa tidak dapat dipakai: {problems}"""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems=listed(" ", problems))


class BadDate(Refused):
    """Tanggal belum dapat diubah: {problem}"""

    def __init__(self, field: str, problem: Any, position: int | None = None) -> None:
        self.field = field
        #: A sentence, perhaps with params; and the character of the rule it is about.
        self.problem = problem
        self.position = position
        super().__init__(problem=problem)


class BadIntervention(Refused):
    """Tindakan ini belum dapat dilakukan: {problem}"""

    def __init__(self, field: str, problem: Any) -> None:
        self.field = field
        self.problem = problem
        super().__init__(problem=problem)


class InterventionDecided(Refused):
    """Usulan tindakan ini sudah diputuskan atau ditarik."""


class BadView(Refused):
    """Tampilan belum dapat disimpan: {problem}"""

    def __init__(self, field: str, problem: Any) -> None:
        self.field = field
        self.problem = problem
        super().__init__(problem=problem)


class LineRefused(BadDate):
    """Tanggal belum dapat diubah: {problem}"""

    def __init__(self, place: int, error: BadDate) -> None:
        super().__init__(error.field, error.problem, error.position)
        #: Which line of a draft timeline, from 0.
        self.place = place


class DatesMoved(Refused):
    """Keadaan berubah sejak Anda memeriksanya; belum ada yang diubah. Periksa sekali lagi."""


class NoReason(Refused):
    """Tulis alasannya, paling banyak 500 huruf."""


class UnreadableReason(NoReason):
    """Ada tanda yang tidak dapat dibaca; ketik ulang isian ini."""


class NobodyMoves(Refused):
    """Tidak ada penilaian berjalan yang dipilih; pilih siklus, versi atau unit lain."""


class MoveRuns(Refused):
    """Pemindahan lain pada siklus ini belum selesai; tunggu sebentar, lalu ulangi."""


class MoveWaits(Refused):
    """Usulan memindahkan ke versi ini masih menunggu keputusan; putuskan atau tarik dahulu."""


class NothingToUndo(Refused):
    """Tidak ada lagi yang dapat diurungkan dari pemindahan ini."""


class NotUndoable(Refused):
    """Perubahan ini tidak dapat diurungkan lagi: {reason}"""

    def __init__(self, reason: Any) -> None:
        super().__init__(reason=reason)


class CalendarMoved(Refused):
    """Kalender ini sudah diubah sejak Anda membukanya. Lihat keadaannya sekarang, lalu ulangi."""


class BadCalendarFile(Refused):
    """Berkas kalender ini tidak dapat dibaca; tidak ada yang disimpan. {problem}"""


class BadImport(Refused):
    """{count} baris tidak dapat dibaca; tidak ada yang disimpan."""

    def __init__(self, rows: Sequence[tuple[int, str, str]]) -> None:
        self.rows = tuple(rows)
        super().__init__(count=len(self.rows))


class Moved(EngineError):
    """Ada langkah lain yang mendahului. Coba lagi."""


class KeyMissing(EngineError):
    """PostgreSQL perlu kunci bersama: isi TIMBANG_KEY dengan teks acak yang panjang."""


class BadMailSettings(EngineError):
    """Pengaturan surel tidak dapat dipakai: {problem}"""


class StoreClosed(EngineError):
    """Penyimpanan tidak dapat dibuka: {reason}"""


class ProcessFailed(EngineError):
    """Proses tidak dapat dilanjutkan pada {element}: {reason} Bagian SDM sudah diberi tahu."""

    def __init__(self, element: str, reason: str) -> None:
        self.instance_id: int | None = None
        #: The process or sub-process of the element; "" where none is known.
        self.container = ""
        #: The task whose form could not be sent.
        self.task_id: str | None = None
        #: Whether trying again can change nothing (a state that is damaged).
        self.lasting = False
        super().__init__(element=element, reason=reason)
