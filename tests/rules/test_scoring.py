"""The score sheet: the exact output, its sentences, a keberatan decision."""

from decimal import Decimal
from typing import Any

import pytest

from engine.bpmn.tables import read
from engine.rules.profile import Profile
from engine.scoring import Amounts, Decided, Inputs, Row, read_inputs, score

Year = dict[str, Any]


def sheet_of(year: Year) -> dict[str, Any]:
    return score(*read_inputs(year)).to_json()


def test_the_sheet_of_w_10_and_w_11_is_exact(year: Year) -> None:
    sheet = sheet_of(year)
    steps = sheet.pop("steps")
    assert sheet == {
        "rows": [
            {
                "quantity": "100.0000",
                "quality": "92.0000",
                "time": "100.0000",
                "cost": None,
                "row": "97.3333",
            },
            {
                "quantity": "92.1053",
                "quality": "85.0000",
                "time": "100.0000",
                "cost": None,
                "row": "92.3684",
            },
            {
                "quantity": "100.0000",
                "quality": "78.0000",
                "time": "75.0000",
                "cost": None,
                "row": "84.3333",
            },
        ],
        "skp_base": "91.35",
        "bonus": {"tugas_tambahan": "0.00", "kreativitas": "0.00"},
        "skp_score": "91.35",
        "behaviour": {
            "groups": {
                "atasan": "87.5000",
                "kolega": "84.6667",
                "sendiri": "92.5000",
                "bawahan": "80.0000",
            },
            "weights": {
                "atasan": "0.6000",
                "kolega": "0.2000",
                "sendiri": "0.1000",
                "bawahan": "0.1000",
            },
        },
        "behaviour_score": "86.68",
        "npk": "89.48",  # 0.6 x 91.34503 + 0.4 x 86.68333
        "predikat": "Baik",
        "warnings": [],
    }
    assert steps


def test_npk_comes_from_unrounded_components(year: Year) -> None:
    # skp 90.005, behaviour 90.0125: 54.003 + 36.005 = 90.008; from rounded parts 90.01
    year["skp"] = [
        {
            "activity": "Menetapkan Renja",
            "target": {"quality": 100},
            "actual": {"quality": "90.005"},
        }
    ]
    year["behaviour"] = {"atasan": [["90.0125"] * 6]}
    sheet = score(*read_inputs(year))
    assert sheet.npk == Decimal("90.008")
    assert sheet.to_json()["skp_score"] == "90.01"
    assert sheet.to_json()["behaviour_score"] == "90.01"


def test_w_21_the_predikat_is_taken_from_the_rounded_npk(year: Year) -> None:
    year["skp"] = [{"activity": "A", "target": {"quality": 100}, "actual": {"quality": "90.995"}}]
    year["behaviour"] = {"atasan": [["90.995"] * 6]}
    sheet = sheet_of(year)
    assert (sheet["npk"], sheet["predikat"]) == ("91.00", "Sangat Baik")


def test_w_14_without_the_form_of_atasan_nothing_follows(year: Year) -> None:
    del year["behaviour"]["atasan"]
    sheet = sheet_of(year)
    assert sheet["behaviour_score"] is None
    assert sheet["npk"] is None
    assert sheet["predikat"] is None
    assert set(sheet["behaviour"]["weights"].values()) == {None}
    assert sheet["behaviour"]["groups"]["kolega"] == "84.6667"
    assert sheet["skp_score"] == "91.35"
    assert any("belum lengkap" in step for step in sheet["steps"])


def test_r_067_the_sheet_shows_the_weights_used(year: Year) -> None:
    year["behaviour"]["bawahan"] = []
    sheet = sheet_of(year)
    assert sheet["behaviour"]["groups"]["bawahan"] is None
    assert sheet["behaviour"]["weights"] == {
        "atasan": "0.7000",
        "kolega": "0.2000",
        "sendiri": "0.1000",
        "bawahan": "0.0000",
    }
    assert "Bobot bawahan (0,1) dialihkan kepada atasan langsung." in sheet["steps"]
    assert sheet["warnings"] == ["Tidak ada formulir perilaku dari bawahan."]


def test_renormalised_weights_are_explained(year: Year) -> None:
    year["parameters"] = {"missing_rater_policy": "renormalise"}
    del year["behaviour"]["kolega"]
    sheet = sheet_of(year)
    assert sheet["behaviour"]["weights"]["atasan"] == "0.7500"
    assert (
        "Bobot kolega (0,2) dibagikan kepada kelompok lain: setiap bobot dibagi 0,8."
        in sheet["steps"]
    )


