"""Tables as files that a spreadsheet opens, written to disk as they come."""

import csv
import io
from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Response, send_file
from openpyxl import Workbook

_IN_MEMORY = 8_000_000  # bytes
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows: Iterable[Sequence[str]], name: str) -> Response:
    """Rows as CSV, in UTF-8 with a mark so that spreadsheets read it right."""
    file = _spool()
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    csv.writer(text).writerows(rows)
    text.detach()
    return _file(file, "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(rows: Iterable[Sequence[str]], name: str, title: str) -> Response:
    """Rows as the one sheet of a workbook; every cell is text, none is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    file = _spool()
    book.save(file)
    return _file(file, _XLSX, f"{name}.xlsx")


def _spool() -> IO[bytes]:
    """In memory while it is small, else on disk; the response closes it."""
    return cast(IO[bytes], SpooledTemporaryFile(_IN_MEMORY))


def _file(file: IO[bytes], kind: str, name: str) -> Response:
    file.seek(0)
    return send_file(file, kind, as_attachment=True, download_name=name)
