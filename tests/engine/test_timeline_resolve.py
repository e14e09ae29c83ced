"""From rules to dates: the default year, bounds, circles, and a slow second opinion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timeline import (
    Day,
    Edge,
    Event,
    Offset,
    Rule,
    TimelineError,
    Week,
    WorkCalendar,
    events_in,
    national_calendar,
    order_problems,
    resolve,
    shifted,
)

EVERY_WEEKDAY = WorkCalendar(frozenset())
A_DAY = timedelta(days=1)

# The default year of R-006 as an agency may write it: two rules, then the two dates they give,
# each as (years after N, month, day).
DEFAULT_YEAR = {
    "skp_agreement": ("1 Januari", "31 Januari", (0, 1, 1), (0, 1, 31)),
    "plan_week": ("minggu 1 Februari", "minggu 1 Februari", (0, 2, 1), (0, 2, 7)),
    "coaching_week_1": ("minggu 1 April", "minggu 1 April", (0, 4, 1), (0, 4, 7)),
    "mid_year_dialog": ("minggu 1 Juli", "minggu 1 Juli", (0, 7, 1), (0, 7, 7)),
    "coaching_week_2": ("minggu 1 Oktober", "minggu 1 Oktober", (0, 10, 1), (0, 10, 7)),
    "rater_nomination": ("1 Desember", "minggu 3 Desember", (0, 12, 1), (0, 12, 21)),
    "form_distribution": ("minggu 4 Desember", "3 Januari tahun depan", (0, 12, 22), (1, 1, 3)),
    "form_filling": (
        "minggu 1 Januari tahun depan",
        "minggu 1 Januari tahun depan",
        (1, 1, 1),
        (1, 1, 7),
    ),
    "final_dialog": (
        "form_filling.closes + 1 hari",
        "minggu 2 Januari tahun depan",
        (1, 1, 8),
        (1, 1, 14),
    ),
    "keberatan": (
        "final_dialog.closes + 1 hari",
        "final_dialog.closes + 1 minggu",
        (1, 1, 15),
        (1, 1, 21),
    ),
    "final_rating": (
        "minggu 4 Januari tahun depan",
        "keberatan.closes + 7 hari",
        (1, 1, 22),
        (1, 1, 28),
    ),
    "results_entry": (
        "final_rating.opens",
        "skp_agreement.closes + 12 bulan",
        (1, 1, 22),
        (1, 1, 31),
    ),
    "people_review": ("1 Februari tahun depan", "14 Februari tahun depan", (1, 2, 1), (1, 2, 14)),
    "dialog_day": (
        "people_review.closes + 1 hari",
        "28 Februari tahun depan",
        (1, 2, 15),
        (1, 2, 28),
    ),
}
DEFAULT_RULES = {
    (key, edge): rule
    for key, (opens, closes, *_) in DEFAULT_YEAR.items()
    for edge, rule in (("opens", opens), ("closes", closes))
}


@pytest.mark.parametrize("year", range(2020, 2036))
def test_the_default_year_has_the_dates_of_its_table(year: int) -> None:
    """R-006, for any N, with the year change in January N+1."""
    expected = {}
    for key, (_, _, opens, closes) in DEFAULT_YEAR.items():
        for edge, (later, month, day) in (("opens", opens), ("closes", closes)):
            expected[key, edge] = date(year + later, month, day)
    dates = resolve(DEFAULT_RULES, year, national_calendar(year, year + 1), {})
    assert dates == expected
    assert order_problems(dates) == []


def test_the_deadlines_of_cycle_2026_stay_on_sundays() -> None:
    """W-41: 3 and 31 January 2027 are Sundays and are not shifted (R-007)."""
    dates = resolve(DEFAULT_RULES, 2026, national_calendar(2026, 2027), {})
    assert (dates["coaching_week_1", "opens"], dates["coaching_week_1", "closes"]) == (
        date(2026, 4, 1),
        date(2026, 4, 7),
    )
    assert (dates["coaching_week_2", "opens"], dates["coaching_week_2", "closes"]) == (
        date(2026, 10, 1),
        date(2026, 10, 7),
    )
    closing = {
        "form_distribution": 3,
        "form_filling": 7,
        "final_dialog": 14,
        "keberatan": 21,
        "final_rating": 28,
        "results_entry": 31,
    }
    assert {key: dates[key, "closes"] for key in closing} == {
        key: date(2027, 1, day) for key, day in closing.items()
    }
    assert date(2027, 1, 3).isoweekday() == date(2027, 1, 31).isoweekday() == 7


def test_a_profile_may_shift_closes_to_the_next_working_day() -> None:
    dates = {
        ("form_distribution", "opens"): date(2027, 1, 3),
        ("form_distribution", "closes"): date(2027, 1, 3),
        ("keberatan", "closes"): None,
        ("final_dialog", "closes"): date(2027, 1, 14),
    }
    assert shifted(dates, national_calendar(2026, 2027)) == {
        **dates,
        ("form_distribution", "closes"): date(2027, 1, 4),
    }


@pytest.mark.parametrize(
    ("received", "closes", "decided"),
    [
        (None, date(2027, 1, 21), date(2027, 1, 28)),
        (date(2027, 1, 12), date(2027, 1, 21), date(2027, 1, 28)),
        (date(2027, 1, 14), date(2027, 1, 21), date(2027, 1, 28)),
        (date(2027, 1, 18), date(2027, 1, 25), date(2027, 2, 1)),
    ],
)
def test_a_late_dialog_does_not_swallow_the_keberatan(
    received: date | None, closes: date, decided: date
) -> None:
    """The later of the window's close and the receipt plus seven days."""
    rules = {
        **DEFAULT_RULES,
        ("keberatan", "closes_not_before"): "diterima + 7 hari",
        ("final_rating", "closes"): "28 Januari tahun depan",
        ("final_rating", "closes_not_before"): "keberatan.closes + 7 hari",
    }
    events = {} if received is None else {"diterima": received}
    dates = resolve(rules, 2026, EVERY_WEEKDAY, events)
    assert dates["keberatan", "closes"] == closes
    assert dates["final_rating", "closes"] == decided
    assert dates.keys() == DEFAULT_RULES.keys()


