"""The generic forms that a new task may use without code."""

from collections.abc import Callable
from typing import Any

from schemas.facts import Facts
from schemas.umum import Catatan, Konfirmasi

Refusal = Callable[..., dict[str, Any]]


def test_a_confirmation_is_given_or_it_is_none(facts: Facts, refusal: Refusal) -> None:
    form = Konfirmasi(facts)
    clean = form.load({"confirmed": "ya", "note": "Selesai hari ini."})
    assert form.comment(clean) == "Selesai hari ini."
    assert form.outcome(clean) == {}
    for raw in ({}, {"confirmed": "tidak"}):
        assert refusal(form, raw) == {"confirmed": ["Beri centang bila tugas ini telah dilakukan."]}


def test_a_note_says_something(facts: Facts, refusal: Refusal) -> None:
    form = Catatan(facts)
    assert refusal(form, {"note": "  "}) == {"note": ["Wajib diisi."]}
    assert "4000" in refusal(form, {"note": "x" * 4001})["note"][0]
    clean = form.load({"note": "Baris satu\nBaris dua"})
    assert form.comment(clean) == clean["note"] == "Baris satu\nBaris dua"
