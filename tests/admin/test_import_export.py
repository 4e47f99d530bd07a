"""Tables go out to a spreadsheet and come back: shown before, stored whole or not at all."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from reversion.models import Revision, Version

from policies.admin.import_export.columns import NumberColumn
from policies.models import EnterpriseCount, Region, RegionalTopUp, SourceDocument
from policies.vocabulary.typed_text import UnreadableText

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

MODELS = [RegionalTopUp, EnterpriseCount, SourceDocument]
HEADINGS = ["代号", "地区", "种类", "内容", "最高金额（元）", "适用起", "适用止", "依据"]
NEW = ["new-1", "广东", "认定奖励", "新奖励", "300万元", "2026-01-01", "", "owner"]


def address(model: type[Any], page: str, *args: str) -> str:
    return reverse(f"admin:policies_{model._meta.model_name}_{page}", args=args)


def exported(client: Client, model: type[Any], kind: str = "xlsx") -> bytes:
    response: Any = client.get(address(model, "export", kind))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def csv_of(*rows: list[Any], encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client: Client, content: bytes, model: type[Any] = RegionalTopUp) -> str:
    """Upload a file and return the words of the page that answers."""
    file = SimpleUploadedFile("../../x.xlsx", content)
    response = client.post(address(model, "import"), {"file": file})
    assert response.status_code == 200
    return response.content.decode()


def confirm(client: Client, page: str, *, reason: str = "核对") -> Any:
    found = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert found, "nothing to confirm"
    posted = {"fingerprint": found[1], "reason": reason}
    return client.post(address(RegionalTopUp, "import"), posted)


def with_one(client: Client, **changes: str) -> str:
    """Upload one new row with some cells changed, by their headings."""
    cells = dict(zip(HEADINGS, NEW, strict=True)) | changes
    return upload(client, csv_of(list(cells), list(cells.values())))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("model", MODELS)
def test_an_exported_file_comes_back_unchanged(
    admin_client: Client, model: type[Any], kind: str
) -> None:
    page = upload(admin_client, exported(admin_client, model, kind), model)
    assert f"新增0行，修改0行，{model.objects.count()}行没有变化" in page
    assert "确认导入" not in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "'=1", " ' =1", "＝1", '=HYPERLINK("//x")']
)
def test_text_that_a_spreadsheet_might_run_stays_text_both_ways(
    admin_client: Client, kind: str, text: str
) -> None:
    RegionalTopUp.objects.filter(code="owner-guangdong").update(title=text)
    content = exported(admin_client, RegionalTopUp, kind)
    if kind == "csv":
        assert all(
            not re.match(r"\s*[=+@＝-]", cell)
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))
            for cell in row
        )
    else:
        cells = [cell for row in load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
    assert "新增0行，修改0行" in upload(admin_client, content)


def test_the_preview_shows_what_would_change_and_stores_nothing(admin_client: Client) -> None:
    page = upload(
        admin_client,
        csv_of(
            HEADINGS,
            NEW,
            ["owner-guangdong", "广东", "配套", "额外配套", "3,500,000", "", "", "owner"],
            ["owner-zhejiang", "浙江", "配套", "额外配套", "2000000", "", "", "owner"],
        ),
    )
    assert "新增1行，修改1行，1行没有变化" in page
    assert "<del>3,000,000</del>" in page
    assert "<ins>3,500,000</ins>" in page
    assert "新奖励" in page
    assert not RegionalTopUp.objects.filter(code="new-1").exists()
    assert RegionalTopUp.objects.get(code="owner-guangdong").amount_max == 3_000_000


def test_confirming_stores_all_as_one_revision(admin_client: Client, admin_user: User) -> None:
    changed = ["owner-guangdong", "广东", "配套", "额外配套", "3500000", "", "", "owner"]
    page = upload(admin_client, csv_of(HEADINGS, NEW, changed))
    before = Revision.objects.count()
    assert confirm(admin_client, page, reason="省里来函").status_code == 302

    created = RegionalTopUp.objects.get(code="new-1")
    assert (created.amount_max, created.effective_from) == (Decimal(3_000_000), date(2026, 1, 1))
    assert RegionalTopUp.objects.get(code="owner-guangdong").amount_max == 3_500_000
    assert Revision.objects.count() == before + 1
    revision = Revision.objects.latest("pk")
    assert (revision.user, revision.comment) == (admin_user, "省里来函")
    assert Version.objects.filter(revision=revision).count() == 2
    assert "没有待确认的表格" in follow(admin_client, confirm(admin_client, page))


def follow(client: Client, response: Any) -> str:
    return client.get(response["Location"]).content.decode()


def test_confirming_asks_for_the_reason(admin_client: Client) -> None:
    answer = confirm(admin_client, with_one(admin_client), reason=" ")
    assert "确认导入" in answer.content.decode()
    assert not RegionalTopUp.objects.filter(code="new-1").exists()


def test_what_changed_since_the_preview_is_shown_again(admin_client: Client) -> None:
    changed = ["owner-guangdong", "广东", "配套", "额外配套", "3500000", "", "", "owner"]
    page = upload(admin_client, csv_of(HEADINGS, changed))
    RegionalTopUp.objects.filter(code="owner-guangdong").update(amount_max=4_000_000)

    answer = confirm(admin_client, page)
    assert answer.status_code == 409
    again = answer.content.decode()
    assert "预览之后，网站上的内容又有改动" in again
    assert "<del>4,000,000</del>" in again
    assert RegionalTopUp.objects.get(code="owner-guangdong").amount_max == 4_000_000

    assert confirm(admin_client, again).status_code == 302
    assert RegionalTopUp.objects.get(code="owner-guangdong").amount_max == 3_500_000


@pytest.mark.parametrize(
    ("heading", "cell", "message"),
    [
        ("代号", "不是代号", "字母"),
        ("代号", "", "不能空着"),
        ("地区", "火星", "没有叫“火星”的地区"),
        ("地区", "", "不能空着"),
        ("种类", "红包", "没有“红包”这一项，可以写：认定奖励、配套、贴息、其他措施"),
        ("内容", "长" * 201, "200"),
        ("最高金额（元）", "三百多万", "请填数字，例如 3000000 或 300万元"),
        ("最高金额（元）", "-1", "不能是负数"),
        ("最高金额（元）", "1,20", "请填数字"),
        ("最高金额（元）", "200-300万", "取低值"),
        ("最高金额（元）", "0.001", "小数"),
        ("最高金额（元）", "9" * 40, "数字"),
        ("适用起", "2026-02-30", "没有“2026-02-30”这一天"),
        ("适用起", "去年", "“去年”不是日期"),
        ("适用止", "2025-01-01", "止日早于起日"),
        ("依据", "没有这份", "没有叫“没有这份”的依据文件"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    admin_client: Client, heading: str, cell: str, message: str
) -> None:
    page = with_one(admin_client, **{heading: cell})
    assert f"<td>2</td><td>{heading}</td>" in page
    assert message in page.replace("&quot;", "“")
    assert "确认导入" not in page


def test_one_wrong_row_keeps_all_others_out(admin_client: Client) -> None:
    wrong = ["new-2", *NEW[1:]]
    wrong[1] = "火星"
    page = upload(admin_client, csv_of(HEADINGS, NEW, wrong, NEW))
    assert "<td>3</td><td>地区</td>" in page
    assert "<td>4</td><td>代号</td><td>与第2行重复</td>" in page
    assert "确认导入" not in page


@pytest.mark.parametrize(
    ("headings", "message"),
    [
        ([*HEADINGS, "备注"], "没有这一列"),
        ([*HEADINGS, "内容"], "这一列出现了两次"),
        (HEADINGS[:-1], "缺少这一列"),
        (["", *HEADINGS], "有一列没有标题"),
    ],
)
def test_wrong_headings_are_named(admin_client: Client, headings: list[str], message: str) -> None:
    row = (NEW * 2)[: len(headings)]
    assert message in upload(admin_client, csv_of(headings, row))


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (101 * 1024 * 1024))
    return file.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """An Excel file with one of its parts changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(HEADINGS, NEW))) as good,
        zipfile.ZipFile(file, "w") as bad,
    ):
        for part in good.namelist():
            data = good.read(part)
            bad.writestr(part, change(data) if part == name else data)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "空"),
    "blank": (lambda: b"\n\n", "表格里没有内容"),
    "headings only": (lambda: csv_of(HEADINGS), "表格里没有内容"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), "这不是表格文件"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .xlsx"),
    "some other archive": (lambda: zipped("a.txt", b"x"), "这不是表格文件"),
    "a broken archive": (lambda: xlsx_of(HEADINGS, NEW)[:-60], "这不是表格文件"),
    "broken XML": (lambda: with_part(SHEET, lambda data: data[:-40]), "这不是表格文件"),
    "entities": (lambda: with_part(SHEET, lambda data: LAUGHS + data), "这不是表格文件"),
    "entities in UTF-16": (
        lambda: with_part(SHEET, lambda data: (LAUGHS + data).decode().encode("utf-16")),
        "这不是表格文件",
    ),
    "a bomb": (bomb, "文件解压后太大"),
    "a far row": (
        lambda: with_part(SHEET, lambda data: data.replace(b'r="2"', b'r="99999999"')),
        "表格超过10000行",
    ),
    "too large": (lambda: b"a" * (10 * 1024 * 1024 + 1), "文件超过10MB"),
    "too many rows": (lambda: csv_of(HEADINGS, *[NEW] * 10_001), "表格超过10000行"),
    "too many columns": (lambda: csv_of(["列"] * 61, NEW), "表格超过60列"),
    "a formula": (lambda: xlsx_of(HEADINGS, ["=1+1", *NEW[1:]]), "单元格A2是公式"),
    "an error value": (lambda: xlsx_of(HEADINGS, ["#N/A", *NEW[1:]]), "单元格A2是错误值"),
    "a row beyond the headings": (lambda: csv_of(HEADINGS, [*NEW, "", "多"]), "第2行的内容多于"),
    "open quotes": (lambda: '代号,内容\n"a,b'.encode(), "引号或分隔不对"),
    "an unknown encoding": (lambda: b"\xff\xff\xff,\xff", "编码认不出"),
}


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_table_is_refused_in_plain_words(admin_client: Client, name: str) -> None:
    content, message = FILES[name]
    page = upload(admin_client, content())
    assert message in page
    assert "确认导入" not in page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_may_be_in_the_usual_encodings(admin_client: Client, encoding: str) -> None:
    assert "新增1行" in upload(admin_client, csv_of(HEADINGS, NEW, encoding=encoding))


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("3000000", "3000000"),
        ("3,000,000", "3000000"),
        ("３０００，０００元", None),
        ("３，０００，０００元", "3000000"),
        ("300万元", "3000000"),
        ("300 万", "3000000"),
        ("约三百万元整", "3000000"),
        ("\ufeff300万\u200b", "3000000"),
        ("0.03亿元", "3000000"),
        ("327.27万元", "3272700"),
        ("0.1", "0.1"),
        ("300万人", None),
        ("1e6", None),
    ],
)
def test_amounts_are_read_exactly_in_their_usual_writings(written: str, yuan: str | None) -> None:
    column = NumberColumn(RegionalTopUp._meta.get_field("amount_max"))
    if yuan is None:
        with pytest.raises(UnreadableText):
            column.read(written)
    else:
        assert column.read(written) == Decimal(yuan)


