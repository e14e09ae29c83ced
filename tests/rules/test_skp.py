"""The SKP score by the worked examples W-01 to W-10 and W-27."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.rules.exact import rounded
from engine.rules.profile import Profile
from engine.rules.skp import (
    Amounts,
    CreativityClaim,
    Row,
    creativity_bonus,
    extra_task_bonus,
    score_row,
    score_skp,
)

RowOf = Callable[..., Row]


def percents(profile: Profile, row: Row, places: int = 4) -> dict[str, str | None]:
    scored = score_row(profile, row)
    values = {**scored.aspects, "row": scored.row}
    return {
        key: None if value is None else str(rounded(value, places)) for key, value in values.items()
    }


def test_w_01_without_a_cost_target_the_divisor_is_three(kasn: Profile, row: RowOf) -> None:
    assert percents(kasn, row(quantity="152/152", quality="92/100", time="12/12")) == {
        "quantity": "100.0000",
        "quality": "92.0000",
        "time": "100.0000",
        "cost": None,
        "row": "97.3333",
    }


def test_w_02_quantity_is_capped_at_100(kasn: Profile, row: RowOf) -> None:
    scored = percents(kasn, row(quantity="160/152", quality="88/100", time="12/12"))
    assert scored["quantity"] == "100.0000"
    assert scored["row"] == "96.0000"


@pytest.mark.parametrize(("time", "expected"), [("14/12", "100.0000"), ("6/12", "50.0000")])
def test_w_04_the_literal_ratio_rewards_slowness(
    kasn: Profile, row: RowOf, time: str, expected: str
) -> None:
    assert percents(kasn, row(time=time))["time"] == expected


def test_w_05_an_actual_cost_without_target_is_ignored(kasn: Profile) -> None:
    without = Row(
        activity="Menetapkan Renja",
        target=Amounts(quantity=Decimal(1), quality=Decimal(100), time=Decimal(1)),
        actual=Amounts(Decimal(1), Decimal(91), Decimal(1), cost=Decimal(500_000)),
    )
    scored = percents(kasn, without)
    assert scored["cost"] is None
    assert scored["row"] == "97.0000"


def test_a_cost_target_makes_the_divisor_four(kasn: Profile, row: RowOf) -> None:
    whole = row(quantity="8/8", quality="90/100", time="12/12", cost="90/100")
    assert percents(kasn, whole)["row"] == "95.0000"


@pytest.mark.parametrize(
    ("count", "points"), [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (20, 3), (10**9, 3)]
)
def test_w_07_extra_tasks(kasn: Profile, count: int, points: int) -> None:
    assert extra_task_bonus(kasn, count) == points


@pytest.mark.parametrize(
    ("claims", "points"),
    [
        ([], 0),
        ([("unit", True)], 3),
        ([("organisasi", True)], 6),
        ([("negara", True)], 12),
        ([("unit", False)], 0),
        ([("unit", True), ("organisasi", True)], 6),
        ([("negara", False), ("unit", True)], 3),
    ],
)
def test_w_08_creativity(kasn: Profile, claims: list[tuple[str, bool]], points: int) -> None:
    assert creativity_bonus(kasn, [CreativityClaim(*claim) for claim in claims]) == points


def test_creativity_may_be_summed_by_profile(kasn: Profile) -> None:
    claims = [CreativityClaim("unit"), CreativityClaim("organisasi"), CreativityClaim("unit")]
    assert creativity_bonus(kasn.with_parameters({"creativity_mode": "sum"}), claims) == 12


def test_w_10_three_rows_of_the_inspectorate(kasn: Profile, row: RowOf) -> None:
    rows = [
        row(quantity="1/1", quality="92/100", time="1/1"),
        row(quantity="140/152", quality="85/100", time="12/12"),
        row(quantity="4/4", quality="78/100", time="3/4"),
    ]
    skp = score_skp(kasn, rows, 0, [])
    assert [str(rounded(each.row or Decimal(0), 4)) for each in skp.rows] == [
        "97.3333",
        "92.3684",
        "84.3333",
    ]
    assert skp.base is not None
    assert str(rounded(skp.base, 3)) == "91.345"
    assert str(rounded(skp.base, 2)) == "91.35"


def test_w_27_perka_on_time_is_76(bkn: Profile, row: RowOf) -> None:
    whole = row(quantity="1/1", quality="90/100", time="12/12", cost="1000/1000")
    assert percents(bkn, whole, 2) == {
        "quantity": "100.00",
        "quality": "90.00",
        "time": "76.00",
        "cost": "76.00",
        "row": "85.50",
    }


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("76/100", "100.0000"),  # exactly 24 percent saved
        ("75.99/100", "75.9900"),  # the cliff
        ("9.12/12", "100.0000"),
        ("0.228/0.3", "100.0000"),
        ("2.27999999999999999999/3", "76.0000"),  # saved a hair more than 24 percent
        ("50/100", "50.0000"),
        ("0/12", "0.0000"),  # not carried out
        ("12/12", "76.0000"),
        ("150/100", "26.0000"),
        ("176/100", "0.0000"),
        ("300/100", "0.0000"),
    ],
)
def test_perka_time(bkn: Profile, row: RowOf, time: str, expected: str) -> None:
    assert percents(bkn, row(time=time))["time"] == expected


def test_without_a_cap_quantity_may_exceed_100_but_perka_time_may_not(
    bkn: Profile, row: RowOf
) -> None:
    scored = percents(bkn, row(quantity="160/152", time="76/100"))
    assert scored["quantity"] == "105.2632"
    assert scored["time"] == "100.0000"


def test_a_lower_cap_holds_for_every_aspect(bkn: Profile, row: RowOf) -> None:
    capped = bkn.with_parameters({"aspect_cap": 90})
    assert percents(capped, row(quantity="2/2", time="76/100"))["row"] == "90.0000"


def test_an_aspect_with_target_zero_does_not_apply(kasn: Profile, row: RowOf) -> None:
    assert percents(kasn, row(quantity="0/0", quality="80/100", time="1/1"))["row"] == "90.0000"


def test_a_row_without_any_target_leaves_the_mean_alone(kasn: Profile, row: RowOf) -> None:
    empty = Row("Menyelenggarakan koordinasi TLHP", Amounts(), Amounts())
    skp = score_skp(kasn, [row(quality="80/100"), empty], 0, [])
    assert skp.rows[1].row is None
    assert skp.base == 80


def test_a_row_never_started_counts_zero(kasn: Profile, row: RowOf) -> None:
    idle = row(quantity="0/4", quality="0/100", time="0/12")
    skp = score_skp(kasn, [row(quality="80/100"), idle], 0, [])
    assert skp.base == 40


def test_without_a_row_there_is_no_score_however_many_bonuses(kasn: Profile) -> None:
    skp = score_skp(kasn, [], 7, [CreativityClaim("negara")])
    assert (skp.base, skp.total) == (None, None)
    assert (skp.tugas_tambahan, skp.kreativitas) == (3, 12)


def test_bonuses_are_added_uncapped_unless_the_profile_caps(kasn: Profile, row: RowOf) -> None:
    rows, claims = [row(quantity="1/1")], [CreativityClaim("negara")]
    assert score_skp(kasn, rows, 7, claims).total == 115
    capped = kasn.with_parameters({"cap_total_skp": 110})
    assert score_skp(capped, rows, 7, claims).total == 110


def test_a_missing_actual_is_refused_by_name(kasn: Profile, row: RowOf) -> None:
    unfinished = replace(row(quantity="1/1", time="1/1"), actual=Amounts(quantity=Decimal(1)))
    with pytest.raises(ValueError, match="realisasi time belum diisi"):
        score_row(kasn, unfinished)


def test_a_negative_actual_is_refused(kasn: Profile, row: RowOf) -> None:
    with pytest.raises(ValueError, match="tidak boleh negatif"):
        score_row(kasn, row(quantity="-1/4"))
    with pytest.raises(ValueError, match="tidak boleh negatif"):
        extra_task_bonus(kasn, -1)


def test_an_unknown_scope_is_refused(kasn: Profile) -> None:
    with pytest.raises(ValueError, match="desa"):
        creativity_bonus(kasn, [CreativityClaim("desa")])
