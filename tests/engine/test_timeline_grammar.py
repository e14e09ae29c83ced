"""Date rules: what may be written, how it is printed, and where an error points."""

from __future__ import annotations

from copy import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timeline import (
    Day,
    Edge,
    Event,
    Offset,
    Rule,
    RuleError,
    Spoken,
    Week,
    day_in_words,
    parse,
    sentence,
)
from webapp.i18n import english

MONTHS = ["januari", "februari", "maret", "april", "mei", "juni"]
MONTHS += ["juli", "agustus", "september", "oktober", "november", "desember"]
RESERVED = [*MONTHS, "hari", "minggu", "bulan", "tahun", "depan", "kerja"]
LENGTHS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}

names = st.from_regex(r"[a-z][a-z0-9_]{0,19}", fullmatch=True).filter(
    lambda name: name not in RESERVED
)
days = st.integers(1, 12).flatmap(
    lambda month: st.builds(Day, st.integers(1, LENGTHS[month]), st.just(month), st.booleans())
)
weeks = st.builds(Week, st.integers(1, 5), st.integers(1, 12), st.booleans())
anchors = days | weeks | st.builds(Edge, names, names) | st.builds(Event, names)
units = st.sampled_from(["hari", "hari kerja", "minggu", "bulan"])
numbers = st.integers(-999, 999).filter(bool)
rules = st.builds(Rule, anchors, st.none() | st.builds(Offset, numbers, units))


#: Every sentence that has its English on the pages.
ENGLISH = frozenset(message.id for message in english() if isinstance(message.id, str))


def refusal(text: str) -> RuleError | None:
    try:
        parse(text)
    except RuleError as error:
        return error
    return None


@given(rules)
def test_what_is_printed_reads_back_as_the_same_rule(rule: Rule) -> None:
    assert parse(str(rule)) == rule


@given(rules)
def test_capitals_and_spaces_do_not_matter(rule: Rule) -> None:
    loose = "".join(f" {letter} " if letter in "+-." else letter.swapcase() for letter in str(rule))
    assert parse(f"  {loose.replace(' ', '   ')}\t") == rule


