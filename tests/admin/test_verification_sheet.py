"""What the owner decides on the confirmation sheet is what every page says from then on."""

import html
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from reversion.models import Revision

from policies.admin.verification.sheet import count_waiting
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.diagnosis.submission.tokens import receipt_token
from policies.models import (
    CentreStatement,
    ComparisonCell,
    Criterion,
    Dispute,
    EnterpriseCount,
    SourceDocument,
    SupportMeasure,
)
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
from tests.factories import CONTACT
from tests.pages.test_owner_facts import visible_text

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

SHEET = "/admin/verification/sheet/"
HOME, TOPIC, COMPARE, SOURCES = "/", "/zhongdian-xiaojuren/", "/compare/", "/sources/"
REGION = "/regions/guangdong/"
OWNERS = "最高3000万元（含专项支持）"
NEW = {"text": "每家600万元（三年合计）", "figure": "６００万元"}


def submitted(client: Client) -> str:
    """Return where the receipt of a submission is read."""
    submission = submit_diagnosis(
        idempotency_key="0" * 32,
        profile=Profile(),
        contact=CONTACT,
        period=AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True),
        on=timezone.localdate(),
    )
    return f"/diagnosis/receipt/{receipt_token(submission.reference)}/"


def shown_in(page: str, name: str) -> str:
    """Return what a field of the sheet was printed with."""
    _, _, after = page.partition(f'name="{name}"')
    assert after, f"{name} is not on the sheet"
    value = after.partition(">")[0].partition('value="')[2]
    return html.unescape(value.partition('"')[0])


def send(client: Client, key: str, decision: str, **typed: Any) -> Any:
    """Open the sheet, decide about one line and save."""
    page = client.get(f"{SHEET}?all=1").content.decode()
    fields = {"decision": decision, "seen": shown_in(page, f"{key}-seen")} | typed
    signed = {"decided_by": "李四", "decided_on": str(timezone.localdate())}
    return client.post(SHEET, signed | {f"{key}-{name}": value for name, value in fields.items()})


def opened(key: str = "mof-2024-148") -> SourceDocument:
    document = SourceDocument.objects.get(key=key)
    document.url_checked_on = timezone.localdate()
    document.save()
    return document


def decision_about(code: str, decision: str) -> dict[str, Any]:
    """Return what is typed for a decision."""
    if decision == "settled_owner":
        return {"document": opened().pk}
    return NEW if decision == "settled_reworded" else {}


def texts(client: Client, *paths: str) -> dict[str, str]:
    return {path: visible_text(client.get(path).content.decode()) for path in paths}


def result(client: Client, title: str) -> str:
    """Return what a holder of a title in Guangdong is told."""
    answers = {"current_title": title, "region": "440000", "revenue_y1": "100"}
    response = client.post("/diagnosis/", answers, follow=True)
    return visible_text(response.content.decode())


def data_of(client: Client) -> Any:
    return json.loads(client.get("/data/policies.json").content)


@pytest.mark.parametrize(
    "decision", ["settled_documents", "settled_owner", "settled_reworded", "withdrawn"]
)
def test_settling_a_pair_leaves_one_figure_everywhere(
    client: Client, checker: User, decision: str
) -> None:
    pair = Dispute.objects.get(code="x-2")
    figures = (OWNERS, pair.documents_view.partition("，")[0])
    before = texts(client, HOME, TOPIC, COMPARE, REGION)
    assert all(figure in text for text in before.values() for figure in figures)
    revisions = Revision.objects.count()
    typed = decision_about("x-2", decision)
    revisions = Revision.objects.count()
    assert send(client, "x-2", decision, **typed).status_code == 302
    assert Revision.objects.count() == revisions + 1
    left = {
        "settled_documents": pair.documents_view,
        "settled_owner": OWNERS,
        "settled_reworded": NEW["text"],
        "withdrawn": "",
    }[decision]
    for path, text in texts(client, HOME, TOPIC, COMPARE, REGION, SOURCES).items():
        assert (OWNERS in text) is (left == OWNERS), path
        assert path == SOURCES or (pair.documents_view in text) is (left == pair.documents_view)
        assert left in text, path
    # A result tells the money of the enterprise's region, never that of the state.
    told = result(client, "little_giant")
    assert not any(figure in told for figure in (*figures, NEW["text"]))
    measure = data_of(client)["facts"]["supportmeasure"]
    row = next(each for each in measure if each["id"] == "owner-central-fund")
    amounts = {"settled_owner": "30000000", "settled_reworded": "6000000"}
    assert row["amount"] == amounts.get(decision)
    assert row["figure_wording"] == ("" if left == OWNERS else left)
    dispute = next(each for each in data_of(client)["disputes"] if each["id"] == "x-2")
    assert dispute["status"] == decision
    assert (dispute["owner_view"] == OWNERS) is (left == OWNERS)


