"""What the application told me, newest first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from engine import commands, queries
from webapp import formats, i18n, rights
from webapp.appraisals import openable
from webapp.here import ask, do

SENTENCES: Mapping[str, str] = {
    "task": "Tugas baru untuk Anda: {title}.",
    "task_about": "Tugas baru untuk Anda: {title}, {subject}.",
    "returned": "Dikembalikan kepada Anda: {title}, {subject}.",
    "due_soon": "Batas waktu {due}: {title}, {subject}.",
    "due_soon_many": "{n} tugas Bagian SDM segera jatuh tempo.",
    "overdue": "Batas waktu terlewati: {title}, {subject}.",
    "overdue_many": "{n} tugas baru melewati batas waktunya.",
    "escalated": "Belum juga dikerjakan sejak {due}: {title}, {subject}.",
    "escalated_many": "{n} tugas sudah lama melewati batas waktunya.",
    "redated": "Batas waktu menjadi {due}: {title}, {subject}.",
    "redated_many": "Batas waktu {n} tugas Anda berubah.",
    "proposed": "Usulan mengubah tanggal {title} menunggu persetujuan Anda.",
    "proposal_accepted": "Usulan Anda mengubah tanggal {title} disetujui.",
    "proposal_declined": "Usulan Anda mengubah tanggal {title} ditolak.",
    "move_proposed": "Usulan memindahkan penilaian ke versi {title} menunggu persetujuan Anda.",
    "move_accepted": "Usulan Anda memindahkan penilaian ke versi {title} disetujui.",
    "move_declined": "Usulan Anda memindahkan penilaian ke versi {title} ditolak.",
    "calendar_proposed": "Usulan mengubah kalender hari kerja menunggu persetujuan Anda.",
    "calendar_accepted": "Usulan Anda mengubah kalender hari kerja disetujui.",
    "calendar_declined": "Usulan Anda mengubah kalender hari kerja ditolak.",
    "nudged": "{who} mengingatkan: {title}, {subject}.",
    "held": "Penilaian {subject} ditunda.",
    "held_many": "{n} penilaian yang Anda nilai ditunda.",
    "released": "Penilaian {subject} dilanjutkan.",
    "released_many": "{n} penilaian yang Anda nilai dilanjutkan.",
    "cancelled": "Penilaian {subject} dibatalkan.",
    "cancelled_many": "{n} penilaian yang Anda nilai dibatalkan.",
    "handed_over": "Anda menjadi Pejabat Penilai Kinerja bagi {subject}.",
    "handed_over_many": "Anda menjadi Pejabat Penilai Kinerja bagi {n} orang.",
    "taken_over": "Penilaian {subject} beralih kepada Pejabat Penilai Kinerja lain.",
    "taken_over_many": "{n} penilaian Anda beralih kepada Pejabat Penilai Kinerja lain.",
    "stands_in": "Anda mengerjakan atas nama {who}: {title}, {subject}.",
    "stands_in_many": "Anda mengerjakan {n} tugas atas nama {who}.",
    "stood_in_for": "{who} mengerjakan atas nama Anda: {title}, {subject}.",
    "stood_in_for_many": "{who} mengerjakan {n} tugas atas nama Anda.",
    "given_back": "Kembali kepada Anda: {title}, {subject}.",
    "given_back_many": "{n} tugas kembali kepada Anda.",
    "done_again": "Kembali kepada {who}: {title}, {subject}.",
    "done_again_many": "{n} tugas kembali kepada {who}.",
    "who_stands_in": "Pada penilaian Anda, {who} mengerjakan: {title}.",
    "superior_changed": "Pejabat Penilai Kinerja Anda menjadi {who}.",
    "step_in_proposed": "Usulan tindakan atas {n} penilaian menunggu persetujuan Anda.",
    "step_in_accepted": "Usulan tindakan Anda disetujui.",
    "step_in_declined": "Usulan tindakan Anda ditolak.",
    "stopped": "Proses penilaian {subject} terhenti. Lihat Proses Terhenti.",
    "recorded": "Berkas baru pada penilaian {subject}: {title}.",
}

bp = Blueprint("notices", __name__, url_prefix="/pemberitahuan")


@bp.get("")
@rights.signed_in
def notices() -> Any:
    """The newest hundred, unread ones marked."""
    return render_template(
        "notices/notices.html",
        notices=ask(queries.notices),
        sentence=sentence,
        openable=openable(),
    )


@bp.post("")
@rights.signed_in
def read_all() -> Any:
    """Nothing is unread any more."""
    do(commands.mark_notices_read)
    return redirect(url_for("notices.notices"))


def sentence(notice: queries.NoticeLine) -> str:
    """One notice in the reader's language."""
    params = {"title": "", "subject": "", **notice.params}
    kind = notice.kind
    if kind == "task" and params["subject"]:
        kind = "returned" if params.get("comment") else "task_about"
    if "count" in params:
        params["n"] = params["count"]
    if params.get("due"):
        params["due"] = formats.closing(datetime.fromisoformat(params["due"]), i18n.zone()).date()
    return i18n.say(SENTENCES.get(kind, "{title}"), **params)
