"""Bukti dukung: what a writer points to, as links that a page may safely show."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError

from schemas.fields import Record, Rows, Text
from schemas.said import say

NOT_A_LINK = say("Tulis alamat lengkap yang diawali https:// atau http://.")


class Link(Text):
    """An address on the web, http or https only, without a user in it."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        link = super()._deserialize(value, attr, data, **kwargs)
        if not _is_web_address(link):
            raise ValidationError(NOT_A_LINK)
        return link


class EvidenceRow(Record):
    """One piece of evidence: what it shows and where it is."""

    label = Text("Apa yang dibuktikan", max=200, required=True, width="half")
    url = Link(
        "Alamat bukti dukung",
        max=500,
        required=True,
        width="half",
        placeholder="https://arsip.contoh.go.id/…",
    )


def evidence(*, section: str) -> Rows:
    """A table of links that may stay empty."""
    return Rows(
        EvidenceRow,
        "Bukti dukung",
        help="Tautan ke dokumen di arsip instansi. Boleh kosong.",
        section=section,
        max=30,
        add="Tambah bukti dukung",
    )


def _is_web_address(text: str) -> bool:
    if any(letter.isspace() or letter in "<>\"'\\" for letter in text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    bare = parts.username is None
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and bare