def test_a_settled_count_is_the_same_on_the_pages_that_state_it(
    client: Client, checker: User
) -> None:
    pair = Dispute.objects.get(code="x-4")
    assert all("5500" in text for text in texts(client, TOPIC, COMPARE).values())
    send(client, "x-4", "settled_reworded", text="4264家（历次公示合计）", figure="4264家")
    for text in texts(client, TOPIC, COMPARE).values():
        assert "约5500家" not in text
        assert "工信部数据" not in text
        assert "4264家（历次公示合计）" in text
    send(client, "x-4", "withdrawn")
    assert all("约5500家" not in text for text in texts(client, TOPIC, COMPARE).values())
    pair.refresh_from_db()
    assert pair.status == "withdrawn"


def test_a_settled_reward_is_the_same_on_its_region_in_the_result_and_in_the_table(
    client: Client, checker: User
) -> None:
    def places() -> list[str]:
        found = texts(client, REGION, "/data/regions.csv", TOPIC)
        return [*found.values(), result(client, "specialized")]

    assert all("300万" in text or ",3000000," in text for text in places())
    send(client, "x-15", "settled_documents")
    assert not any("最高300万元" in text or ",3000000," in text for text in places())


def test_a_pair_that_is_opened_again_says_what_it_said(client: Client, checker: User) -> None:
    def stored() -> list[Any]:
        kinds = (SupportMeasure, EnterpriseCount, ComparisonCell)
        rows = [kind.objects.values() for kind in kinds]
        return [
            {name: value for name, value in row.items() if not name.startswith("decided")}
            for found in rows
            for row in found
        ]

    before = stored()
    for code in ("x-2", "x-4"):
        for decision in ("settled_documents", "withdrawn", "open"):
            send(client, code, decision)
    assert stored() == before