def test_w_15_a_functional_post_has_no_bawahan_at_all(year: Year, w_15: Any) -> None:
    year |= {"position": "functional", "behaviour": w_15}
    sheet = sheet_of(year)
    assert sheet["behaviour_score"] == "87.17"
    assert sheet["behaviour"]["weights"] == {
        "atasan": "0.7000",
        "kolega": "0.2000",
        "sendiri": "0.1000",
    }


def test_w_05_a_cost_without_target_is_warned_of(year: Year) -> None:
    year["skp"][0]["actual"]["cost"] = 500_000
    sheet = sheet_of(year)
    assert sheet["rows"][0]["cost"] is None
    assert sheet["rows"][0]["row"] == "97.3333"
    assert sheet["warnings"] == [
        "Kegiatan 1: realisasi biaya diabaikan karena target biaya tidak ada atau nol."
    ]


def test_a_row_without_targets_and_an_empty_skp_have_no_value(year: Year) -> None:
    year["skp"] = [{"activity": "Koordinasi TLHP", "target": {}, "actual": {}}]
    sheet = sheet_of(year)
    assert set(sheet["rows"][0].values()) == {None}
    assert sheet["skp_base"] is sheet["skp_score"] is sheet["npk"] is None
    assert sheet["behaviour_score"] == "86.68"
    year["skp"] = []
    assert sheet_of(year)["rows"] == []
    assert sheet_of(year)["warnings"] == ["Belum ada kegiatan SKP; nilai SKP belum dapat dihitung."]


def test_creativity_without_certificate_is_worth_nothing_and_said_so(year: Year) -> None:
    year["creativity"] = ["unit", {"scope": "negara", "certificate": False}]
    sheet = sheet_of(year)
    assert sheet["bonus"]["kreativitas"] == "3.00"
    assert sheet["warnings"] == ["Kreativitas 2: tanpa sertifikat atau penghargaan, bernilai 0."]


@pytest.mark.parametrize(
    ("parameters", "score"),
    [
        ({"creativity_mode": "sum"}, "112.35"),
        ({"creativity_mode": "highest"}, "106.35"),
        ({"cap_total_skp": 100}, "100.00"),
        ({"cap_total_skp": None}, "106.35"),
        ({"aspect_cap": None}, "106.35"),
        ({"aspect_cap": 90}, "101.44"),  # (90 + 88.3333 + 81) / 3 + 15
        ({"time_cost_method": "perka_bkn_2013"}, "101.01"),  # 86.0117 + 15
    ],
)
def test_parameters_override_the_profile(
    year: Year, parameters: dict[str, Any], score: str
) -> None:
    year |= {"extra_tasks": 7, "creativity": ["negara", "organisasi"], "parameters": parameters}
    assert sheet_of(year)["skp_score"] == score


