"""The input of `timbang score`: what is accepted, and where each refusal points."""

import json
from decimal import Decimal
from typing import Any

import pytest

from engine.scoring import InvalidInputs, read_inputs, score_text

Year = dict[str, Any]


def refused(text: str) -> list[str]:
    with pytest.raises(InvalidInputs) as caught:
        score_text(text)
    assert all(each["message"] for each in caught.value.errors)
    return [each["path"] for each in caught.value.errors]


def test_json_goes_in_and_json_comes_out(year: Year) -> None:
    sheet = json.loads(score_text(json.dumps(year)))
    assert (sheet["npk"], sheet["predikat"]) == ("89.48", "Baik")


def test_the_smallest_input_has_no_value_at_all() -> None:
    sheet = json.loads(score_text('{"profile": "pp46_bkn2013", "position": "functional"}'))
    assert sheet["rows"] == []
    assert [sheet[key] for key in ("skp_base", "skp_score", "behaviour_score", "npk")] == [None] * 4
    assert sheet["behaviour"]["groups"] == dict.fromkeys(("atasan", "kolega", "sendiri"))


def test_numbers_keep_every_digit(year: Year) -> None:
    text = json.dumps(year).replace('"quality": 92', '"quality": 92.00000000000000000001')
    (first, *_) = read_inputs(json.loads(text, parse_float=Decimal))[1].rows
    assert first.actual.quality == Decimal("92.00000000000000000001")
    assert json.loads(score_text(text))["rows"][0]["quality"] == "92.0000"


@pytest.mark.parametrize("literal", ["92", "92.0", "9.2e1", '"92"', '" 92.00 "', "9.2E+1"])
def test_a_number_may_be_written_in_many_ways(year: Year, literal: str) -> None:
    text = json.dumps(year).replace('"quality": 92', f'"quality": {literal}')
    assert json.loads(score_text(text))["rows"][0]["quality"] == "92.0000"


@pytest.mark.parametrize("cost", ["null", '"-"', "0"])
def test_a_cost_target_may_be_missing_in_three_ways(year: Year, cost: str) -> None:
    text = json.dumps(year).replace('"cost": null', f'"cost": {cost}')
    assert json.loads(score_text(text))["rows"][0]["cost"] is None


