"""What went wrong, as a status and a sentence: the only place where errors become pages."""

import logging
from typing import Any

from flask import Flask, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine import errors
from webapp import formats, i18n

STATUS: dict[type[errors.EngineError], int] = {
    errors.NotFound: 404,
    errors.NotYours: 403,
    errors.Refused: 409,
    errors.FormRejected: 422,
    errors.RequestReused: 422,
    errors.Stale: 412,
    errors.CannotStart: 422,
    errors.UnknownProfile: 422,
    errors.BadDefinition: 422,
    errors.BadImport: 422,
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
CSRF = "Halaman ini sudah terlalu lama terbuka. Kembali, muat ulang, lalu kirim lagi."

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every error of `app` with a page, or with JSON where JSON was asked for."""
    app.register_error_handler(errors.EngineError, _refused)
    app.register_error_handler(HTTPException, _http)
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


def _refused(error: errors.EngineError) -> Any:
    return _answer(status_of(error), sentence(error))


def _http(error: HTTPException) -> Any:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    said = CSRF if isinstance(error, CSRFError) else ADVICE.get(error.code, ADVICE[400])
    answer = _answer(error.code, i18n.say(said))
    answer.headers.extend(
        (name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    )
    return answer


def _broken(error: Exception) -> Any:
    log.error("page failed: %s %s", request.method, request.path, exc_info=error)
    return _answer(500, i18n.say(ADVICE[500]))


def _answer(status: int, said: str) -> Any:
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(message=said)
    else:
        g.setdefault("actor", None)
        g.setdefault("zone", "Asia/Jakarta")
        heading = HEADINGS.get(status, HEADINGS[400 if status < 500 else 500])
        response = _page(heading, said)
    response.status_code = status
    return response


def _page(heading: str, said: str) -> Any:
    return make_response(render_template("errors/error.html", heading=heading, said=said))
