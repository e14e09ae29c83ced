"""SDM hands out documents and forms, for many people at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.facts import Facts
from schemas.form_distribution import DOCUMENTS, DistributeForms

Refusal = Callable[..., dict[str, Any]]


@pytest.fixture
def december(facts: Facts) -> Facts:
    return replace(facts, now=datetime(2026, 12, 28, 9, tzinfo=ZoneInfo("Asia/Jakarta")))


def test_everything_is_handed_over_today(december: Facts) -> None:
    form = DistributeForms(december)
    assert form.bulk
    assert form.initial()["handed_on"] == "2026-12-28"
    clean = form.load({"documents": list(DOCUMENTS), "handed_on": "2026-12-24"})
    assert clean["handed_on"] == date(2026, 12, 24)
    assert form.load(form.plain(clean)) == clean


def test_a_document_that_was_not_handed_over_is_named(december: Facts, refusal: Refusal) -> None:
    given = [key for key in DOCUMENTS if key != "performance_form"]
    said = refusal(DistributeForms(december), {"documents": given, "handed_on": "2026-12-28"})
    assert said == {
        "documents": ["Belum dicentang: Formulir Penilaian Prestasi Kerja kepada pegawai."]
    }


def test_nothing_is_handed_over_in_the_future(december: Facts, refusal: Refusal) -> None:
    raw = {"documents": list(DOCUMENTS), "handed_on": "2026-12-29"}
    assert "sampai 28 Desember 2026" in refusal(DistributeForms(december), raw)["handed_on"][0]
