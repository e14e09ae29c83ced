"""Errors as documents for programs (RFC 9457): type, title, status, detail; errors by field.

`type` names the kind of problem and never changes with the language: `urn:timbang:too-late`.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Response
from werkzeug.exceptions import BadRequest

from schemas.said import Said
from webapp import i18n

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: "Permintaan ini tidak dapat dibaca",
    401: "Masuk lebih dahulu",
    403: "Tindakan ini bukan wewenang Anda",
    404: "Yang diminta tidak ada, atau bukan untuk Anda",
    405: "Alamat ini tidak dapat dipakai seperti itu",
    409: "Keadaannya sudah berubah",
    412: "Yang Anda lihat sudah berubah",
    413: "Kiriman ini terlalu besar",
    415: "Jenis kiriman ini tidak dikenal",
    422: "Isian belum dapat diterima",
    429: "Terlalu banyak percobaan",
    500: "Ada yang tidak beres di pihak kami",
    503: "Layanan sedang tidak dapat dicapai",
}
DETAILS = {
    400: "Periksa isi permintaan, lalu kirim lagi.",
    401: "Kirim token yang berlaku pada kepala Authorization: Bearer.",
    404: "Periksa alamatnya.",
    405: "Periksa metode permintaan; yang berlaku tertulis pada kepala Allow.",
    413: "Kirim paling banyak 2 MB.",
    415: "Kirim JSON dengan kepala Content-Type: application/json.",
    422: "Perbaiki yang ditandai, lalu kirim lagi.",
    429: "Tunggu lima menit, lalu coba lagi.",
    500: "Coba lagi sebentar lagi; bila tetap gagal, hubungi Bagian SDM.",
}
"""What is said where the engine said nothing."""

KINDS = {
    400: "bad-request",
    401: "not-signed-in",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "not-accepted",
    429: "too-many-tries",
    500: "internal-error",
    503: "unavailable",
}


class Unreadable(BadRequest):
    """A body that cannot be read; `said` tells the sender why."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(said)


def document(
    status: int, kind: str = "", said: str = "", errors: Mapping[Any, Any] | None = None
) -> Response:
    """The response of one problem; without `kind` and `said`, what its status says."""
    known = status if status in TITLES else 400 if status < 500 else 500
    problem: dict[str, Any] = {
        "type": f"urn:timbang:{kind or KINDS[known]}",
        "title": i18n.say(TITLES[known]),
        "status": status,
        "detail": said or i18n.say(DETAILS[known]),
    }
    if errors is not None:
        problem["errors"] = _told(errors)
    response = Response(json.dumps(problem), status=status, mimetype=MEDIA_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def kind_of(error: Exception) -> str:
    """The last part of a problem's type, from the class of the error.

    >>> kind_of(LookupError())
    'lookup-error'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()


def _told(messages: Any) -> Any:
    """A nest of messages with each sentence in the reader's language; row numbers as text."""
    if isinstance(messages, Mapping):
        return {str(key): _told(value) for key, value in messages.items()}
    if isinstance(messages, (list, tuple)):
        return [_told(value) for value in messages]
    return i18n.say(messages)