def test_the_centres_figure_needs_a_document_that_someone_opened(
    client: Client, checker: User
) -> None:
    closed = SourceDocument.objects.get(key="mof-2024-148")
    for typed in ({}, {"document": closed.pk}):
        response = send(client, "x-2", "settled_owner", **typed)
        assert response.status_code == 422
    assert Dispute.objects.get(code="x-2").is_open


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"text": ""}, "请写上新的表述。"),
        ({"text": "新的", "figure": "600"}, "单位是元"),
        ({"text": "新的", "figure": "600家"}, "单位是元"),
    ],
)
def test_what_cannot_be_taken_is_said_and_kept(
    client: Client, checker: User, typed: dict[str, str], says: str
) -> None:
    response = send(client, "x-2", "settled_reworded", **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert all(f'value="{text}"' in page for text in typed.values() if text)


def test_a_supplement_is_only_folded_away_and_changes_no_criterion(
    client: Client, checker: User
) -> None:
    criteria = list(Criterion.objects.values())
    assert send(client, "x-7", "withdrawn").status_code == 422
    wording = Dispute.objects.get(code="x-7").public_wording
    assert wording in texts(client, TOPIC)[TOPIC]
    assert send(client, "x-7", "folded").status_code == 302
    assert wording not in texts(client, TOPIC)[TOPIC]
    assert list(Criterion.objects.values()) == criteria


def test_texts_that_repeat_the_figure_are_listed_not_rewritten(
    client: Client, checker: User
) -> None:
    measure = SupportMeasure.objects.exclude(code="owner-central-fund")[0]
    measure.detail = "有人说3000万元。"
    measure.save()
    response = send(client, "x-2", "settled_documents")
    page = client.get(response["Location"]).content.decode()
    assert "有人说3000万元。" in page
    measure.refresh_from_db()
    assert measure.detail == "有人说3000万元。"


def test_what_changed_since_the_sheet_was_opened_is_not_decided(
    client: Client, checker: User
) -> None:
    response = send(client, "x-2", "settled_documents", seen="别的")
    assert response.status_code == 409
    assert Dispute.objects.get(code="x-2").is_open


def test_the_most_at_stake_stands_first_and_the_front_page_counts(admin_client: Client) -> None:
    page = admin_client.get(SHEET)
    keys = [line.key for line in page.context["lines"]]
    assert keys[:2] == ["x-4", "x-2"]
    codes = [{pair.code for pair in line.pairs} for line in page.context["lines"]]
    assert next(n for n, of in enumerate(codes) if "x-10" in of) < keys.index("x-15")
    assert (
        f"确认单<strong>{count_waiting()}</strong>" in admin_client.get("/admin/").content.decode()
    )
    send(admin_client, "x-2", "open")
    assert count_waiting() == len(keys) - 1


# Sentences and benefits


def statement(key: str) -> tuple[CentreStatement, str]:
    row = CentreStatement.objects.get(key=key)
    return row, f"centrestatement-{row.pk}"


def about(client: Client) -> str:
    return texts(client, "/about/")["/about/"]


def test_a_sentence_is_printed_once_the_owner_agrees(client: Client, checker: User) -> None:
    limits, key = statement("limits")
    assert limits.text not in about(client)
    send(client, key, "agreed")
    assert limits.text in about(client)
    send(client, key, "reworded", text="不代写材料。")
    assert "不代写材料。" in about(client)
    send(client, key, "withdrawn")
    assert "不代写材料。" not in about(client)


def test_an_empty_sentence_is_not_agreed_to(client: Client, checker: User) -> None:
    _, key = statement("fees")
    assert send(client, key, "agreed").status_code == 422
    assert send(client, key, "reworded", text="首次咨询不收费。").status_code == 302
    assert "首次咨询不收费。" in about(client)


def test_no_page_says_what_the_owner_has_not_said(client: Client) -> None:
    for path in ("/", TOPIC, "/xiaojuren/", "/about/", "/diagnosis/"):
        text = visible_text(client.get(path).content.decode())
        assert "本站不是政府网站，也不代办" not in text, path
        assert "申报全程免费，条件" not in text, path


def test_a_promise_that_is_withdrawn_leaves_the_receipt(client: Client, checker: User) -> None:
    receipt = submitted(client)
    assert "一般在3个工作日内，也就是" in texts(client, receipt)[receipt]
    _, key = statement("reply")
    send(client, key, "reworded", text="顾问在{天数}天里写信给您。")
    assert "顾问在3天里写信给您。" in texts(client, receipt)[receipt]
    send(client, key, "withdrawn")
    assert "写信给您" not in texts(client, receipt)[receipt]


def test_a_benefit_without_a_document_is_withdrawn_everywhere(
    client: Client, checker: User
) -> None:
    benefit = SupportMeasure.objects.get(code="owner-finance-1")
    assert benefit.text in texts(client, TOPIC)[TOPIC]
    send(client, f"supportmeasure-{benefit.pk}", "withdrawn")
    assert benefit.text not in texts(client, TOPIC)[TOPIC]


@pytest.mark.django_db(transaction=True)
def test_the_sheet_is_filled_in_by_hand(desk: Page) -> None:
    desk.goto(f"{SHEET}#x-2")
    line = desk.locator("#x-2")
    line.get_by_label("采用本中心新表述").check()
    line.get_by_label("改写为").fill(NEW["text"])
    line.get_by_label("新表述里的数").fill("600万元")
    desk.get_by_role("button", name="照此保存").click()
    desk.goto(COMPARE)
    assert NEW["text"] in desk.inner_text("main")
    assert OWNERS not in desk.inner_text("main")
    desk.goto(SHEET)
    desk.emulate_media(media="print")
    assert not desk.get_by_role("button", name="照此保存").is_visible()
