"""What went wrong, as a status and a sentence: the only place where errors become pages."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, g, jsonify, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from engine import errors
from engine.db import STORE_AWAY
from webapp import formats, i18n, problems
from webapp.here import by_program
from webapp.posted import Posted

STATUS: dict[type[errors.EngineError], int] = {
    errors.NotFound: 404,
    errors.NotYours: 403,
    errors.Refused: 409,
    errors.SignInFailed: 401,
    errors.FormRejected: 422,
    errors.RequestReused: 422,
    errors.Stale: 412,
    errors.CannotStart: 422,
    errors.UnknownProfile: 422,
    errors.BadDefinition: 422,
    errors.BadFile: 422,
    errors.BadImport: 422,
    errors.BadTimeline: 422,
    errors.BadIntervention: 422,
    errors.BadView: 422,
    errors.Moved: 409,
    errors.ProcessFailed: 500,
    errors.EngineError: 500,
}

HEADINGS = {
    400: "Permintaan ini tidak dapat dibaca",
    403: "Tindakan ini bukan wewenang Anda",
    404: "Halaman ini tidak ada, atau bukan untuk Anda",
    405: "Halaman ini tidak dapat dipakai seperti itu",
    409: "Keadaannya sudah berubah",
    412: "Tugas ini sudah berubah",
    413: "Kiriman ini terlalu besar",
    422: "Isian belum dapat diterima",
    429: "Terlalu banyak percobaan",
    500: "Ada yang tidak beres di pihak kami",
    503: "Layanan sedang tidak dapat dicapai",
}

ADVICE = {
    400: "Muat ulang halaman sebelumnya, lalu coba lagi.",
    404: "Periksa alamatnya, atau mulai dari Tugas Saya.",
    405: "Kembali ke halaman sebelumnya dan gunakan tombol yang tersedia di sana.",
    413: "Ringkas teksnya, lalu kirim lagi. Isian sebelumnya tetap ada di halaman tadi.",
    429: "Tunggu lima menit, lalu coba lagi. Bila lupa kata sandi, hubungi Bagian SDM.",
    500: "Isian Anda tidak hilang: draf terakhir tersimpan. Coba lagi sebentar lagi; bila tetap "
    "gagal, hubungi Bagian SDM.",
}
AWAY = "Penyimpanan data sedang tidak dapat dipakai. Tunggu setengah menit, lalu kirim lagi."
RETRY_SECONDS = 30
RESENT = frozenset({"tasks", "bulk", "coaching"})
"""Blueprints whose forms may be sent again from the page that says that the store is away."""
CSRF = "Halaman ini sudah terlalu lama terbuka. Kembali, muat ulang, lalu kirim lagi."

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every error of `app` with a page, or with JSON where JSON was asked for."""
    app.register_error_handler(errors.EngineError, _refused)
    app.register_error_handler(HTTPException, http)
    for kind in STORE_AWAY:
        app.register_error_handler(kind, _away)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(500, _broken)


def status_of(error: errors.EngineError) -> int:
    """The status of the nearest class in `STATUS`."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def sentence(error: errors.EngineError) -> str:
    """What the engine said, in the reader's language; a deadline as its last minute."""
    closes = getattr(error, "closes", None)
    if closes is None:
        return i18n.say(error)
    return i18n.say(error, closes=formats.closing(closes, i18n.zone()))


def http(error: HTTPException) -> Any:
    """What HTTP itself refused: a page, or a problem document, with the headers it needs."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    answer = _answer(error.code, _advice(error))
    if isinstance(error, RateLimitExceeded):
        answer.headers["Retry-After"] = str(error.limit.limit.get_expiry())
    answer.headers.extend(
        (name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    )
    return answer


def _advice(error: HTTPException) -> str:
    if isinstance(error, problems.Unreadable):
        return i18n.say(error.said)
    if by_program():
        return ""  # the document says what its status means
    said = CSRF if isinstance(error, CSRFError) else ADVICE.get(error.code or 400, ADVICE[400])
    return i18n.say(said)


def _refused(error: errors.EngineError) -> Any:
    return _answer(status_of(error), sentence(error), problems.kind_of(error), _messages(error))


def _messages(error: errors.EngineError) -> Mapping[str, Any] | None:
    """What is wrong at which field or element of what was sent."""
    if isinstance(error, errors.FormRejected):
        return error.messages
    if isinstance(error, errors.BadDefinition):
        return _by_element(error)
    if isinstance(error, (errors.BadIntervention, errors.BadView)) and error.field:
        return {error.field: [error.problem]}
    return None


def _by_element(error: errors.BadDefinition) -> dict[str, list[str]]:
    """The problems of diagrams by their elements, each with its file and line."""
    found: dict[str, list[str]] = {}
    for each in error.problems:
        said = i18n.say(
            "{name}, baris {line}", name=each.file.rpartition("/")[2], line=str(each.line)
        )
        found.setdefault(each.element or each.file, []).append(f"{said}: {i18n.say(each.message)}")
    return found


def _away(error: Exception) -> Any:
    """The database does not answer, or cannot write any more; what was typed is not lost."""
    log.error("store away: %s %s", request.method, request.path, exc_info=error)
    g.actor = None  # the page must not ask the store again
    answer = _answer(503, i18n.say(AWAY))
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _unstorable(_error: DataError) -> Any:
    """Signs that no store could hold, such as a NUL in an address."""
    return http(BadRequest())


def _broken(error: Exception) -> Any:
    log.error("page failed: %s %s", request.method, request.path, exc_info=error)
    return http(InternalServerError())


def _answer(
    status: int, said: str, kind: str = "", messages: Mapping[Any, Any] | None = None
) -> Any:
    g.setdefault("actor", None)
    g.setdefault("zone", "Asia/Jakarta")
    if by_program():
        return problems.document(status, kind, said, messages)
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(message=said)
    else:
        heading = HEADINGS.get(status, HEADINGS[400 if status < 500 else 500])
        response = _page(heading, said, again=status == 503 and request.blueprint in RESENT)
    response.status_code = status
    return response


def _page(heading: str, said: str, *, again: bool) -> Any:
    pairs = Posted(request.form).sent if again and request.method == "POST" else ()
    return make_response(
        render_template("errors/error.html", heading=heading, said=said, pairs=pairs)
    )
