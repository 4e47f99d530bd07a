"""The receipt: a last look, the result for thirty days, a correction under the same reference."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.models import AccessRecord, Delivery, MailboxTask, Submission
from policies.diagnosis.privacy.deletion import carry_out_deletions
from policies.diagnosis.submission.brief import brief_of
from policies.diagnosis.submission.masking import masked
from policies.diagnosis.submission.receipt import receipt_rows
from policies.diagnosis.submission.tokens import receipt_token
from policies.diagnosis.vocabulary import AccessKind, DeliveryKind, DeliveryState, SpamSignal
from policies.rules import Profile
from policies.vocabulary import ChainRole, CurrentTitle, PlanAspect, ProductField, Province
from tests.admin.forms import FieldReader
from tests.pages.test_owner_facts import visible_text

pytestmark = pytest.mark.django_db

KEY = Profile(
    region=Province.HUBEI,
    current_title=CurrentTitle.LITTLE_GIANT,
    title_valid=True,
    plan_investment=Decimal(1800),
    plan_aspects=frozenset({PlanAspect.NEW_DRIVERS, PlanAspect.NEW_PRODUCTS}),
    listed=False,
    funded_before=False,
    clean_record=True,
    tax_clean=True,
)
LITTLE_GIANT = Profile(
    region=Province.HUBEI,
    current_title=CurrentTitle.SPECIALIZED,
    title_valid=True,
    is_sme=True,
    revenue_y1=Decimal("6200.50"),
    revenue_y3=Decimal(5700),
    rd_y1=Decimal(520),
    rd_y2=Decimal(410),
    class1_ip=Decimal(0),
    national_award=False,
    excluded_by_notice=False,
    product_fields=frozenset({ProductField.CORE_PARTS, ProductField.KEY_SOFTWARE}),
    chain_roles=frozenset(),
)
UNUSUAL = Profile(
    current_title=CurrentTitle.TECH_INNOVATIVE,
    title_valid=False,
    chain_roles=frozenset({ChainRole.FILLS_GAP}),
    equity_2y=Decimal(0),
)


def address_of(submission: Submission, name: str = "receipt") -> str:
    return reverse(f"diagnosis-{name}", args=[receipt_token(submission.reference)])


def posted_untouched(client: Client, submission: Submission) -> dict[str, Any]:
    """Return what a browser posts of the page on which nothing was changed."""
    reader = FieldReader()
    reader.feed(client.get(address_of(submission, "correct")).content.decode())
    return {name: values for name, values in reader.fields.items() if name != "q"}


def correct(client: Client, submission: Submission, **changes: Any) -> Any:
    untouched = posted_untouched(client, submission)
    return client.post(address_of(submission, "correct"), untouched | changes)


def fails_to_write(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Fail as a database does whose disk is full."""
    if sql.startswith(("UPDATE", "INSERT")):
        raise OperationalError("database or disk is full")
    return execute(sql, params, many, context)


def test_it_shows_the_result_and_of_the_contact_no_more_than_a_mask(
    client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit(profile=KEY, wechat="wang-xiaojuren", city="孝感")
    response = client.get(address_of(submission))
    page = response.content.decode()
    text = visible_text(page)
    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page
    for shown in (
        submission.reference,
        "138••••8000",
        "z•••@example.com",
        "襄阳某某精密机械有限公司",
        "重点小巨人的基本条件：还有1项未达到",
        "您填1800万元，须超过2000万元",
        "打造新动能、开发新产品",
        "财建〔2024〕148号",
        "顾问会在收到后联系您，一般在3个工作日内",
    ):
        assert shown in text
    for hidden in ("13800138000", "zhang@", "wang-xiaojuren", "张三", "孝感", "归集", "共轨"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("phone", "13800138000", "138 •••• 8000"),
        ("phone", "+86 138-0013-8000", "861 •••• 8000"),
        ("phone", "87654321", "87 •••• 21"),
        ("phone", "13800138000/027-87654321", "138 •••• 8000、027 •••• 4321"),
        ("email", "a@qq.com", "a•••@qq.com"),
        ("wechat", "w12345", "w•••"),
        ("phone", "", ""),
    ],
)
def test_a_mask_leaves_both_ends(field: str, value: str, shown: str) -> None:
    assert masked(Submission(**{field: value}), field) == shown


