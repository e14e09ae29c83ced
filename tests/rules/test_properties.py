"""What must hold for every score: bounds, monotonicity, order independence, exactness."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.rules.exact import rounded
from engine.rules.profile import Profile
from engine.rules.skp import Amounts, Row, perka_percent, score_row, score_skp
from engine.scoring import Inputs, ScoreSheet, score
from engine.scoring.shipped import predikat_table, shipped_profile

KASN = shipped_profile("kasn_pp46")
BKN = shipped_profile("pp46_bkn2013")
HAIR = Fraction(1, 10**40)
PREDIKAT = ["Buruk", "Kurang", "Cukup", "Baik", "Sangat Baik"]

amounts = st.decimals(min_value=0, max_value=10**9, places=2)
targets = st.decimals(min_value="0.01", max_value=10**9, places=2)
scores = st.decimals(min_value=0, max_value=100, places=2)
profiles = st.sampled_from([KASN, BKN])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    quality = draw(scores)
    with_cost = draw(st.booleans())
    return Row(
        activity="Kegiatan",
        target=Amounts(
            draw(targets), Decimal(100), draw(targets), draw(targets) if with_cost else None
        ),
        actual=Amounts(draw(amounts), quality, draw(amounts), draw(amounts) if with_cost else None),
    )


def forms(size: int, most: int) -> st.SearchStrategy[list[list[Decimal]]]:
    return st.lists(st.lists(scores, min_size=size, max_size=size), min_size=1, max_size=most)


@st.composite
def years(draw: st.DrawFn) -> Inputs:
    behaviour = {
        "atasan": draw(forms(6, 1)),
        "kolega": draw(forms(6, 3)),
        "sendiri": draw(forms(6, 1)),
        "bawahan": draw(forms(6, 3)),
    }
    several = draw(st.lists(rows(), min_size=1, max_size=5))
    return Inputs("structural", several, draw(st.integers(0, 10)), (), behaviour)


@given(row=rows())
def test_with_the_cap_every_percent_lies_in_0_to_100(row: Row) -> None:
    scored = score_row(KASN, row)
    assert all(0 <= value <= 100 for value in scored.aspects.values() if value is not None)
    assert scored.row is not None
    assert 0 <= scored.row <= 100


@given(row=rows(), more=amounts, aspect=st.sampled_from(["quantity", "quality", "time"]))
def test_more_of_an_actual_never_lowers_the_literal_score(
    row: Row, more: Decimal, aspect: str
) -> None:
    raised = {name: row.actual.of(name) for name in ("quantity", "quality", "time", "cost")}
    raised[aspect] = (raised[aspect] or Decimal(0)) + more
    better = Row(row.activity, row.target, Amounts(**raised))
    before, after = score_row(KASN, row).row, score_row(KASN, better).row
    assert before is not None
    assert after is not None
    assert after >= before


@given(used=amounts, target=targets)
def test_perka_falls_from_100_as_more_is_used_and_has_one_cliff(
    used: Decimal, target: Decimal
) -> None:
    value = perka_percent(used, target)
    exact = Fraction(used) * 100 / Fraction(target)
    expected = 176 - exact if 100 - exact <= 24 else exact
    assert abs(Fraction(value) - expected) < HAIR


@given(several=st.lists(rows(), min_size=1, max_size=6), data=st.data(), profile=profiles)
def test_the_order_of_rows_does_not_matter(
    several: list[Row], data: st.DataObject, profile: Profile
) -> None:
    shuffled = data.draw(st.permutations(several))
    one, other = score_skp(profile, several, 3, []).base, score_skp(profile, shuffled, 3, []).base
    assert one is not None
    assert other is not None
    assert rounded(one, 30) == rounded(other, 30)


@settings(max_examples=50, deadline=None)
@given(inputs=years(), data=st.data())
def test_the_order_of_raters_does_not_matter(inputs: Inputs, data: st.DataObject) -> None:
    shuffled = {
        group: data.draw(st.permutations(list(each))) for group, each in inputs.behaviour.items()
    }
    other = Inputs(inputs.position, inputs.rows, inputs.extra_tasks, (), shuffled)
    assert _numbers(score(KASN, inputs)) == _numbers(score(KASN, other))


@settings(max_examples=50, deadline=None)
@given(inputs=years())
def test_npk_agrees_with_exact_fractions(inputs: Inputs) -> None:
    sheet = score(KASN, inputs)
    expected = Fraction(3, 5) * _exact_skp(inputs) + Fraction(2, 5) * _exact_behaviour(inputs)
    assert sheet.npk_rounded == _half_up(expected)


@settings(max_examples=50, deadline=None)
@given(inputs=years(), more=scores, group=st.sampled_from(["atasan", "kolega", "bawahan"]))
def test_a_better_behaviour_score_never_lowers_npk_or_predikat(
    inputs: Inputs, more: Decimal, group: str
) -> None:
    first = [min(value + more, Decimal(100)) for value in inputs.behaviour[group][0]]
    better = {**inputs.behaviour, group: [first, *inputs.behaviour[group][1:]]}
    before = score(KASN, inputs)
    after = score(KASN, Inputs("structural", inputs.rows, inputs.extra_tasks, (), better))
    assert before.npk_rounded is not None
    assert after.npk_rounded is not None
    assert after.npk_rounded >= before.npk_rounded
    assert PREDIKAT.index(str(after.predikat)) >= PREDIKAT.index(str(before.predikat))


@given(lower=st.decimals(0, 109, places=2), upper=st.decimals(0, 109, places=2))
def test_predikat_rises_with_npk(lower: Decimal, upper: Decimal) -> None:
    assume(lower <= upper)
    names = [predikat_table().decide({"npk": npk})["predikat"] for npk in (lower, upper)]
    assert PREDIKAT.index(names[0]) <= PREDIKAT.index(names[1])


@settings(max_examples=50, deadline=None)
@given(
    forms=forms(6, 1), missing=st.sets(st.sampled_from(["kolega", "sendiri", "bawahan"])),
    policy=st.sampled_from(["to_atasan", "renormalise"]),
)  # fmt: skip
def test_if_all_groups_agree_a_missing_one_changes_nothing(
    forms: list[list[Decimal]], missing: set[str], policy: str
) -> None:
    profile = KASN.with_parameters({"missing_rater_policy": policy})
    present = {
        group: [] if group in missing else forms
        for group in ("atasan", "kolega", "sendiri", "bawahan")
    }
    sheet = score(profile, Inputs("structural", behaviour=present))
    assert sheet.behaviour.total is not None
    agreed = sum(map(Fraction, forms[0]), Fraction(0)) / 6
    assert abs(Fraction(sheet.behaviour.total) - agreed) < HAIR


def _numbers(sheet: ScoreSheet) -> tuple[object, ...]:
    data = sheet.to_json()
    return data["behaviour_score"], data["npk"], data["behaviour"], data["predikat"]


def _exact_skp(inputs: Inputs) -> Fraction:
    means = []
    for row in inputs.rows:
        percents = [
            min(Fraction(100), Fraction(actual) * 100 / Fraction(target))
            for aspect in ("quantity", "quality", "time", "cost")
            if (target := row.target.of(aspect)) and (actual := row.actual.of(aspect)) is not None
        ]
        means.append(sum(percents, Fraction(0)) / len(percents))
    tasks = inputs.extra_tasks
    bonus = (tasks >= 1) + (tasks >= 4) + (tasks >= 7)
    return sum(means, Fraction(0)) / len(means) + bonus


def _exact_behaviour(inputs: Inputs) -> Fraction:
    weights = {"atasan": 6, "kolega": 2, "sendiri": 1, "bawahan": 1}
    result = Fraction(0)
    for group, weight in weights.items():
        each = inputs.behaviour[group]
        values = [Fraction(value) for form in each for value in form]
        result += Fraction(weight, 10) * sum(values, Fraction(0)) / len(values)
    return result


def _half_up(value: Fraction) -> Decimal:
    cents = (value * 100 + Fraction(1, 2)).__floor__()
    return Decimal(cents).scaleb(-2)
