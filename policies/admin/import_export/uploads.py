"""From an uploaded file to rows of text; whatever is no plain table is refused in Chinese."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from policies.presentation.spreadsheets import as_meant
from policies.vocabulary.formats import plain_number

MOST_MEGABYTES = 10
MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 300
XML_ENDINGS = (".xml", ".rels")
UTF_16_MARKS = (b"\xfe\xff", b"\xff\xfe")
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
NOT_A_TABLE = "这不是表格文件。请上传 .xlsx 或 .csv 文件；旧的 .xls 请先另存为 .xlsx，不要加密码。"

Row = tuple[int, list[str]]  # its number in the file, and the text of its cells


class Unreadable(ValueError):
    """A file that is no plain table; the message is for the editor."""


@dataclass(frozen=True)
class Sheet:
    """The headings and rows of a file, blank rows left out."""

    headings: list[str]
    rows: list[Row]


def read_upload(content: bytes) -> Sheet:
    """Return the table in a file; raise Unreadable."""
    if len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise Unreadable(f"文件超过{MOST_MEGABYTES}MB，请分成几个文件。")
    rows = _rows_of_xlsx(content) if content.startswith(b"PK") else _rows_of_csv(content)
    filled = [(number, cells) for number, cells in _numbered(rows) if any(cells)]
    if len(filled) < 2:
        raise Unreadable("表格里没有内容：第一行是标题，下面至少一行数据。")
    (_, headings), *body = filled
    while not headings[-1]:
        headings.pop()
    for number, cells in body:
        if any(cells[len(headings) :]):
            raise Unreadable(f"第{number}行的内容多于标题的列数。")
    width = len(headings)
    return Sheet(headings, [(n, (cells + [""] * width)[:width]) for n, cells in body])


def _numbered(rows: Iterable[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS + 1:
            raise Unreadable(f"表格超过{MOST_ROWS}行（含空行），请分成几个文件。")
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise Unreadable(f"表格超过{MOST_COLUMNS}列。")
        yield number, cells


def _rows_of_csv(content: bytes) -> Iterator[list[str]]:
    if BINARY.search(content):
        raise Unreadable(NOT_A_TABLE)
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Unreadable(f"CSV 文件第{reader.line_num}行的引号或分隔不对。") from error
        if cells is None:
            return
        yield [as_meant(cell) for cell in cells]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("文字编码认不出，请另存为“CSV UTF-8”或 .xlsx。")


def _rows_of_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # the file may claim any size
        for cells in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
            yield [_text_of(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:  # a damaged file fails anywhere in the reader
        raise Unreadable(NOT_A_TABLE) from error


def _refuse_bombs(content: bytes) -> None:
    """Refuse what unpacks to too much, and entities that XML would expand."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        too_large = sum(part.file_size for part in parts) > MOST_UNPACKED
        if too_large or len(parts) > MOST_PARTS:
            raise Unreadable("文件解压后太大，请只保留需要的工作表和行。")
        for part in parts:
            data = archive.read(part)
            hides_words = data.startswith(UTF_16_MARKS) or b"\x00" in data[:4]
            if part.filename.endswith(XML_ENDINGS) and (b"<!DOCTYPE" in data or hides_words):
                raise Unreadable(NOT_A_TABLE)


def _text_of(cell: Any) -> str:
    value = cell.value
    if cell.data_type in ("f", "e"):
        what = "公式" if cell.data_type == "f" else "错误值"
        raise Unreadable(f"单元格{cell.coordinate}是{what}，请改成文字或数值（选择性粘贴→值）。")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return plain_number(Decimal(repr(value)))
    return str(value)