@pytest.mark.parametrize(
    "literal",
    [
        "-1", "-0.5", '"-3"', "NaN", "Infinity", "-Infinity", '"NaN"', "true", "false", "[]", "{}",
        '"dua"', '""', '"1,5"', '"1 000"', "1e999", "1e15000", "1e400000000000", "1e-30",
        "1" + "0" * 16, '"٣"', '"0x10"', '"1_0"',
    ],
)  # fmt: skip
def test_what_is_not_a_plain_positive_number_is_refused(year: Year, literal: str) -> None:
    text = json.dumps(year).replace('"quantity": 140', f'"quantity": {literal}')
    assert refused(text) == ["skp[1].actual.quantity"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"profile": "kasn_pp46"', '"profile": "kasn"', "profile"),
        ('"profile": "kasn_pp46"', '"profile": "../profiles/kasn_pp46"', "profile"),
        ('"profile": "kasn_pp46"', '"profile": null', "profile"),
        ('"profile": "kasn_pp46", ', "", "profile"),
        ('"position": "structural"', '"position": "pelaksana"', "position"),
        ('"position": "structural", ', "", "position"),
        ('"extra_tasks": 0', '"extra_tasks": -1', "extra_tasks"),
        ('"extra_tasks": 0', '"extra_tasks": 2.5', "extra_tasks"),
        ('"extra_tasks": 0', '"extra_tasks": true', "extra_tasks"),
        ('"extra_tasks": 0', '"extra_tasks": [1]', "extra_tasks"),
        ('"extra_tasks": 0', '"extra_task": 0', "extra_task"),
        ('"extra_tasks": 0', '"extra_tasks": 0, "extra_tasks": 9', "extra_tasks"),
        ('"creativity": []', '"creativity": ["desa"]', "creativity[0]"),
        ('"creativity": []', '"creativity": "unit"', "creativity"),
        ('"creativity": []', '"creativity": [{"scope": "unit"}]', "creativity[0].certificate"),
        (
            '"creativity": []',
            '"creativity": ["unit", {"scope": "unit", "certificate": 1}]',
            "creativity[1].certificate",
        ),
        (
            '"creativity": []',
            '"creativity": [{"scope": "unit", "certificate": true, "no": 1}]',
            "creativity[0].no",
        ),
        ('"quality": 92', '"quality": 101', "skp[0].actual.quality"),
        ('"quality": 92', '"quality": null', "skp[0].actual.quality"),
        ('"quality": 92, ', "", "skp[0].actual.quality"),
        ('"quality": 92', '"quality": 92, "quality": 93', "skp[0].actual.quality"),
        ('"quality": 100', '"quality": 110', "skp[0].target.quality"),
        ('"quality": 100, ', '"quality": 100, "mutu": 1, ', "skp[0].target.mutu"),
        ('"unit": "dokumen"', '"unit": 3', "skp[0].target.unit"),
        ('"activity": "Menyusun rencana kerja"', '"activity": 7', "skp[0].activity"),
        ('"activity": "Menyusun', '"activity": "\\ud800', "skp[0].activity"),
        ('"activity": "', '"aktivitas": "x", "activity": "', "skp[0].aktivitas"),
        ('"kolega"', '"kawan"', "behaviour.kawan"),
        ("[[88, 90, 86, 92, 85, 84]]", "[[88, 90, 86, 92, 85]]", "behaviour.atasan[0]"),
        ("[[88, 90, 86, 92, 85, 84]]", "[[88, 90, 86, 92, 85, 84, 1]]", "behaviour.atasan[0]"),
        ("[[88, 90, 86, 92, 85, 84]]", "[88, 90, 86, 92, 85, 84]", "behaviour.atasan[0]"),
        ("[[88, 90,", "[[88, null,", "behaviour.atasan[0][1]"),
        ("[[88, 90,", "[[88, 100.01,", "behaviour.atasan[0][1]"),
        ("[[88, 90,", "[[88, NaN,", "behaviour.atasan[0][1]"),
        ("[86, 88, 84, 88, 86, 84]", "[86, 88, 84, 88, 86, -84]", "behaviour.kolega[1][5]"),
    ],
)
def test_a_refusal_points_at_its_place(year: Year, old: str, new: str, path: str) -> None:
    text = json.dumps(year)
    assert old in text
    assert path in refused(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("parameters", "path"),
    [
        ({"weights": {}}, "parameters.weights"),
        ({"min_group": 1}, "parameters.min_group"),
        ({"time_cost_method": "cepat"}, "parameters.time_cost_method"),
        ({"missing_rater_policy": None}, "parameters.missing_rater_policy"),
        ({"creativity_mode": 1}, "parameters.creativity_mode"),
        ({"aspect_cap": 0}, "parameters.aspect_cap"),
        ({"aspect_cap": "banyak"}, "parameters.aspect_cap"),
        ({"cap_total_skp": -5}, "parameters.cap_total_skp"),
        ({"cap_total_skp": True}, "parameters.cap_total_skp"),
        ([], "parameters"),
    ],
)
def test_an_impossible_parameter_is_refused(year: Year, parameters: Any, path: str) -> None:
    assert refused(json.dumps(year | {"parameters": parameters})) == [path]


def test_r_049_a_functional_post_has_five_aspects_and_no_bawahan(year: Year) -> None:
    paths = refused(json.dumps(year | {"position": "functional"}))
    assert paths == [
        "behaviour.atasan[0]",
        "behaviour.kolega[0]",
        "behaviour.kolega[1]",
        "behaviour.sendiri[0]",
        "behaviour.bawahan[0]",
        "behaviour.bawahan",
    ]


