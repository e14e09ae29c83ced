"""What every form can do: tables, sections, reading a page, going on with earlier answers."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas import UnknownForm, form
from schemas.base import Form, Section
from schemas.facts import Facts, SkpRow
from schemas.fields import (
    Choice,
    Choices,
    FixedRow,
    LongText,
    Number,
    Record,
    Rows,
    Text,
    When,
    at,
)
from schemas.said import say

KEYS = (
    "skp_agreement.DraftSkp",
    "skp_agreement.ApproveSkp",
    "plan_week.PlanDialogs",
    "plan_week.ConfirmPlan",
    "coaching_week.Inventory",
    "coaching_week.ScheduleCoaching",
    "coaching_week.RecordCoaching",
    "coaching_week.ConfirmCoaching",
    "coaching_week.ReceiveCoaching",
    "coaching_week.CloseCoaching",
    "mid_year_dialog.TickMidYear",
    "mid_year_dialog.HoldMidYear",
    "mid_year_dialog.ConfirmMidYear",
    "mid_year_dialog.InformalCoaching",
    "rater_nomination.NominateRaters",
    "rater_nomination.ApproveRaters",
    "form_distribution.DistributeForms",
    "umum.Konfirmasi",
    "umum.Catatan",
)


class Item(Record):
    what = Text("Apa", required=True)
    count = Number("Jumlah", max=9, initial="1")
    tags = Choices("Tanda", {"a": "A", "b": "B"})


class Mark(Record):
    mark = Choice("Tanda", {"v": "Ya", "x": "Belum"}, required=True)
    note = Text("Catatan")


class Sheet(Form):
    title = "Isi lembar"
    layout = {"Awal": "Mulai di sini."}  # noqa: RUF012
    conditions = {"Lanjut": When("more", "ya")}  # noqa: RUF012

    more = Choice("Lanjut?", {"ya": "Ya", "tidak": "Tidak"})
    tail = LongText("Ekor", required=True, section="Lanjut")
    head = Text("Kepala", section="Awal")
    items = Rows(Item, "Barang", max=3)
    marks = Rows(
        Mark,
        "Centang",
        fixed=lambda facts: [FixedRow(row.no, (row.activity,)) for row in facts.skp],
        columns=("Kegiatan",),
    )

    def check(self, answers: dict[str, Any]) -> Any:
        for index, item in enumerate(answers["items"]):
            if item["what"] == "bom":
                yield at("items", index, "what"), say("Tidak boleh dibawa.")


TWO = Facts(skp=(SkpRow(1, "Satu"), SkpRow(4, "Empat")), step="fill_sheet")
MARKED = [{"no": 1, "mark": "v"}, {"no": 4, "mark": "x"}]


def messages(raw: Any, facts: Facts = TWO) -> dict[str, Any]:
    with pytest.raises(ValidationError) as refused:
        Sheet(facts).load(raw)
    return refused.value.normalized_messages()


def test_a_page_is_read_into_rows() -> None:
    raw = Sheet(TWO).read(
        [
            ("head", "K"),
            ("items-0-what", "palu"),
            ("items-0-tags", "a"),
            ("items-0-tags", "b"),
            ("items-1-what", " "),
            ("items-1-count", "1"),
            ("items-7-what", "paku"),
            ("marks-1-no", "4"),
            ("marks-1-mark", "v"),
        ]
    )
    assert raw == {
        "head": "K",
        "items": [{"what": "palu", "tags": ["a", "b"]}, {"what": "paku"}],
        "marks": [{}, {"no": "4", "mark": "v"}],
    }


def test_what_a_page_should_not_send_is_kept_and_then_refused() -> None:
    raw = Sheet(TWO).read(
        [
            ("evil", "1"),
            ("items-x-what", "2"),
            ("items-0-evil", "3"),
            ("head", "a"),
            ("head", "b"),
            ("more-0-x", "4"),
            ("marks-5-mark", "v"),
        ]
    )
    refused = messages(raw)
    assert set(refused) == {"evil", "items-x-what", "more-0-x", "items", "head", "marks"}
    assert "tidak dikenal" in refused["items"][0]["evil"][0]
    assert refused["marks"] == ["Tabel ini berisi 2 baris; muat ulang halaman."]


def test_rows_in_which_nothing_was_typed_are_ignored_at_the_end() -> None:
    raw = {"items": [{"what": "palu"}, {"what": "", "count": "1"}, {}], "marks": MARKED}
    assert len(Sheet(TWO).load(raw)["items"]) == 1
    raw = {"items": [{}, {"what": "palu"}], "marks": MARKED}
    assert messages(raw) == {"items": {0: {"what": ["Wajib diisi."]}}}


def test_a_table_has_its_limits() -> None:
    assert messages({"items": [{"what": "x"}] * 4, "marks": MARKED}) == {
        "items": ["Paling banyak 3 baris."]
    }
    assert "tidak dapat dibaca" in messages({"items": "x", "marks": MARKED})["items"][0]
    assert messages({"items": [{"what": "x", "count": "10"}, 5], "marks": MARKED}) == {
        "items": {
            0: {"count": ["Paling banyak 9."]},
            1: {"_schema": ["Isian ini tidak dapat dibaca; muat ulang halaman."]},
        }
    }


def test_given_rows_are_all_answered_and_keep_their_keys() -> None:
    assert messages({}) == {"marks": {0: {"mark": ["Wajib diisi."]}, 1: {"mark": ["Wajib diisi."]}}}
    assert messages({"marks": [MARKED[1], MARKED[0]]})["marks"] == [
        "Baris tabel ini sudah berubah; muat ulang halaman."
    ]
    clean = Sheet(TWO).load({"marks": [{"mark": "v"}, {"no": "4", "mark": "x"}]})
    assert [row["no"] for row in clean["marks"]] == [1, 4]


def test_rules_over_several_answers_speak_at_the_field() -> None:
    raw = {"items": [{"what": "palu"}, {"what": "bom"}], "marks": MARKED}
    assert messages(raw) == {"items": {1: {"what": ["Tidak boleh dibawa."]}}}


def test_a_section_may_be_asked_as_a_whole() -> None:
    assert messages({"more": "ya", "marks": MARKED}) == {"tail": ["Wajib diisi."]}
    assert Sheet(TWO).load({"more": "tidak", "tail": "x", "marks": MARKED})["tail"] == ""


def test_sections_keep_the_order_of_the_layout() -> None:
    assert Sheet(TWO).sections() == (
        Section("Awal", "Mulai di sini.", ("head",)),
        Section("", "", ("more", "items", "marks")),
        Section("Lanjut", "", ("tail",)),
    )


def test_a_new_form_starts_with_its_rows() -> None:
    assert Sheet(TWO).initial() == {
        "more": None,
        "tail": None,
        "head": None,
        "items": [],
        "marks": [{"no": 1, "mark": None, "note": None}, {"no": 4, "mark": None, "note": None}],
    }


def test_a_returned_form_goes_on_with_its_answers_row_by_row() -> None:
    last = {
        "head": "K",
        "items": [{"what": "palu", "count": "2", "tags": []}],
        "marks": [{"no": 4, "mark": "x", "note": ""}, {"no": 9, "mark": "v", "note": ""}],
    }
    again = Sheet(Facts(skp=TWO.skp, step="fill_sheet", own={"fill_sheet": last})).initial()
    assert again["head"] == "K"
    assert again["items"] == last["items"]
    assert again["marks"] == [
        {"no": 1, "mark": None, "note": None},
        {"no": 4, "mark": "x", "note": ""},
    ]


def test_answers_are_told_in_words() -> None:
    plain = {"head": "K", "items": [], "marks": MARKED}
    told = Sheet(TWO).describe(plain)
    assert told.title == "Isi lembar"
    assert told.lines == (("Kepala", "K"), ("Centang", "Satu · Tanda: Ya\nEmpat · Tanda: Belum"))


def test_a_form_is_found_by_its_key() -> None:
    assert form("umum.Catatan").key() == "umum.Catatan"
    for key in (
        "umum.Nope",
        "nope.Catatan",
        "umum",
        "umum.LongText",
        "skp_agreement.Form",
        "base.Record",
        "../umum.Catatan",
        "",
    ):
        with pytest.raises(UnknownForm):
            form(key)


@pytest.mark.parametrize("key", KEYS)
def test_every_form_has_its_words_and_starts(key: str, facts: Facts) -> None:
    asked = form(key)(facts)
    assert asked.title
    assert asked.lead.endswith(".")
    assert asked.submit
    assert asked.minutes > 0
    assert all(each.label for each in asked.inputs.values())
    names = [name for section in asked.sections() for name in section.names]
    assert sorted(names) == sorted(asked.inputs)
    assert all(section.title for section in asked.sections()) or len(asked.sections()) == 1
    json.dumps(asked.initial())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["ya", "1", "ymo", "tgrow", "perbaiki", "2026-04-03", "2026-07-03T09:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_no_answer_whatever_breaks_a_form(key: str, data: st.DataObject) -> None:
    asked = form(key)(Facts(skp=(SkpRow(1, "Satu"),)))
    raw = data.draw(st.fixed_dictionaries({}, optional={name: JSON for name in asked.inputs}))
    try:
        clean = asked.load(raw)
    except ValidationError:
        return
    assert asked.load(json.loads(json.dumps(asked.plain(clean)))) == clean
    asked.outcome(clean)
    asked.comment(clean)
    asked.warnings(clean)