def test_a_rule_waits_for_its_event_and_all_behind_it_wait_too() -> None:
    rules = {
        ("keberatan", "register"): "diajukan + 1 hari kerja",
        ("keberatan", "answer"): "keberatan.register + 2 hari",
        ("keberatan", "answer_not_before"): "1 Januari tahun depan",
    }
    calendar = national_calendar(2026, 2027)
    assert resolve(rules, 2026, calendar, {}) == {
        ("keberatan", "register"): None,
        ("keberatan", "answer"): None,
    }
    assert resolve(rules, 2026, calendar, {"diajukan": date(2027, 1, 15)}) == {
        ("keberatan", "register"): date(2027, 1, 18),
        ("keberatan", "answer"): date(2027, 1, 20),
    }
    assert events_in(rules) == {"diajukan"}


def test_a_week_is_its_first_day_when_it_opens_and_its_last_in_every_other_edge() -> None:
    rules = dict.fromkeys([("a", "opens"), ("a", "closes"), ("a", "receive")], "minggu 5 Februari")
    assert resolve(rules, 2028, EVERY_WEEKDAY, {}) == {
        ("a", "opens"): date(2028, 2, 29),
        ("a", "closes"): date(2028, 2, 29),
        ("a", "receive"): date(2028, 2, 29),
    }
    bound = {("a", "opens"): "1 Mei", ("a", "opens_not_before"): "minggu 5 Mei"}
    assert resolve(bound, 2028, EVERY_WEEKDAY, {}) == {("a", "opens"): date(2028, 5, 29)}


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("31 Januari + 1 bulan", date(2026, 2, 28)),
        ("31 Januari + 25 bulan", date(2028, 2, 29)),
        ("31 Mei - 1 bulan", date(2026, 4, 30)),
        ("15 Desember + 1 bulan", date(2027, 1, 15)),
        ("15 Januari - 1 bulan", date(2025, 12, 15)),
        ("1 Maret - 1 hari", date(2026, 2, 28)),
    ],
)
def test_months_end_where_the_shorter_month_ends(rule: str, day: date) -> None:
    assert resolve({("a", "closes"): rule}, 2026, EVERY_WEEKDAY, {}) == {("a", "closes"): day}


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            {("a", "closes"): "b.closes", ("b", "closes"): "c.opens", ("c", "opens"): "a.closes"},
            "Aturan berputar: ",
        ),
        (
            {("a", "closes"): "1 Mei", ("a", "closes_not_before"): "a.closes + 1 hari"},
            "a.closes: Aturan berputar: a.closes → a.closes.",
        ),
        ({("a", "closes"): "b.closes"}, "a.closes: Jendela “b” tidak ada di linimasa."),
        (
            {("a", "closes"): "b.receive", ("b", "opens"): "1 Mei", ("b", "closes"): "2 Mei"},
            "a.closes: Jendela “b” tidak punya “receive”; ada: opens, closes.",
        ),
        (
            {
                ("a", "closes"): "b.closes_not_before",
                ("b", "closes"): "1 Mei",
                ("b", "closes_not_before"): "2 Mei",
            },
            "Jendela “b” tidak punya “closes_not_before”; ada: closes.",
        ),
        (
            {("a", "closes"): "b + 3 hari", ("b", "closes"): "1 Mei"},
            "a.closes: “b” adalah jendela; tulis “b.opens” atau “b.closes”.",
        ),
        (
            {("a", "closes_not_before"): "1 Mei"},
            "a.closes_not_before: Batas ini menahan a.closes, yang tidak ada.",
        ),
        (
            {("a", "closes"): "1 Aprik"},
            "a.closes: Bulan “Aprik” tidak dikenal; maksud Anda “April”?"
            " (huruf ke-3 dari “1 Aprik”)",
        ),
        ({("a", "closes"): "29 Februari"}, "“29 Februari” tidak ada pada tahun 2026."),
        (
            {("a", "closes"): "29 Februari tahun depan"},
            "“29 Februari tahun depan” tidak ada pada tahun 2027.",
        ),
        ({("a", "opens"): "minggu 5 Februari"}, "“minggu 5 Februari” tidak ada pada tahun 2026."),
        (
            {("a", "closes"): "31 Desember tahun depan + 1 hari kerja"},
            "tidak memuat tahun 2028.",
        ),
        ({("a", "closes"): "1 Januari - 1 hari kerja"}, "tidak memuat tahun 2025."),
        (
            {("a", "opens"): "1 Januari - 1 hari", ("a", "closes"): "a.opens + 9 hari kerja"},
            "a.closes: Hari kerja tidak dapat dihitung: kalender",
        ),
    ],
)
def test_rules_that_give_no_dates_are_refused_by_name(
    rules: Mapping[tuple[str, str], str], message: str
) -> None:
    with pytest.raises(TimelineError) as refused:
        resolve(rules, 2026, national_calendar(2026, 2027), {})
    assert message in str(refused.value)
    assert (refused.value.key, refused.value.edge) in rules
    assert str(refused.value).startswith(f"{refused.value.key}.{refused.value.edge}: ")