def test_w_42_both_wrong_lengths(year: Year, w_11: Any, w_15: Any) -> None:
    functional = year | {"position": "functional", "behaviour": {"atasan": w_11["atasan"]}}
    assert refused(json.dumps(functional)) == ["behaviour.atasan[0]"]
    structural = year | {"behaviour": {"atasan": w_15["atasan"]}}
    assert refused(json.dumps(structural)) == ["behaviour.atasan[0]"]


def test_all_problems_are_reported_at_once(year: Year) -> None:
    year["skp"][0]["actual"]["quality"] = -1
    year["skp"][2]["actual"]["cost"] = "mahal"
    year["behaviour"]["sendiri"] = [[1]]
    year["extra"] = 1
    assert refused(json.dumps(year)) == [
        "extra",
        "skp[0].actual.quality",
        "skp[2].actual.cost",
        "behaviour.sendiri[0]",
    ]


def test_a_cost_target_needs_an_actual_cost(year: Year) -> None:
    year["skp"][1]["target"]["cost"] = 2_767_727_000
    assert refused(json.dumps(year)) == ["skp[1].actual.cost"]
    year["skp"][1]["actual"]["cost"] = "-"
    assert refused(json.dumps(year)) == ["skp[1].actual.cost"]


@pytest.mark.parametrize("missing", ["target", "actual"])
def test_a_row_names_target_and_actual(year: Year, missing: str) -> None:
    del year["skp"][1][missing]
    assert refused(json.dumps(year)) == [f"skp[1].{missing}"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '"kasn_pp46"', "{'profile': 1}", "[" * 100_000, "NaN"],
)
def test_what_is_not_a_json_object_is_refused(text: str) -> None:
    assert refused(text) == [""] or refused(text) == ["", "profile", "position"]


def test_sizes_are_bounded(year: Year) -> None:
    assert refused(json.dumps(year | {"skp": year["skp"] * 101})) == ["skp"]
    many = year["behaviour"] | {"kolega": [[90] * 6] * 101}
    assert refused(json.dumps(year | {"behaviour": many})) == ["behaviour.kolega"]
    assert refused(json.dumps(year | {"creativity": ["unit"] * 101})) == ["creativity"]
    year["skp"][0]["activity"] = "x" * 1001
    assert refused(json.dumps(year)) == ["skp[0].activity"]
    assert refused(" " * 2_000_001) == [""]
    assert refused('{"profile": "kasn_pp46", "position": "functional", "' + "k" * 5000 + '": 1}')


def test_a_flood_of_problems_is_cut_off(year: Year) -> None:
    year["behaviour"] = {"kolega": [[-1] * 6] * 100}
    assert len(refused(json.dumps(year))) == 100


def test_a_float_is_refused_where_it_could_have_lost_digits(year: Year) -> None:
    year["skp"][0]["actual"]["quality"] = 92.5
    with pytest.raises(InvalidInputs, match=r"skp\[0\]\.actual\.quality"):
        read_inputs(year)


def test_a_score_between_the_star_bands_is_warned_of(year: Year) -> None:
    year["behaviour"]["atasan"][0][0] = 90.5
    warnings = json.loads(score_text(json.dumps(year)))["warnings"]
    assert warnings == [
        "Formulir 1 dari atasan langsung: nilai 90,5 berada di antara dua rentang nilai STAR."
    ]


def test_two_forms_of_one_person_are_warned_of(year: Year) -> None:
    year["behaviour"]["sendiri"] *= 2
    sheet = json.loads(score_text(json.dumps(year)))
    assert sheet["behaviour"]["groups"]["sendiri"] == "92.5000"
    assert sheet["warnings"] == [
        "Lebih dari satu formulir dari diri sendiri; dipakai rata-ratanya."
    ]


def test_the_errors_print_as_one_object(year: Year) -> None:
    year["extra"] = 1
    with pytest.raises(InvalidInputs) as caught:
        score_text(json.dumps(year))
    assert caught.value.to_json() == {"errors": caught.value.errors}
    assert set(caught.value.errors[0]) == {"path", "message"}
