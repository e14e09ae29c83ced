"""The results register of a cycle: how complete it is, and its export as CSV and XLSX."""

from typing import Any

from flask import Blueprint, Response, render_template

from engine import queries
from engine.queries import Register
from webapp import i18n, rights, sheets, wording
from webapp.here import ask

bp = Blueprint("register", __name__, url_prefix="/siklus/<cycle_id>/register")


@bp.get("")
@rights.sdm
def show(cycle_id: str) -> Any:
    """Every employee's result, and who is still missing."""
    return render_template("register/show.html", register=ask(queries.register, cycle_id))


@bp.get("/csv")
@rights.sdm
def as_csv(cycle_id: str) -> Response:
    """The register as CSV, in UTF-8 with a mark so that spreadsheets read it right."""
    register = ask(queries.register, cycle_id)
    return sheets.as_csv(_table(register), _name(register))


@bp.get("/xlsx")
@rights.sdm
def as_xlsx(cycle_id: str) -> Response:
    """The register as a workbook; every cell is text, none is a formula."""
    register = ask(queries.register, cycle_id)
    title = f"Register {register.cycle.year}"
    return sheets.as_xlsx(_table(register), _name(register), title)


def _table(register: Register) -> list[list[str]]:
    return queries.register_table(register, wording.STATES, i18n.zone(), i18n.say)


def _name(register: Register) -> str:
    return f"register-{register.cycle.year}"