@pytest.mark.parametrize(
    "day", ["2026-01-05", "2026/1/5", "2026年1月5日", "２０２６.1.5", date(2026, 1, 5)]
)
def test_days_are_read_in_their_usual_writings(admin_client: Client, day: Any) -> None:
    row = [*NEW[:5], day, *NEW[6:]]
    confirm(admin_client, upload(admin_client, xlsx_of(HEADINGS, row)))
    assert RegionalTopUp.objects.get(code="new-1").effective_from == date(2026, 1, 5)


def test_figures_of_excel_are_read_exactly(admin_client: Client) -> None:
    row = [*NEW[:4], 1234567.89, *NEW[5:]]
    confirm(admin_client, upload(admin_client, xlsx_of(HEADINGS, row)))
    assert RegionalTopUp.objects.get(code="new-1").amount_max == Decimal("1234567.89")


def test_a_missing_column_leaves_its_field_and_a_blank_cell_empties_it(
    admin_client: Client,
) -> None:
    headings = ["代号", "地区", "种类", "内容", "最高金额（元）", "依据"]
    row = ["owner-guangdong", "广东", "配套", "额外配套", "", "owner"]
    confirm(admin_client, upload(admin_client, csv_of(headings, row)))
    top_up = RegionalTopUp.objects.get(code="owner-guangdong")
    assert top_up.amount_max is None
    assert top_up.other_benefits == "研发用房补贴、人才引进"


