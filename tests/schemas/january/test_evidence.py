"""Bukti dukung: only addresses that a page may safely show."""

from collections.abc import Callable
from typing import Any

import pytest

from schemas.evidence import EvidenceRow
from schemas.facts import Facts

Refusal = Callable[..., dict[Any, Any]]


@pytest.mark.parametrize(
    "url",
    [
        "https://arsip.contoh.go.id/2026/laporan.pdf",
        "http://localhost:8080/a?b=c#d",
        "HTTPS://Arsip.contoh.go.id/",
    ],
)
def test_a_web_address_is_kept_as_it_was_typed(url: str) -> None:
    assert EvidenceRow(Facts()).load({"label": "Laporan", "url": url})["url"] == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<b>",
        "ftp://arsip.contoh.go.id/",
        "//arsip.contoh.go.id/",
        "arsip.contoh.go.id",
        "https://",
        "https://a b.go.id/",
        'https://a.go.id/"onclick="x',
        "https://pegawai@arsip.contoh.go.id/",
        "https://pegawai:rahasia@arsip.contoh.go.id/",
        "https://[::1/",
        "https://a.go.id:pintu/",
        "https://a.go.id\\@b.go.id/",
    ],
)
def test_anything_else_is_refused(refusal: Refusal, url: str) -> None:
    said = refusal(EvidenceRow(Facts()), {"label": "Laporan", "url": url})
    assert said == {"url": ["Tulis alamat lengkap yang diawali https:// atau http://."]}


def test_an_address_has_a_limit(refusal: Refusal) -> None:
    said = refusal(EvidenceRow(Facts()), {"label": "x", "url": "https://a.go.id/" + "a" * 500})
    assert said == {"url": ["Paling banyak 500 huruf; sekarang 516."]}
