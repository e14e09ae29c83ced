"""The January forms: own realisation, STAR scores in their bands, and the closing by SDM."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from schemas.facts import Band, Facts, Person
from schemas.form_filling import CloseForms, ReviewBehaviour, SelfAssess

Raw = dict[str, Any]
Accepts = Callable[..., Raw]
Refusal = Callable[..., dict[Any, Any]]


# ---- SKP: what was reached --------------------------------------------------------------------


def test_the_pegawai_states_what_was_reached(
    structural: Facts, self_assessment: Raw, accepts: Accepts
) -> None:
    first, second = accepts(SelfAssess(structural), self_assessment)["rows"]
    assert (first["no"], first["actual_quantity"], first["actual_cost"]) == (1, Decimal(140), None)
    assert second["actual_cost"] == Decimal(2400000000)


def test_a_page_sends_the_tables_cell_by_cell(
    structural: Facts, self_assessment: Raw, accepts: Accepts
) -> None:
    form = SelfAssess(structural)
    pairs = [
        (f"{table}-{index}-{name}", str(value))
        for table, rows in self_assessment.items()
        for index, row in enumerate(rows)
        for name, value in row.items()
    ]
    assert accepts(form, form.read(pairs)) == accepts(form, self_assessment)


def test_the_rubric_stands_above_the_realisation(structural: Facts) -> None:
    best = (Band("sempurna", Decimal(91), Decimal(100)),)
    words = SelfAssess(replace(structural, quality_bands=best)).sections()[0].help
    assert words == "Mutu: 91–100 sempurna."
    assert SelfAssess(structural).sections()[0].help == ""


def test_the_bands_stand_above_the_aspects(structural: Facts) -> None:
    help_of = {each.title: each.help for each in SelfAssess(structural).sections()}
    assert "4 STAR 91–100 (Sangat Baik); 3 STAR 76–90 (Baik)" in help_of["Perilaku kerja"]


def test_targets_are_read_only_columns(structural: Facts) -> None:
    rows = SelfAssess(structural).inputs["rows"]
    assert [each.cells for each in rows.given] == [
        ("Menetapkan Surat Tugas Pemeriksaan", "152 dokumen", "100", "12 bulan", "–"),
        ("Melaksanakan program sarana", "4 kegiatan", "100", "12 bulan", "2.410.000.000"),
    ]


def test_a_target_with_a_cost_needs_its_actual_cost(
    structural: Facts, self_assessment: Raw, refusal: Refusal
) -> None:
    del self_assessment["rows"][1]["actual_cost"]
    said = refusal(SelfAssess(structural), self_assessment)
    assert said == {"rows": {1: {"actual_cost": ["Wajib diisi: target kegiatan ini punya biaya."]}}}


def test_w05_a_cost_without_a_target_is_kept_and_said_not_to_count(
    structural: Facts, self_assessment: Raw
) -> None:
    self_assessment["rows"][0]["actual_cost"] = "500.000"
    form = SelfAssess(structural)
    answers = form.load(self_assessment)
    assert form.warnings(answers) == [
        "Kegiatan 1: target tanpa biaya, jadi biayanya tidak dihitung."
    ]


@pytest.mark.parametrize(
    ("minor", "major", "quality", "band"),
    [
        ("0", "0", "90", "91 sampai 100"),
        ("2", "", "91", "76 sampai 90"),
        ("3", "0", "85", "61 sampai 75"),
        ("5", "0", "61", "51 sampai 60"),
        ("", "1", "61", "51 sampai 60"),
        ("6", "0", "51", "0 sampai 50"),
        ("0", "0", "90,5", "91 sampai 100"),
    ],
)
def test_r071_quality_lies_in_the_band_of_its_errors(
    structural: Facts,
    self_assessment: Raw,
    refusal: Refusal,
    minor: str,
    major: str,
    quality: str,
    band: str,
) -> None:
    self_assessment["rows"][0] |= {
        "minor_errors": minor,
        "major_errors": major,
        "actual_quality": quality,
    }
    said = refusal(SelfAssess(structural), self_assessment)
    assert said == {
        "rows": {
            0: {
                "actual_quality": [
                    f"Dengan {minor or 0} kesalahan kecil dan {major or 0} kesalahan besar "
                    f"mutu harus {band}."
                ]
            }
        }
    }


@pytest.mark.parametrize("quality", ["0", "60,5", "90,5", "100"])
def test_quality_is_free_where_no_errors_are_counted(
    structural: Facts, self_assessment: Raw, accepts: Accepts, quality: str
) -> None:
    self_assessment["rows"][0]["actual_quality"] = quality
    assert accepts(SelfAssess(structural), self_assessment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("actual_quantity", "-1"),
        ("actual_quality", "100,5"),
        ("actual_quality", ""),
        ("actual_time", "-0,5"),
        ("minor_errors", "1,5"),
    ],
)
def test_impossible_actuals_are_refused(
    structural: Facts, self_assessment: Raw, refusal: Refusal, name: str, value: str
) -> None:
    self_assessment["rows"][0][name] = value
    assert list(refusal(SelfAssess(structural), self_assessment)["rows"][0]) == [name]


# ---- beyond the SKP ---------------------------------------------------------------------------


def test_r056_an_extra_task_needs_a_description_and_a_day_of_the_year(
    structural: Facts, self_assessment: Raw, refusal: Refusal
) -> None:
    self_assessment["extra_tasks"] = [
        {"description": "Panitia HUT kabupaten", "date": "2026-08-17"},
        {"description": "", "date": "2026-08-17", "letter_no": "094/17"},
        {"description": "Panitia natal", "date": "2027-01-02"},
    ]
    said = refusal(SelfAssess(structural), self_assessment)["extra_tasks"]
    assert said == {
        1: {"description": ["Wajib diisi."]},
        2: {"date": ["Pilih tanggal 1 Januari 2026 sampai 31 Desember 2026."]},
    }


CREATIVITY = {
    "title": "Aplikasi pemantauan tindak lanjut",
    "benefit_scope": "organisasi",
    "certificate_level": "ppk",
    "certificate_no": "800/12/2026",
    "date": "2026-10-01",
}


def test_a_certified_creativity_is_claimed(
    structural: Facts, self_assessment: Raw, accepts: Accepts
) -> None:
    self_assessment["creativity"] = [CREATIVITY]
    claim = accepts(SelfAssess(structural), self_assessment)["creativity"][0]
    assert (claim["benefit_scope"], claim["certificate_no"]) == ("organisasi", "800/12/2026")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"certificate_no": ""}, {"certificate_no": ["Wajib diisi."]}),
        (
            {"benefit_scope": "negara"},
            {"certificate_level": ["Manfaat bagi negara dibuktikan dengan Penghargaan Presiden."]},
        ),
    ],
)
def test_r057_creativity_needs_the_certificate_of_its_benefit(
    structural: Facts, self_assessment: Raw, refusal: Refusal, change: Raw, sentence: Raw
) -> None:
    self_assessment["creativity"] = [CREATIVITY | change]
    said = refusal(SelfAssess(structural), self_assessment)
    assert said == {"creativity": {0: sentence}}


# ---- perilaku kerja ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "score", "band"),
    [
        ("3", "92", "Dengan 3 STAR memuaskan (Baik) nilai harus 76 sampai 90."),
        ("0", "51", "Dengan 0 STAR memuaskan (Buruk) nilai harus 0 sampai 50."),
        *(
            (count, "90,5", f"Dengan {count} STAR memuaskan ({label}) nilai harus {band}.")
            for count, label, band in (
                ("0", "Buruk", "0 sampai 50"),
                ("1", "Kurang", "51 sampai 60"),
                ("2", "Cukup", "61 sampai 75"),
                ("3", "Baik", "76 sampai 90"),
                ("4", "Sangat Baik", "91 sampai 100"),
            )
        ),
    ],
)
def test_w22_r051_a_score_outside_the_band_of_its_star_count_is_refused(
    structural: Facts, six_aspects: list[Raw], refusal: Refusal, count: str, score: str, band: str
) -> None:
    six_aspects[1] |= {"star_count": count, "score": score}
    said = refusal(ReviewBehaviour(structural), {"behaviour": six_aspects})
    assert said == {"behaviour": {1: {"score": [band]}}}


@pytest.mark.parametrize(
    ("count", "score"), [("4", "91"), ("4", "100"), ("3", "76"), ("3", "90"), ("0", "0")]
)
def test_w22_the_ends_of_a_band_belong_to_it(
    structural: Facts, six_aspects: list[Raw], accepts: Accepts, count: str, score: str
) -> None:
    six_aspects[1] |= {"star_count": count, "score": score}
    clean = accepts(ReviewBehaviour(structural), {"behaviour": six_aspects})
    assert clean["behaviour"][1]["score"] == Decimal(score)


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        ("88,125", "Paling banyak 2 angka di belakang koma."),
        ("101", "Paling banyak 100."),
        ("-1", "Paling sedikit 0."),
        ("NaN", "Tulis angka, misalnya 1.250,50."),
        ("8e1", "Tulis angka, misalnya 1.250,50."),
        ("", "Wajib diisi."),
    ],
)
def test_a_score_has_at_most_two_decimals_between_0_and_100(
    structural: Facts, six_aspects: list[Raw], refusal: Refusal, score: str, sentence: str
) -> None:
    six_aspects[1]["score"] = score
    said = refusal(ReviewBehaviour(structural), {"behaviour": six_aspects})
    assert said == {"behaviour": {1: {"score": [sentence]}}}


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        ("5", "Paling banyak 4."),
        ("-1", "Paling sedikit 0."),
        ("1,5", "Tulis bilangan bulat."),
        ("", "Wajib diisi."),
    ],
)
def test_a_star_count_is_one_of_0_to_4(
    structural: Facts, six_aspects: list[Raw], refusal: Refusal, count: str, sentence: str
) -> None:
    six_aspects[1]["star_count"] = count
    said = refusal(ReviewBehaviour(structural), {"behaviour": six_aspects})
    assert said == {"behaviour": {1: {"star_count": [sentence]}}}


def test_r050_even_a_score_without_star_needs_a_story(
    structural: Facts, six_aspects: list[Raw], refusal: Refusal
) -> None:
    six_aspects[1] |= dict.fromkeys(("star_s", "star_t", "star_a", "star_r"), "  ")
    six_aspects[1] |= {"star_count": "0", "score": "40"}
    said = refusal(ReviewBehaviour(structural), {"behaviour": six_aspects})
    assert said == {
        "behaviour": {
            1: {"star_s": ["Tulis paling sedikit satu dari Situasi, Tugas, Aksi, Hasil."]}
        }
    }


def test_r050_no_more_star_count_than_elements_told(
    structural: Facts, six_aspects: list[Raw], refusal: Refusal
) -> None:
    six_aspects[1] |= {"star_s": "", "star_r": ""}
    said = refusal(ReviewBehaviour(structural), {"behaviour": six_aspects})
    assert said == {
        "behaviour": {1: {"star_count": ["Jumlah STAR 3, tetapi baru 2 unsur ditulis."]}}
    }


def test_w42_six_aspects_for_a_functional_post_are_refused(
    functional: Facts, six_aspects: list[Raw], refusal: Refusal
) -> None:
    said = refusal(ReviewBehaviour(functional), {"behaviour": six_aspects})
    assert said == {"behaviour": ["Tabel ini berisi 5 baris; muat ulang halaman."]}


def test_w42_kepemimpinan_cannot_take_the_place_of_another_aspect(
    functional: Facts, six_aspects: list[Raw], refusal: Refusal
) -> None:
    said = refusal(ReviewBehaviour(functional), {"behaviour": six_aspects[1:]})
    assert said == {"behaviour": ["Baris tabel ini sudah berubah; muat ulang halaman."]}


def test_w42_r052_five_aspects_for_a_structural_post_are_refused(
    structural: Facts, six_aspects: list[Raw], refusal: Refusal
) -> None:
    said = refusal(ReviewBehaviour(structural), {"behaviour": six_aspects[:5]})
    assert said == {"behaviour": {5: {"star_count": ["Wajib diisi."], "score": ["Wajib diisi."]}}}


def test_r049_functional_posts_are_rated_on_five_aspects(
    functional: Facts, six_aspects: list[Raw], accepts: Accepts
) -> None:
    clean = accepts(ReviewBehaviour(functional), {"behaviour": six_aspects[:5]})
    assert [row["aspect"] for row in clean["behaviour"]] == [
        "orientasi_pelayanan",
        "integritas",
        "komitmen",
        "disiplin",
        "kerja_sama",
    ]


# ---- who sees it ------------------------------------------------------------------------------


def test_r054_no_answer_of_a_review_names_its_rater(
    structural: Facts, six_aspects: list[Raw], refusal: Refusal
) -> None:
    form = ReviewBehaviour(replace(structural, item="kolega:7", actor=Person(7, "Camat")))
    raw = {"behaviour": six_aspects}
    assert "Camat" not in str(form.plain(form.load(raw)))
    assert list(refusal(form, raw | {"rater_id": "7"})) == ["rater_id"]


def test_the_promise_of_anonymity_names_the_real_minimum(structural: Facts) -> None:
    form = ReviewBehaviour(replace(structural, item="bawahan:7", min_group=4))
    words = form.sections()[0].help
    assert "Identitas dan nilai Anda tidak ditampilkan kepada siapa pun" in words
    assert "kelompok bawahan" in words
    assert "paling sedikit 4 formulir" in words


def test_the_pejabat_penilai_is_not_promised_anonymity(structural: Facts) -> None:
    words = ReviewBehaviour(replace(structural, item="atasan:2")).sections()[0].help
    assert words.startswith("Anda menilai sebagai Pejabat Penilai")
    assert "tidak ditampilkan" not in words


@pytest.mark.parametrize(("item", "warned"), [("kolega:7", True), ("atasan:7", False)])
def test_a_rater_who_names_himself_is_warned(
    structural: Facts, six_aspects: list[Raw], item: str, warned: bool
) -> None:
    form = ReviewBehaviour(replace(structural, item=item, actor=Person(7, "Camat Utara")))
    six_aspects[0]["star_a"] = "Beliau membantu camat utara sampai selesai"
    assert bool(form.warnings(form.load({"behaviour": six_aspects}))) is warned


# ---- closing ----------------------------------------------------------------------------------

CLOSING = {"reason": "Seorang kolega cuti sakit sampai Maret"}


@pytest.fixture
def outstanding(structural: Facts) -> Facts:
    """Only one of three kolega is in; the two forms that matter are."""
    return replace(
        structural,
        own={"self_assess": {"rows": []}},
        expected={"atasan": 1, "kolega": 3, "bawahan": 2},
        received={"atasan": 1, "kolega": 1, "bawahan": 2},
    )


def test_sdm_closes_what_is_still_missing(outstanding: Facts, accepts: Accepts) -> None:
    form = CloseForms(outstanding)
    assert form.sections()[0].help == "Belum lengkap: Rekan kerja 1 dari 3."
    assert form.comment(accepts(form, CLOSING)) == CLOSING["reason"]


def test_closing_needs_a_reason(outstanding: Facts, refusal: Refusal) -> None:
    assert refusal(CloseForms(outstanding), {"reason": "telat"}) == {
        "reason": ["Paling sedikit 10 huruf; sekarang 5."]
    }


def test_the_forms_cannot_be_closed_without_the_pejabat_penilai(
    outstanding: Facts, refusal: Refusal
) -> None:
    waiting = replace(outstanding, received={"kolega": 3, "bawahan": 2})
    assert refusal(CloseForms(waiting), CLOSING) == {
        "reason": ["Belum dapat ditutup: formulir Pejabat Penilai (Sekretaris Daerah) belum masuk."]
    }


def test_the_forms_cannot_be_closed_without_the_self_assessment(
    outstanding: Facts, refusal: Refusal
) -> None:
    waiting = replace(outstanding, own={})
    assert refusal(CloseForms(waiting), CLOSING) == {
        "reason": ["Belum dapat ditutup: penilaian mandiri Inspektur belum masuk."]
    }