def test_a_circle_is_told_in_the_order_of_waiting() -> None:
    rules = {
        ("a", "closes"): "b.closes",
        ("b", "closes"): "c.opens + 1 hari",
        ("c", "opens"): "a.closes",
        ("d", "opens"): "a.closes",
    }
    with pytest.raises(TimelineError) as refused:
        resolve(rules, 2026, EVERY_WEEKDAY, {})
    circle = ["a.closes", "b.closes", "c.opens"] * 2
    chains = [" → ".join(circle[first : first + 4]) for first in range(3)]
    assert any(f"berputar: {chain}. Putuskan" in str(refused.value) for chain in chains)


@pytest.mark.parametrize(
    ("rule", "year"),
    [
        ("1 Januari tahun depan", 9999),
        ("1 Januari", 0),
        ("1 Januari + 999 bulan", 9990),
        ("31 Desember + 9 minggu", 9999),
        ("31 Desember + 1 hari kerja", 9999),
    ],
)
def test_dates_no_calendar_has_are_refused(rule: str, year: int) -> None:
    with pytest.raises(TimelineError, match="di luar penanggalan"):
        resolve({("a", "closes"): rule}, year, EVERY_WEEKDAY, {})


def test_a_long_chain_of_windows_is_no_trouble() -> None:
    rules = {("k0", "opens"): "1 Januari"}
    rules |= {(f"k{n}", "opens"): f"k{n - 1}.opens + 1 hari" for n in range(1, 3000)}
    backwards = dict(reversed(rules.items()))
    assert resolve(backwards, 2026, EVERY_WEEKDAY, {})["k2999", "opens"] == date(
        2026, 1, 1
    ) + timedelta(days=2999)


# A second opinion: the same rules reckoned by walking the calendar one day at a time.

