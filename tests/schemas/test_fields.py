"""What each kind of question reads, refuses and stores."""

import copy
import json
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas.facts import Facts, Person, Window
from schemas.fields import (
    Choice,
    Choices,
    Day,
    Input,
    LongText,
    Moment,
    Number,
    PersonChoice,
    Record,
    Rupiah,
    Scale,
    Text,
    Ticks,
    When,
    WholeNumber,
    YesNo,
)
from schemas.said import Said, in_words, say

JAKARTA = ZoneInfo("Asia/Jakarta")
WEEK = Window(datetime(2026, 4, 1, tzinfo=JAKARTA), datetime(2026, 4, 8, tzinfo=JAKARTA))
PEOPLE = (Person(7, "Kepala Dinas", position="Kepala"), Person(9, "Camat"))


@pytest.fixture
def answer() -> Callable[..., Any]:
    """Answer one question with a raw value, in a record of its own."""

    def one(field: Input[Any], raw: object, facts: Facts | None = None) -> Any:
        record = type("One", (Record,), {"it": field})(facts or Facts())
        clean = record.load({"it": raw})
        plain = json.loads(json.dumps(record.plain(clean)))
        assert record.load(plain) == clean
        return clean["it"]

    return one


@pytest.fixture
def refuses(answer: Callable[..., Any]) -> Callable[..., str]:
    """The sentence with which a question refuses a raw value."""

    def sentence(field: Input[Any], raw: object, facts: Facts | None = None) -> str:
        with pytest.raises(ValidationError) as refused:
            answer(field, raw, facts)
        return refused.value.normalized_messages()["it"][0]

    return sentence


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("1.250,50", "1250.50"),
        ("1250.50", "1250.50"),
        ("1250,5", "1250.5"),
        ("1.250", "1250"),
        ("1.250.000", "1250000"),
        (" 7 ", "7"),
        ("0,5", "0.5"),
        ("-3", "-3"),
        ("-0", "0"),
        (12, "12"),
        (Decimal("1.250"), "1.25"),
    ],
)
def test_numbers_are_read_as_officials_type_them(
    answer: Callable[..., Any], typed: object, means: str
) -> None:
    read = answer(Number("N"), typed)
    assert read == Decimal(means)
    assert not read.is_signed() or read < 0


@pytest.mark.parametrize(
    "typed",
    [
        "NaN",
        "Infinity",
        "1e3",
        "1E+3",
        "abc",
        "1,250.50",
        "1.25.0",
        "1..2",
        "٣",
        "--1",
        "0x1f",
        "1 000",
        1.5,
        True,
        ["1"],
        {},
        Decimal("NaN"),
    ],
)
def test_anything_else_is_no_number(refuses: Callable[..., str], typed: object) -> None:
    assert refuses(Number("N"), typed) == "Tulis angka, misalnya 1.250,50."


def test_a_number_keeps_its_limits(refuses: Callable[..., str], answer: Callable[..., Any]) -> None:
    field = Number("Mutu", above=0, max=100)
    assert refuses(field, "0") == "Harus lebih dari 0."
    assert refuses(field, "100,01") == "Paling banyak 100."
    assert refuses(field, "1,234") == "Paling banyak 2 angka di belakang koma."
    assert refuses(Number("N", min=3), "2") == "Paling sedikit 3."
    assert "15 angka" in refuses(Number("N"), "9" * 16)
    assert answer(Number("N"), "9" * 15) == Decimal("9" * 15)


def test_limits_may_come_from_the_facts(refuses: Callable[..., str]) -> None:
    field = Number("N", max=lambda facts: facts.max_raters)
    assert refuses(field, "3", Facts(max_raters=2)) == "Paling banyak 2."


def test_a_number_with_three_places_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="0, 1 or 2 places"):
        Number("N", places=3)


def test_whole_numbers_are_ints(answer: Callable[..., Any], refuses: Callable[..., str]) -> None:
    assert answer(WholeNumber("N"), "1.250") == 1250
    assert isinstance(answer(WholeNumber("N"), "3"), int)
    assert refuses(WholeNumber("N"), "1,5") == "Tulis bilangan bulat."


