"""The results register of a cycle: how complete it is, and its export as CSV and XLSX."""

import csv
import io
from typing import Any

from flask import Blueprint, Response, render_template
from openpyxl import Workbook

from engine import queries
from engine.queries import Register
from webapp import i18n, rights, wording
from webapp.here import ask

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

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
    text = io.StringIO()
    csv.writer(text).writerows(_table(register))
    return _file(register, "\ufeff" + text.getvalue(), "text/csv; charset=utf-8", "csv")


@bp.get("/xlsx")
@rights.sdm
def as_xlsx(cycle_id: str) -> Response:
    """The register as a workbook; every cell is text, none is a formula."""
    register = ask(queries.register, cycle_id)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(f"Register {register.cycle.year}")
    for row in _table(register):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return _file(register, content.getvalue(), SHEETS, "xlsx")


def _table(register: Register) -> list[list[str]]:
    return queries.register_table(register, wording.STATES, i18n.zone(), i18n.say)


def _file(register: Register, content: str | bytes, kind: str, ending: str) -> Response:
    name = f"register-{register.cycle.year}.{ending}"
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