EDGES = ("opens", "closes", "receive")
HAPPENED = ("diterima", "diajukan")


def walked(start: date, offset: Offset, calendar: WorkCalendar) -> date:
    step = A_DAY if offset.number > 0 else -A_DAY
    steps = abs(offset.number)
    match offset.unit:
        case "hari kerja":
            while steps:
                start += step
                weekday = start.isoweekday() < 6
                steps -= start not in calendar.holidays if weekday else start in calendar.worked
        case "bulan":
            wanted = start.day
            for _ in range(steps):
                start = start.replace(day=1) - A_DAY if step < A_DAY else last_of(start) + A_DAY
            start = start.replace(day=1)
            while start.day < wanted and (start + A_DAY).month == start.month:
                start += A_DAY
        case unit:
            for _ in range(steps * (7 if unit == "minggu" else 1)):
                start += step
    return start


def last_of(day: date) -> date:
    while (day + A_DAY).month == day.month:
        day += A_DAY
    return day


def second_opinion(
    rules: Mapping[Edge, Rule],
    at: Edge,
    year: int,
    calendar: WorkCalendar,
    events: Mapping[str, date],
) -> date | None:
    def own(edge: Edge) -> date | None:
        rule = rules[edge]
        match rule.anchor:
            case Edge() as other:
                start = second_opinion(rules, other, year, calendar, events)
            case Event(name):
                start = events.get(name)
            case Day(day, month, later):
                start = date(year + later, month, day)
            case Week(number, month, later):
                first = date(year + later, month, 1)
                whole = [first + n * A_DAY for n in range(31)]
                month_days = list(takewhile(lambda day: day.month == month, whole))
                week = month_days[7 * (number - 1) : 7 * number]
                start = week[0] if at.edge == "opens" else week[-1]
        return (
            start if start is None or rule.offset is None else walked(start, rule.offset, calendar)
        )

    bound = Edge(at.key, f"{at.edge}_not_before")
    found = [own(edge) for edge in (at, bound) if edge in rules]
    return None if found[0] is None else max(day for day in found if day is not None)


offsets = st.none() | st.builds(
    Offset,
    st.integers(-40, 40).filter(bool),
    st.sampled_from(["hari", "hari kerja", "minggu", "bulan"]),
)
moments = (
    st.builds(Day, st.integers(1, 28), st.integers(1, 12), st.booleans())
    | st.builds(Week, st.integers(1, 4), st.integers(1, 12), st.booleans())
    | st.builds(Event, st.sampled_from(HAPPENED))
)


@st.composite
def timelines(draw: st.DrawFn) -> dict[Edge, Rule]:
    """Rules of windows that refer to earlier ones, in any order, some held back by a bound."""
    rules: dict[Edge, Rule] = {}
    for number in range(draw(st.integers(1, 8))):
        edge = Edge(f"k{number}", draw(st.sampled_from(EDGES)))
        earlier = [one for one in rules if not one.edge.endswith("_not_before")]
        anchors = moments | st.sampled_from(earlier) if earlier else moments
        rules[edge] = draw(st.builds(Rule, anchors, offsets))
        if draw(st.booleans()):
            bound = Edge(edge.key, f"{edge.edge}_not_before")
            rules[bound] = draw(st.builds(Rule, anchors, offsets))
    return dict(draw(st.permutations(list(rules.items()))))


@given(
    timelines(),
    st.integers(2000, 2050),
    st.frozensets(st.dates(date(1999, 1, 1), date(2060, 1, 1)), max_size=60),
    st.frozensets(st.dates(date(1999, 1, 1), date(2060, 1, 1)), max_size=60),
    st.dictionaries(
        st.sampled_from(HAPPENED), st.dates(date(2000, 1, 1), date(2050, 1, 1)), max_size=2
    ),
)
def test_the_dates_are_those_of_a_walk_through_the_calendar(
    rules: dict[Edge, Rule],
    year: int,
    off: frozenset[date],
    worked: frozenset[date],
    events: dict[str, date],
) -> None:
    calendar = WorkCalendar(off, worked=worked - off)
    written = {(edge.key, edge.edge): str(rule) for edge, rule in rules.items()}
    expected = {
        (edge.key, edge.edge): second_opinion(rules, edge, year, calendar, events)
        for edge in rules
        if not edge.edge.endswith("_not_before")
    }
    assert resolve(written, year, calendar, events) == expected