@pytest.mark.parametrize(
    ("typed", "means"),
    [("-", None), ("–", None), ("", None), ("Rp 1.250.000", 1250000), ("rp.500", 500), ("0", 0)],
)
def test_a_dash_means_no_cost(answer: Callable[..., Any], typed: str, means: int | None) -> None:
    assert answer(Rupiah("Biaya"), typed) == means


def test_money_is_not_negative(refuses: Callable[..., str]) -> None:
    assert refuses(Rupiah("Biaya"), "-1") == "Paling sedikit 0."


def test_text_is_tidied_and_limited(
    answer: Callable[..., Any], refuses: Callable[..., str]
) -> None:
    assert answer(Text("T"), "  Renja \t 2026 ") == "Renja 2026"
    assert answer(LongText("T"), " satu\r\n\r\ndua ") == "satu\n\ndua"
    assert answer(Text("T"), None) == ""
    assert refuses(Text("T", max=5), "enam66") == "Paling banyak 5 huruf; sekarang 6."
    assert refuses(LongText("T", min=20), "pendek") == "Paling sedikit 20 huruf; sekarang 6."
    assert answer(LongText("T", min=20), "") == ""
    assert refuses(Text("T", required=True), "  ") == "Wajib diisi."


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\ud800", "\u202e", "\u2066"])
def test_text_refuses_letters_that_deceive_or_break(
    refuses: Callable[..., str], letter: str
) -> None:
    assert "tidak dapat dibaca" in refuses(LongText("T"), f"a{letter}b")


@pytest.mark.parametrize("raw", [["a"], {"a": "b"}, 3, True])
def test_one_question_has_one_answer(refuses: Callable[..., str], raw: object) -> None:
    assert refuses(Text("T"), raw) == "Isi satu nilai saja untuk isian ini."


def test_yes_and_no(answer: Callable[..., Any], refuses: Callable[..., str]) -> None:
    assert answer(YesNo("Y"), "ya") is True
    assert answer(YesNo("Y"), "tidak") is False
    assert answer(YesNo("Y"), None) is False
    assert answer(YesNo("Y"), True) is True
    assert refuses(YesNo("Y"), "mungkin") == "Pilih Ya atau Tidak."
    assert refuses(YesNo("Y"), ["ya"]) == "Pilih Ya atau Tidak."
    assert refuses(YesNo("Y", required=True), None) == "Wajib diisi."
    assert refuses(YesNo("Y", must=say("Sepakati dahulu.")), "tidak") == "Sepakati dahulu."
    assert refuses(YesNo("Y", must=say("Sepakati dahulu.")), None) == "Sepakati dahulu."
    assert (YesNo("Y").kind, YesNo("Y", required=True).kind) == ("checkbox", "yesno")


def test_choices_come_from_the_list(
    answer: Callable[..., Any], refuses: Callable[..., str]
) -> None:
    colours = {"m": "Merah", "p": "Putih"}
    assert answer(Choice("C", colours), "m") == "m"
    assert answer(Choice("C", colours), "") == ""
    assert refuses(Choice("C", colours), "hijau") == "Pilih salah satu dari daftar."
    assert answer(Choices("C", colours), ["p", "m"]) == ["m", "p"]
    assert answer(Choices("C", colours), "p") == ["p"]
    assert answer(Choices("C", colours), []) == []
    assert refuses(Choices("C", colours), ["m", "x"]) == "Pilih salah satu dari daftar."
    assert "masing-masing satu kali" in refuses(Choices("C", colours), ["m"] * 3)


def test_a_checklist_names_what_is_lacking(
    answer: Callable[..., Any], refuses: Callable[..., str]
) -> None:
    papers = Ticks("T", {"skp": "SKP", "data": "Data"}, complete=True)
    assert answer(papers, ["skp", "data"]) == ["skp", "data"]
    assert refuses(papers, ["skp"]) == "Belum dicentang: Data."
    assert refuses(papers, []) == "Wajib diisi."


