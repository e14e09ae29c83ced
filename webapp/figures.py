"""Angka: how long stages take, where time is lost, who is in time, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request

from engine import queries
from engine.queries import Figures
from webapp import charts, formats, i18n, rights, wording
from webapp.charts import Bars, Grid, Growth, Size, Value
from webapp.here import ask
from webapp.posted import whole

bp = Blueprint("figures", __name__)

#: Lines of a figure on paper; the page has all.
ON_PAPER = 8
LOST = 10
"""Places where most time is lost that are drawn; the table has all."""


@bp.get("/angka")
@rights.signed_in
def show() -> Any:
    """The figures of a cycle, from the top or below a unit, each with its table."""
    found = _found()
    return render_template(
        "figures/show.html",
        found=found,
        drawn=_drawn(found, charts.DESK) if found else None,
        cycles=ask(lambda session, _actor: queries.cycles(session)),
        least=queries.MIN_GROUP,
    )


@bp.get("/angka/cetak")
@rights.signed_in
def printed() -> Any:
    """The same on one sheet of paper."""
    found = _found()
    return render_template(
        "figures/printed.html",
        found=found,
        drawn=_drawn(found, charts.PAPER, ON_PAPER) if found else None,
        paper=ON_PAPER,
        least=queries.MIN_GROUP,
    )


def _found() -> Figures | None:
    said = request.args
    return ask(queries.figures, said.get("siklus", ""), said.get("unit", type=whole))


# ---- drawings ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """All drawings of a page."""

    stages: Bars
    lost: Bars
    punctuality: Bars
    units: Bars
    reviewers: Grid
    ratings: Grid
    growth: Growth


def _drawn(found: Figures, size: Size, most: int = 1000) -> Drawn:
    return Drawn(
        stages=charts.bars(
            size,
            [
                Value(i18n.say(each.name), each.median, f"{each.median} · {each.p90}", each.p90)
                for each in found.stages
            ],
        ),
        lost=charts.bars(
            charts.PAPER_OF_LONG if size is charts.PAPER else charts.DESK_OF_LONG,
            [
                Value(f"{i18n.say(each.stage)}, {_role(each.role)}", each.days, _number(each.days))
                for each in found.lost[: min(most, LOST)]
            ],
        ),
        punctuality=charts.bars(
            size,
            [
                Value(each.name, each.percent, f"{each.percent} %")
                for each in found.punctuality.lines[:most]
                if each.percent is not None
            ],
            100,
        ),
        units=charts.bars(
            size,
            [
                Value(each.name, each.late + each.overdue, f"{each.overdue} + {each.late}")
                for each in found.projection.units[:most]
            ],
        ),
        reviewers=charts.grid(
            size,
            [i18n.say("lewat"), *(_week(each) for each in found.reviewers.mondays)],
            [(each.name, (each.overdue, *each.weeks)) for each in found.reviewers.reviewers[:most]],
        ),
        ratings=charts.grid(
            size,
            [i18n.say(each) for each in found.ratings.categories],
            [
                (
                    each.name,
                    each.numbers if each.numbers is not None else i18n.say("tidak ditampilkan"),
                )
                for each in found.ratings.lines[:most]
            ],
        ),
        growth=charts.growth(
            size, _weeks(found), found.scope.people, 150 if most > ON_PAPER else 70
        ),
    )


def _weeks(found: Figures) -> Sequence[tuple[str, int, int]]:
    """Each week; the first of each month is named."""
    weeks, month = [], 0
    for each in found.growth:
        heading = ""
        if each.monday.month != month:
            month = each.monday.month
            heading = formats.month(each.monday, i18n.language(), i18n.zone())
        weeks.append((heading, each.tasks, each.over_so_far))
    return weeks


def _role(code: str) -> str:
    return i18n.say(wording.name(wording.ROLES | wording.GROUPS, code))


def _week(monday: Any) -> str:
    return formats.short_day(monday, i18n.language(), i18n.zone()).rpartition(" ")[0]


def _number(value: int) -> str:
    return formats.number(value, i18n.language())