def test_it_can_be_seen_for_thirty_days(
    client: Client, submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.RECEIPT_DAYS = 30
    submission = submit()
    for age, status in ((timedelta(days=30, minutes=-1), 200), (timedelta(days=30), 410)):
        Submission.objects.update(created_at=timezone.now() - age)
        for name in ("receipt", "correct"):
            response = client.get(address_of(submission, name))
            assert response.status_code == status
    assert "回执只留30天" in response.content.decode()
    assert (
        client.post(address_of(submission, "correct"), {"phone": "13900139000"}).status_code == 410
    )
    assert Submission.objects.get().phone == "13800138000"


@pytest.mark.parametrize("token", ["forged", "%00", "K7M2QX4P"])
@pytest.mark.parametrize("after", ["", "correct/"])
def test_an_altered_address_is_not_found(client: Client, token: str, after: str) -> None:
    assert client.get(f"/diagnosis/receipt/{token}/{after}").status_code == 404


@pytest.mark.usefixtures("folders")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("contact", [{}, {"phone": "", "email": "", "wechat": "Wang_1"}])
def test_its_holder_deletes_it_as_the_deletion_page_does(
    client: Client, submit: Callable[..., Submission], contact: dict[str, str]
) -> None:
    submission = submit(**contact)
    Delivery.objects.update(state=DeliveryState.SENT)
    assert client.get(address_of(submission, "withdraw")).status_code == 405
    for _ in range(2):  # the button is pressed twice
        response = client.post(address_of(submission, "withdraw"))
        assert "撤回之前的处理仍然有效" in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
    carry_out_deletions()
    assert not Submission.objects.exists()
    assert not Delivery.objects.exists()
    assert AccessRecord.objects.get().kind == AccessKind.DELETED
    assert MailboxTask.objects.get().reference == submission.reference
    assert client.get(address_of(submission)).status_code == 410


def test_a_deletion_that_cannot_be_stored_says_that_nothing_is_deleted(
    client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit()
    with connection.execute_wrapper(fails_to_write):
        response = client.post(address_of(submission, "withdraw"))
    assert response.status_code == 503
    assert "什么也没有删除" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_page_that_stayed_open_deletes_too(
    client: Client, submit: Callable[..., Submission], folders: None
) -> None:
    submission = submit()
    Submission.objects.update(created_at=timezone.now() - timedelta(days=90))
    client.post(address_of(submission, "withdraw"))
    carry_out_deletions()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("profile", [KEY, LITTLE_GIANT, replace(KEY, listed=True)])
def test_receipt_mail_and_answer_name_the_same_gaps(
    submit: Callable[..., Submission], profile: Profile
) -> None:
    submission = submit(profile=profile)
    assert submission.answer is not None
    assert submission.answer.verdict is not None
    rows = receipt_rows(submission.answer.verdict, submission.answers)
    verdict = submission.answer.verdict
    excluded = [item.criterion.title for item in verdict.result.exclusions]
    missing = [gap.title for gap in verdict.gaps] + excluded
    assert [row.title for row in rows if row.is_missing] == missing
    assert [row.label for row in brief_of(submission).gaps] == missing[: len(verdict.gaps)]


@pytest.mark.parametrize("profile", [KEY, LITTLE_GIANT, UNUSUAL, Profile()])
def test_the_page_posted_untouched_changes_and_sends_nothing(
    client: Client, submit: Callable[..., Submission], profile: Profile
) -> None:
    submission = submit(profile=profile, industry="工业")
    before = Submission.objects.values().get()
    response = correct(client, submission)
    assert response.status_code == 303
    assert Submission.objects.values().get() == before
    assert submission.deliveries.count() == 1


def test_a_correction_keeps_the_reference_and_tells_the_advisers_once(
    client: Client, submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.DIAGNOSIS_RECIPIENTS = ["a@example.com", "b@example.com"]
    submission = submit(profile=KEY)
    untouched = posted_untouched(client, submission)
    changes = {"plan_investment": "2100", "phone": "13900139000", "message": "改了投资"}
    for _ in range(2):
        response = client.post(address_of(submission, "correct"), untouched | changes)
        assert response.headers["Location"] == address_of(submission)
    after = Submission.objects.get()
    assert after.reference == submission.reference
    assert (after.phone, after.email, after.message) == (
        "13900139000",
        "zhang@example.com",
        "改了投资",
    )
    assert after.answers["plan_investment"] == "2100"
    assert after.verdict == "重点小巨人数值条件均达到"
    sent = after.deliveries.filter(subject__startswith="更正｜")
    assert {message.recipient for message in sent} == {"a@example.com", "b@example.com"}
    assert after.deliveries.count() == 4
    assert after.deliveries.values("message_id").distinct().count() == 4
    text = sent[0].text
    assert "更正了：电话、想对顾问说的话、三年推进计划投资总额" in text
    assert "13900139000" in text.splitlines()[3]
    page = client.get(response.headers["Location"]).content.decode()
    assert "更正已经发给顾问" in page
    assert "139 •••• 9000" in page


def test_a_suspected_sender_may_correct_and_stays_suspected(
    client: Client, submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.ACKNOWLEDGE_SUBMISSIONS = True
    submission = submit(spam_signal=SpamSignal.HASTE)
    assert correct(client, submission, phone="13900139000").status_code == 303
    kinds = set(submission.deliveries.values_list("kind", flat=True))
    assert kinds == {DeliveryKind.SUSPECTED}


def test_what_is_wrong_comes_back_typed_and_stores_nothing(
    client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit(profile=KEY)
    response = correct(client, submission, phone="12", plan_investment="很多", wechat="wang-1")
    page = response.content.decode()
    assert response.status_code == 422
    for typed in ('value="12"', 'value="很多"', 'value="wang-1"'):
        assert typed in page
    assert Submission.objects.get().wechat == ""
    assert submission.deliveries.count() == 1


def test_only_so_many_corrections_are_taken(
    client: Client, submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.CORRECTIONS_PER_SUBMISSION = 2
    submission = submit()
    statuses = [correct(client, submission, phone=f"1390013900{n}").status_code for n in range(3)]
    assert statuses == [303, 303, 429]
    assert Submission.objects.get().phone == "13900139001"
    assert submission.deliveries.count() == 3


def test_neither_a_full_disk_nor_an_expired_cookie_loses_what_was_typed(
    submit: Callable[..., Submission],
) -> None:
    submission = submit(profile=KEY)
    with connection.execute_wrapper(fails_to_write):
        full = correct(Client(), submission, phone="13900139000")
    browser = Client(enforce_csrf_checks=True)
    expired = browser.post(address_of(submission, "correct"), {"phone": "13900139000"})
    assert (full.status_code, expired.status_code) == (503, 403)
    for response in (full, expired):
        page = response.content.decode()
        assert 'value="13900139000"' in page
        assert "no-store" in response.headers["Cache-Control"]
    fresh = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', expired.content.decode())
    assert fresh is not None
    assert Submission.objects.get().phone == "13800138000"


def test_who_only_left_a_contact_is_told_that_answers_can_follow(
    client: Client, submit: Callable[..., Submission]
) -> None:
    text = visible_text(client.get(address_of(submit())).content.decode())
    assert "这次只留了联系方式" in text
    assert "未填" not in text