def test_a_scale_has_named_ends(answer: Callable[..., Any], refuses: Callable[..., str]) -> None:
    scale = Scale("S", ends=("buruk", "baik"))
    assert answer(scale, "5") == 5
    assert answer(scale, None) is None
    assert refuses(scale, "6") == "Pilih salah satu dari daftar."
    assert list(scale.choices.values()) == ["1 · buruk", "2", "3", "4", "5 · baik"]


def test_people_come_from_the_facts(
    answer: Callable[..., Any], refuses: Callable[..., str]
) -> None:
    facts = Facts(people=PEOPLE)
    one = PersonChoice("P", lambda facts: facts.people)
    some = PersonChoice("P", lambda facts: facts.people, many=True, max=1)
    assert answer(one, "7", facts) == 7
    assert answer(one, "", facts) is None
    assert answer(some, ["9"], facts) == [9]
    assert refuses(one, "8", facts) == "Pilih salah satu dari daftar."
    assert refuses(one, ["7", "9"], facts) == "Pilih satu orang saja."
    assert refuses(some, ["7", "9"], facts) == "Pilih paling banyak 1 orang."
    one.bind(facts)
    assert one.choices == {"7": "Kepala Dinas · Kepala", "9": "Camat"}


@pytest.mark.parametrize("typed", ["2026-04-03", "3/4/2026", "03-04-2026", "3.4.2026"])
def test_days_are_read_both_ways(answer: Callable[..., Any], typed: str) -> None:
    assert answer(Day("D"), typed) == date(2026, 4, 3)


@pytest.mark.parametrize("typed", ["2026-02-30", "31/4/2026", "besok", "20260403", "2026-W14-5"])
def test_days_exist(refuses: Callable[..., str], typed: str) -> None:
    assert "kalender" in refuses(Day("D"), typed)


def test_days_lie_inside_their_limits(refuses: Callable[..., str]) -> None:
    field = Day("D", first=date(2026, 1, 1), last=lambda facts: facts.today)
    said = refuses(field, "2026-01-03", Facts(now=datetime(2026, 1, 2, tzinfo=UTC)))
    assert said == "Pilih tanggal 1 Januari 2026 sampai 2 Januari 2026."
    assert "1 Januari 1900" in refuses(Day("D"), "0001-01-01")


def test_moments_are_local_and_aware(answer: Callable[..., Any]) -> None:
    moment = Moment("M")
    nine = datetime(2026, 4, 3, 9, tzinfo=JAKARTA)
    assert answer(moment, "2026-04-03T09:00") == nine
    assert answer(moment, "2026-04-03T09:00:30") == nine
    assert answer(moment, "2026-04-03T02:00Z") == nine
    assert answer(moment, "2026-04-03T09:00", Facts(zone="Asia/Makassar")) == datetime(
        2026, 4, 3, 9, tzinfo=ZoneInfo("Asia/Makassar")
    )


def test_a_window_closes_at_the_end_of_its_day(
    answer: Callable[..., Any], refuses: Callable[..., str]
) -> None:
    moment = Moment("M", window=WEEK)
    assert answer(moment, "2026-04-07T23:59").day == 7
    assert answer(moment, "2026-04-01T00:00").day == 1
    assert refuses(moment, "2026-04-08T00:00") == (
        "Pilih waktu antara 1 April 2026 pukul 00.00 dan 7 April 2026 pukul 23.59."
    )
    assert "Pilih waktu sejak" in refuses(
        Moment("M", window=Window(opens=WEEK.opens)), "2026-03-31T10:00"
    )
    assert "paling lambat 7 April" in refuses(
        Moment("M", window=Window(closes=WEEK.closes)), "2026-04-09T10:00"
    )


@pytest.mark.parametrize(
    "typed", ["2026-04-03", "2026-04-03T25:00", "nanti", "1899-12-31T10:00", "0001-01-01T00:00Z"]
)
def test_moments_have_a_day_and_a_time(refuses: Callable[..., str], typed: str) -> None:
    assert "tanggal dan jam" in refuses(Moment("M"), typed)


