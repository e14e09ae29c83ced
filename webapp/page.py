"""What every template may call beside its own values."""

from flask import Flask, g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from engine import clock, queries
from engine.queries import HistoryLine
from webapp import formats, i18n, once, waiting, wording
from webapp.here import ask

HISTORY = {
    "started": "Penilaian dimulai",
    "completed": "{title}: dikirim",
    "fired": "Batas waktu tiba; proses berjalan terus",
    "refused": "{title}: ditolak karena lewat batas",
    "recorded": "{title}: disimpan",
    "resumed": "Proses yang terhenti dijalankan lagi",
    "moved": "Pindah ke versi diagram lain: {title}",
    "moved_back": "Kembali ke versi diagram semula: {title}",
    "nudged": "Diingatkan: {title}",
    "redated": "Tanggal {title} diubah",
    "redate_undone": "Perubahan tanggal {title} diurungkan",
    "held": "Penilaian ditunda",
    "released": "Penilaian dilanjutkan",
    "cancelled": "Penilaian dibatalkan",
    "restored": "Pembatalan diurungkan",
    "handed_over": "Pejabat Penilai Kinerja menjadi {title}",
    "reassigned": "Tugas dialihkan: {title}",
    "reassign_undone": "Pengalihan tugas diurungkan",
    "repaired": "Tugas dan batas waktu disusun kembali",
}


def install(app: Flask) -> None:
    """Give the functions and filters to all templates of `app`."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        csrf=csrf,
        once=once.fields,
        now=clock.now,
        this_day=lambda: formats.iso_day(clock.now(), i18n.zone()),
        stopped_processes=lambda: ask(queries.incident_count) if g.actor else 0,
        unread_notices=lambda: ask(queries.unread_count) if g.actor else 0,
        role_name=lambda code: i18n.say(wording.name(wording.ROLES | wording.GROUPS, code)),
        role_names=lambda: {role: i18n.say(words) for role, words in wording.ROLES.items()},
        state_name=lambda code: i18n.say(wording.name(wording.STATES, code)),
        health_name=lambda code: i18n.say(wording.name(wording.HEALTHS, code)),
        group_name=lambda code: i18n.say(wording.name(wording.GROUPS, code)),
        event_name=lambda code: i18n.say(wording.name(wording.EVENTS, code)),
        edge_name=lambda code: i18n.say(wording.name(wording.EDGES, code)),
        habit_name=lambda code: i18n.say(wording.name(wording.HABITS, code)),
        verdict_name=lambda code: i18n.say(wording.name(wording.VERDICTS, code)),
        history_words=history_words,
        in_stead_of=waiting.in_stead_of,
        standing=lambda wait: waiting.standing(wait, g.actor.name),
        reason=waiting.reason,
        expected=waiting.expected,
        contact=waiting.contact,
        instead=waiting.instead,
        recomputed=queries.recomputed,
    )
    app.jinja_env.filters.update(
        capitalize_first=lambda text: text[:1].upper() + text[1:],
        lower_first=lambda text: text[:1].lower() + text[1:],
    )


def csrf() -> Markup:
    """The hidden field every posted form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def history_words(line: HistoryLine, times: int) -> str:
    """One act of a history in the reader's language."""
    if line.anonymous:
        return i18n.say("{n} formulir 360 dikirim", n=times)
    title = i18n.say(line.title or line.note)
    return i18n.say(HISTORY.get(line.act, "{title}"), title=title)