def test_an_import_cannot_say_that_a_fact_was_checked(admin_client: Client) -> None:
    page = with_one(admin_client, 核对状态="已核原文")
    assert "“已核原文”要在编辑页里核对后改" in page


def test_markup_in_a_file_is_shown_as_text(admin_client: Client) -> None:
    page = with_one(admin_client, 内容="<script>alert(1)</script>", 地区="<img src=x>")
    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.mark.parametrize("page", ["import", "export"])
@pytest.mark.parametrize("may", ["view", "change", None])
def test_only_who_may_change_the_table_exchanges_it(
    client: Client, page: str, may: str | None
) -> None:
    user = User.objects.create_user("editor", is_staff=True)
    names = {"view": ["view"], "change": ["view", "add", "change"]}.get(may or "", [])
    codes = [f"{name}_regionaltopup" for name in names]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(user)
    url = address(RegionalTopUp, page, *(["csv"] if page == "export" else []))
    assert client.get(url).status_code == (200 if may == "change" else 403)
    if may:
        listed = client.get(address(RegionalTopUp, "changelist")).content.decode()
        assert (url in listed) is (may == "change")


def test_visitors_are_sent_to_the_login(client: Client) -> None:
    assert client.get(address(RegionalTopUp, "import")).status_code == 302


def test_other_kinds_of_file_are_not_exported(admin_client: Client) -> None:
    assert admin_client.get(address(RegionalTopUp, "export", "pdf")).status_code == 404


def test_a_thousand_rows_take_few_queries(admin_client: Client) -> None:
    names = [region.short_name for region in Region.objects.provinces()]
    rows = [
        [f"row-{n}", names[n % 31], "认定奖励", f"第{n}项", f"{n}万元", "2026-01-01", "", "owner"]
        for n in range(1000)
    ]
    for changes in ("新增1000行，修改0行", "新增0行，修改1000行"):
        with CaptureQueriesContext(connection) as preview:
            page = upload(admin_client, xlsx_of(HEADINGS, *rows))
        assert changes in page
        with CaptureQueriesContext(connection) as storing:
            assert confirm(admin_client, page).status_code == 302
        assert len(preview) < 40
        assert len(storing) < 200
        for row in rows:
            row[3] += "（新）"
