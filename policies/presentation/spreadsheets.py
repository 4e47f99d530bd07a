"""Spreadsheets: what a cell holds is text, a figure or a date, and never a formula."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

KINDS = ("xlsx", "csv")
Cell = str | int | Decimal | date | None

# What a spreadsheet takes for a formula; in Chinese input the full-width signs too.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Apostrophes before the sign count too: so the one that is added can be told and taken away.
RISKY = re.compile(rf"[ ']*[{re.escape(''.join(FORMULA_SIGNS))}]")
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8


def without_formula(cell: Cell) -> Cell:
    """Return a cell for CSV; text that a spreadsheet might run gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and RISKY.match(cell) else cell


def as_meant(text: str) -> str:
    """Return the text of a CSV cell without the apostrophe of `without_formula`."""
    return text[1:] if text.startswith("'") and RISKY.match(text[1:]) else text


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file that Excel opens as UTF-8."""
    yield BYTE_ORDER_MARK
    writer = csv.writer(Line(), quoting=csv.QUOTE_ALL)
    for row in rows:
        yield writer.writerow([without_formula(cell) for cell in row])


def xlsx_file(title: str, rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Return an Excel file of one sheet, written to disk row by row; its headings stay in view."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append([excel_cell(sheet, cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def download(title: str, kind: str, rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """Return a file named by title and day: xlsx whole, csv sent while its rows are read."""
    name = f"{title}-{localdate():%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(xlsx_file(title, rows), as_attachment=True, filename=name)
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(
        csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers
    )


def excel_cell(sheet: Any, cell: Cell) -> Any:
    """Return a cell for Excel; text stays text whatever it begins with, also after an edit."""
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    if not text:
        return None
    excel = WriteOnlyCell(sheet, text)
    excel.data_type = "s"
    excel.number_format = "@"
    return excel


def printable(text: str) -> str:
    """Return the text without the control characters that no Excel file can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


class Line:
    """A file for `csv.writer` whose `write` hands the line back."""

    def write(self, line: str) -> str:
        return line
