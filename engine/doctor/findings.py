"""What an examination can find, each as a sentence; the words of `timbang doctor`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

#: The sentence of each kind; its English stands in the catalogue of the pages.
SENTENCES: Mapping[str, str] = {
    # the state of a process and its rows
    "state_unreadable": "Keadaan proses tidak dapat dibaca: {reason}",
    "state_unclear": "Yang ditunggu proses tidak dapat diketahui: {reason}",
    "state_differs": "Status proses tercatat “{stored}”, seharusnya “{expected}”.",
    "no_appraisal": "Proses ini tidak dimiliki penilaian mana pun.",
    "task_missing": "Tugas ini terbuka, tetapi tidak ada barisnya.",
    "task_reclosed": "Tugas ini tercatat selesai, tetapi proses masih menunggunya.",
    "task_extra": "Tugas ini tercatat terbuka, tetapi proses tidak menunggunya.",
    "task_twice": "Tugas ini tercatat terbuka lebih dari satu kali.",
    "task_differs": "Tugas ini mencatat {column} = {stored}, seharusnya {expected}.",
    "timer_missing": "Batas waktu ini ditunggu, tetapi tidak ada barisnya.",
    "timer_extra": "Batas waktu ini tercatat, tetapi proses tidak menunggunya.",
    "timer_differs": "Batas waktu ini mencatat {column} = {stored}, seharusnya {expected}.",
    "windows_unmarked": "Penilaian ini punya tanggal sendiri, tetapi tidak ditandai demikian.",
    "incident_open": "Proses berhenti di sini dan belum dilanjutkan: {reason}",
    "incident_missing": "Proses tercatat berhenti, tetapi tidak ada kejadian yang menjelaskannya.",
    # the history and what follows from it
    "history_gap": "Riwayat tidak berurutan: baris {seq} tidak ada.",
    "history_unreadable": "Riwayat baris {seq} tidak dapat dibaca.",
    "history_stranger": "Riwayat baris {seq} menyebut unsur yang tidak ada pada diagram.",
    "history_rev": "Riwayat mencatat {counted} langkah, proses sudah melangkah {rev} kali.",
    "history_undone": "Riwayat mencatat tugas ini dikirim, tetapi tidak ada baris yang selesai.",
    "history_untold": "Tugas ini selesai, tetapi riwayat tidak mencatat pengirimannya.",
    "appraisal_state": "Penilaian tercatat “{stored}”, menurut riwayatnya “{expected}”.",
    "answer_missing": "Formulir ini tercatat dikirim, tetapi jawabannya tidak ada.",
    "answer_gap": "Jawaban formulir ini tidak lengkap: revisi {revision} tidak ada.",
    # rows without an owner
    "dangling": "Baris ini menunjuk {column} = {value} yang tidak ada pada {parent}.",
    "notice_dangling": "Pemberitahuan ini menunjuk {column} = {value} yang tidak ada.",
    # the 360 is anonymous
    "anonymous_table": "Tabel jawaban 360 dapat dihubungkan dengan penilainya: {reason}",
    "anonymous_answer": "Jawaban 360 tersimpan dengan nama penilainya.",
    "anonymous_history": "Riwayat baris {seq} menyebut orang atau jam pengiriman formulir 360.",
    "anonymous_draft": "Draf formulir 360 yang sudah ditutup masih tersimpan.",
    "anonymous_count": "{answers} jawaban 360 tersimpan untuk {tasks} formulir yang dikirim.",
    # the store
    "store_damaged": "Berkas penyimpanan rusak; pulihkan dari cadangan: {reason}",
    "store_shape": "Bentuk penyimpanan ini {stored}, rilis ini memerlukan {expected}. "
    "Jalankan timbang serve.",
    "constraint_unchecked": "Aturan penyimpanan ini ada tetapi belum diperiksa isinya.",
    "constraint_missing": "Aturan penyimpanan ini tidak ada.",
    "version_changed": "Isi versi ini tidak cocok dengan sidik jarinya; "
    "penilaian yang memakainya tidak diperiksa.",
    "version_unreadable": "Versi ini tidak dapat dibaca; penilaian yang memakainya "
    "tidak diperiksa: {reason}",
}


@dataclass(frozen=True)
class Finding:
    """One thing that differs: where, what kind, and the sentence's values.

    `instance` is the public id of the process ("" for the store), `element` the task, timer, row
    or table it is about. A page or a command fills the braces of `template` with `params`.
    """

    kind: str
    instance: str = ""
    element: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    mended: bool = False

    @property
    def template(self) -> str:
        """The sentence, braces unfilled."""
        return SENTENCES[self.kind]

    def as_mended(self) -> "Finding":
        """The same, set right."""
        return replace(self, mended=True)