@given(st.text(max_size=40) | st.lists(st.sampled_from([*RESERVED, "1", "+", "."])).map(" ".join))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    refused = refusal(text)
    if refused is None:
        assert refusal(str(parse(text))) is None
    else:
        assert 0 <= refused.position <= len(text)
        assert refused.message == str(refused)
        assert refused.message.template in ENGLISH
        assert refused.message[0].isupper() or refused.message[0] == "“"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("1 April", Rule(Day(1, 4))),
        ("7 Januari tahun depan", Rule(Day(7, 1, next_year=True))),
        ("29 Februari", Rule(Day(29, 2))),
        ("minggu 1 April", Rule(Week(1, 4))),
        ("minggu 5 februari TAHUN depan", Rule(Week(5, 2, next_year=True))),
        (
            "plan_week.closes + 3 hari kerja",
            Rule(Edge("plan_week", "closes"), Offset(3, "hari kerja")),
        ),
        ("diterima+7hari", Rule(Event("diterima"), Offset(7, "hari"))),
        ("1 April - 2 minggu", Rule(Day(1, 4), Offset(-2, "minggu"))),
        ("diajukan", Rule(Event("diajukan"))),
        ("minggu 4 Desember + 1 bulan", Rule(Week(4, 12), Offset(1, "bulan"))),
    ],
)
def test_every_form_of_the_grammar_is_read(text: str, rule: Rule) -> None:
    assert parse(text) == rule


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 0, "Aturan kosong"),
        ("   ", 0, "Aturan kosong"),
        ("1 Januarri", 2, "Bulan “Januarri” tidak dikenal; maksud Anda “Januari”?"),
        ("1  Nopember", 3, "maksud Anda “November”?"),
        ("1 xyz", 2, "pilih Januari, Februari, Maret"),
        ("1/4", 1, "Tulis nama bulan dengan kata"),
        ("1", 1, "Tulis nama bulan dengan kata"),
        ("April", 0, "Tulis tanggal di depan bulan, misalnya “1 April”."),
        ("31 April", 0, "April tidak punya tanggal 31; pilih 1 sampai 30."),
        (" 30 Februari", 1, "pilih 1 sampai 29"),
        ("0 Mei", 0, "Mei tidak punya tanggal 0"),
        ("1000 Mei", 0, "Angka terlalu besar; paling banyak 999."),
        ("minggu 0 April", 7, "Minggu 0 tidak ada; pilih 1 sampai 5."),
        ("minggu 6 April", 7, "Minggu 6 tidak ada; pilih 1 sampai 5."),
        ("minggu April", 7, "Sesudah “minggu” tulis angka 1 sampai 5"),
        ("minggu 1", 8, "Tulis nama bulan dengan kata"),
        ("1 April tahun", 13, "Sesudah “tahun” hanya boleh ada “depan”."),
        ("1 April tahun lalu", 14, "Sesudah “tahun” hanya boleh ada “depan”."),
        ("keberatan.", 10, "Nama belum ada; sesudah titik tulis"),
        ("keberatan.7", 10, "“7” bukan nama; sesudah titik tulis"),
        ("@closes", 0, "“@” bukan nama; tulis misalnya “1 April”"),
        ("bulan 4", 0, "“bulan” bukan nama"),
        ("+ 3 hari", 0, "“+” bukan nama"),
        ("diterima + hari", 11, "Sesudah “+” tulis angka, misalnya “+ 3 hari kerja”."),
        ("diterima -", 10, "Sesudah “-” tulis angka"),
        ("diterima + 0 hari", 11, "Selisih 0 tidak mengubah tanggal"),
        ("diterima + 1000 hari", 11, "Angka terlalu besar"),
        ("diterima + 3", 12, "Tulis satuan: hari, hari kerja, minggu, atau bulan."),
        ("diterima + 3 hary", 13, "Satuan “hary” tidak dikenal; maksud Anda “hari”?"),
        ("diterima + 3 tahun", 13, "Satuan “tahun” tidak dikenal; pilih hari, minggu, bulan."),
        ("1 April 2026", 8, "“2026” tidak dapat dibaca di sini"),
        ("diterima + 3 hari kalender", 18, "“kalender” tidak dapat dibaca di sini"),
        ("diterima * 3 hari", 9, "“*” tidak dapat dibaca di sini"),
        ("a" * 201, 200, "Aturan terlalu panjang; paling banyak 200 huruf."),
    ],
)
def test_an_error_points_at_the_character_and_says_what_to_write(
    text: str, position: int, message: str
) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text)
    assert refused.value.position == position
    assert message in refused.value.message


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        ("1 April", "1 April tahun siklus.", "1 April of the cycle year."),
        (
            "7 Mei tahun depan",
            "7 Mei tahun sesudah tahun siklus.",
            "7 May of the year after the cycle year.",
        ),
        (
            "minggu 1 April",
            "Minggu ke-1 April tahun siklus (tanggal 1-7).",
            "Week 1 of April of the cycle year (days 1-7).",
        ),
        (
            "minggu 5 Mei",
            "Minggu ke-5 Mei tahun siklus (tanggal 29 sampai akhir bulan).",
            "Week 5 of May of the cycle year (days 29 to the end of the month).",
        ),
        (
            "plan_week.closes + 3 hari kerja",
            "3 hari kerja sesudah Plan Week ditutup.",
            "3 working days after Plan Week closes.",
        ),
        (
            "plan_week.opens - 1 hari",
            "1 hari sebelum Plan Week dibuka.",
            "1 day before Plan Week opens.",
        ),
        (
            "coaching_week_1.receive",
            "Pada hari receive coaching_week_1 tiba.",
            "On the day the receive of coaching_week_1 comes.",
        ),
        (
            "diterima + 2 bulan",
            "2 bulan sesudah hasil diterima.",
            "2 months after hasil diterima.",
        ),
        ("diajukan", "Pada hari diajukan.", "On the day diajukan."),
    ],
)
def test_a_rule_can_be_said_in_a_sentence(text: str, indonesian: str, english: str) -> None:
    known = {"plan_week": "Plan Week", "diterima": "hasil diterima"}
    assert sentence(parse(text), "id", known) == indonesian
    assert sentence(parse(text), "en", known) == english


def test_a_date_of_a_window_is_said_in_the_words_it_is_known_by() -> None:
    rule, names = parse("coaching_week_1.receive + 1 hari"), {"coaching_week_1": "Coaching Week I"}
    said = sentence(rule, "id", names, {"receive": "batas penerimaan"})
    assert said == "1 hari sesudah batas penerimaan Coaching Week I tiba."
    said = sentence(rule, "en", names, {"receive": "date for receiving"})
    assert said == "1 day after the date for receiving of Coaching Week I comes."


def test_a_rule_that_knows_its_windows_is_still_its_text() -> None:
    spoken = Spoken("plan_week.closes + 1 hari", {"plan_week": "Pekan Rencana"})
    assert spoken == "plan_week.closes + 1 hari"
    assert parse(spoken) == parse(str(spoken))
    assert (copy(spoken), copy(spoken).names) == (spoken, spoken.names)


@given(rules)
def test_every_rule_has_a_whole_sentence_in_both_languages(rule: Rule) -> None:
    for said in (sentence(rule), sentence(rule, "en")):
        assert said.endswith(".")
        assert not said[0].islower()
        assert "{" not in said


def test_a_day_is_written_in_words() -> None:
    assert day_in_words(date(2027, 8, 7)) == "7 Agustus 2027"
    assert day_in_words(date(2027, 8, 7), "en") == "7 August 2027"