class Method(Record):
    """A chain of conditions, as in the coaching record."""

    held = Choice("Terlaksana", {"ya": "Ya", "tidak": "Tidak"}, required=True)
    method = Choices("Metode", {"ymo": "YMO", "tgrow": "T-GROW"}, when=When("held", "ya"))
    goal = Text("Goal", required=True, when=When("method", "tgrow"))
    note = Text("Catatan", required_when=When("held", "tidak"), lacking=say("Mengapa?"))


def test_a_question_is_asked_only_while_its_condition_holds() -> None:
    record = Method(Facts())
    with pytest.raises(ValidationError) as refused:
        record.load({"held": "ya", "method": ["tgrow"]})
    assert refused.value.messages == {"goal": ["Wajib diisi."]}
    assert record.load({"held": "ya", "method": ["ymo"], "goal": "tetap"})["goal"] == ""
    with pytest.raises(ValidationError) as refused:
        record.load({"held": "tidak", "method": ["tgrow"], "goal": "x"})
    assert refused.value.messages == {"note": ["Mengapa?"]}
    closed = record.load({"held": "tidak", "method": ["tgrow"], "goal": "x", "note": "Sakit."})
    assert closed == {"held": "tidak", "method": [], "goal": "", "note": "Sakit."}


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        Method(Facts()).load({"held": "ya", "score": "100"})
    assert "tidak dikenal" in refused.value.normalized_messages()["score"][0]


def test_a_sentence_remembers_what_it_was_made_of() -> None:
    said = say("Paling banyak {n} pada {day}.", n=Decimal("1250.50"), day=date(2026, 5, 2))
    assert said == "Paling banyak 1.250,50 pada 2 Mei 2026."
    assert said.template == "Paling banyak {n} pada {day}."
    assert said.params["day"] == date(2026, 5, 2)
    for copied in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert isinstance(copied, Said)
        assert (copied, copied.params) == (said, said.params)


def test_values_are_written_for_indonesian_readers() -> None:
    assert in_words(datetime(2026, 8, 17, 9, 5, tzinfo=JAKARTA)) == "17 Agustus 2026 pukul 09.05"
    assert in_words("apa adanya") == "apa adanya"


@pytest.mark.parametrize(
    ("field", "plain", "words"),
    [
        (Number("N"), "1250.50", "1.250,50"),
        (Number("N"), None, ""),
        (Day("D"), "2026-04-03", "3 April 2026"),
        (Moment("M"), "2026-04-03T09:00", "3 April 2026 pukul 09.00"),
        (YesNo("Y"), "ya", "Ya"),
        (Choices("C", {"a": "Alfa", "b": "Beta"}), ["a", "b"], "Alfa, Beta"),
        (Choice("C", {"a": "Alfa"}), "", ""),
        (Text("T"), "kata", "kata"),
    ],
)
def test_stored_answers_are_told_in_words(field: Input[Any], plain: object, words: str) -> None:
    assert field.describe(plain) == words


@given(
    st.decimals(min_value=Decimal(-(10**14)), max_value=Decimal(10**14), places=2, allow_nan=False)
)
def test_every_number_survives_storing_and_typing(number: Decimal) -> None:
    record = type("One", (Record,), {"it": Number("N")})(Facts())
    stored = record.load(record.plain({"it": number}))["it"]
    typed = record.load({"it": in_words(number)})["it"]
    assert stored == typed == number


@given(st.text(max_size=60))
def test_tidy_text_stays_as_it_is(text: str) -> None:
    for field in (Text("T", max=500), LongText("T", max=500)):
        record = type("One", (Record,), {"it": field})(Facts())
        try:
            clean = record.load({"it": text})
        except ValidationError:
            continue
        assert record.load(record.plain(clean)) == clean


@given(
    st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2190, 1, 1)),
    st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
)
def test_every_moment_survives_storing(moment: datetime, zone: str) -> None:
    record = type("One", (Record,), {"it": Moment("M")})(Facts(zone=zone))
    clean = record.load({"it": moment.strftime("%Y-%m-%dT%H:%M")})
    assert record.load(record.plain(clean)) == clean