def test_the_table_of_predikat_can_be_another_version(kasn: Profile, inputs: Inputs) -> None:
    xml = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d">
      <decision id="predikat" name="p"><decisionTable id="t" hitPolicy="FIRST">
        <input id="npk"><inputExpression id="e" typeRef="number"><text>npk</text></inputExpression>
        </input><output id="o" name="predikat" typeRef="string"/>
        <rule id="r"><inputEntry id="i"><text>-</text></inputEntry>
        <outputEntry id="x"><text>"Istimewa"</text></outputEntry></rule>
      </decisionTable></decision></definitions>"""
    assert score(kasn, inputs, bands=read(xml)).predikat == "Istimewa"


def test_r_072_the_steps_name_every_number_of_the_way(year: Year) -> None:
    year |= {"extra_tasks": 4, "creativity": ["unit"]}
    year["skp"][0]["actual"]["quantity"] = 2
    steps = sheet_of(year)["steps"]
    assert steps[0].startswith("Semua langkah dihitung tanpa pembulatan")
    assert steps[1:] == [
        "Kegiatan 1 (Menyusun rencana kerja): kuantitas 2 / 1 × 100 = 200,0000, dibatasi menjadi "
        "100,0000; kualitas 92 / 100 × 100 = 92,0000; waktu 1 / 1 × 100 = 100,0000; biaya tidak "
        "dihitung (tanpa target). Nilai kegiatan = (100,0000 + 92,0000 + 100,0000) / 3 = 97,3333.",
        "Kegiatan 2 (Menyusun rencana kerja): kuantitas 140 / 152 × 100 = 92,1053; kualitas "
        "85 / 100 × 100 = 85,0000; waktu 12 / 12 × 100 = 100,0000; biaya tidak dihitung (tanpa "
        "target). Nilai kegiatan = (92,1053 + 85,0000 + 100,0000) / 3 = 92,3684.",
        "Kegiatan 3 (Menyusun rencana kerja): kuantitas 4 / 4 × 100 = 100,0000; kualitas "
        "78 / 100 × 100 = 78,0000; waktu 3 / 4 × 100 = 75,0000; biaya tidak dihitung (tanpa "
        "target). Nilai kegiatan = (100,0000 + 78,0000 + 75,0000) / 3 = 84,3333.",
        "Nilai dasar SKP = (97,3333 + 92,3684 + 84,3333) / 3 = 91,3450, ditampilkan 91,35.",
        "Tugas tambahan yang diterima: 4, tambahan nilai 2.",
        "Kreativitas bersertifikat menurut lingkup manfaat: unit 3; dihitung yang tertinggi, "
        "tambahan nilai 3.",
        "Nilai SKP = 91,3450 + 2 + 3 = 96,3450, ditampilkan 96,35.",
        "Perilaku menurut atasan langsung = (88 + 90 + 86 + 92 + 85 + 84) / 6 = 87,5000.",
        "Perilaku menurut kolega: formulir 1 (80 + 85 + 82 + 90 + 84 + 79) / 6 = 83,3333; "
        "formulir 2 (86 + 88 + 84 + 88 + 86 + 84) / 6 = 86,0000; rata-rata "
        "(83,3333 + 86,0000) / 2 = 84,6667.",
        "Perilaku menurut diri sendiri = (92 + 95 + 90 + 95 + 92 + 91) / 6 = 92,5000.",
        "Perilaku menurut bawahan = (78 + 82 + 80 + 85 + 80 + 75) / 6 = 80,0000.",
        "Bobot yang dipakai: atasan langsung 0,6000, kolega 0,2000, diri sendiri 0,1000 dan "
        "bawahan 0,1000.",
        "Nilai perilaku = 0,6000 × 87,5000 + 0,2000 × 84,6667 + 0,1000 × 92,5000 + "
        "0,1000 × 80,0000 = 86,6833, ditampilkan 86,68.",
        "NPK = 0,6 × 96,3450 + 0,4 × 86,6833 = 92,4804, ditampilkan 92,48.",
        "Predikat untuk NPK 92,48: Sangat Baik.",
    ]


def test_the_steps_of_perka_show_the_saving(bkn: Profile) -> None:
    def time_step(actual: str) -> str:
        row = Row("", Amounts(time=Decimal(12)), Amounts(time=Decimal(actual)))
        return score(bkn, Inputs("structural", [row])).steps[1]

    assert "176 - 100,0000 = 76,0000" in time_step("12")
    assert "waktu 9,12 / 12 × 100 = 76,0000, hemat 24,0000 %" in time_step("9.12")
    assert "(lebih dari 24 %), 76 - (176 - 50,0000 - 100) = 50,0000" in time_step("6")
    assert "176 - 200,0000 = -24,0000, dibatasi menjadi 0,0000" in time_step("24")


def test_a_keberatan_decision_replaces_what_was_computed(kasn: Profile, inputs: Inputs) -> None:
    sheet = score(kasn, inputs, Decided(skp_score=Decimal("95.50")))
    assert sheet.to_json()["skp_score"] == "95.50"
    assert sheet.to_json()["skp_base"] == "91.35"
    assert sheet.to_json()["npk"] == "91.97"  # 57.3 + 34.673333
    assert sheet.predikat == "Sangat Baik"
    assert "Keputusan atas keberatan menetapkan nilai SKP 95,50 (semula 91,35)." in sheet.steps
    both = score(kasn, inputs, Decided(Decimal(80), Decimal(70)))
    assert (both.npk_rounded, both.predikat) == (Decimal("76.00"), "Baik")
    assert (both.skp_score_rounded, both.behaviour_score_rounded) == (80, 70)


def test_a_decision_that_upholds_changes_nothing(kasn: Profile, inputs: Inputs) -> None:
    assert score(kasn, inputs, Decided()) == score(kasn, inputs)


def test_r_074_a_fresh_computation_gives_the_same_sheet(year: Year) -> None:
    assert sheet_of(year) == sheet_of(year)
