"""What staff edited and enterprises submitted under 0.9.0 is all there after the upgrade."""

import gzip
import html
import json
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from reversion.models import Revision

from policies.diagnosis.form.answer_sheet import is_contact_only
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.brief import CONTACT_ONLY
from policies.diagnosis.submission.submit import message_for
from policies.diagnosis.submission.tokens import receipt_token
from policies.models import Condition, RegionalTopUp, Term
from policies.vocabulary import PublicationState
from tests.upgrade.stored_release import ROWS

pytestmark = pytest.mark.usefixtures("upgraded")

READERS_PAGES = (
    "/",
    "/zhongdian-xiaojuren/",
    "/xiaojuren/",
    "/zhuanjingtexin/",
    "/kejichuangxin/",
    "/compare/",
    "/regions/",
    "/regions/zhejiang/",
    "/diagnosis/",
    "/sources/",
    "/glossary/",
    "/updates/",
    "/data/policies.json",
    "/data/regions.csv",
)


def stored_rows() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = json.loads(gzip.decompress(ROWS.read_bytes()))
    return rows


def test_no_row_is_lost() -> None:
    ours = {
        label: len(rows)
        for label, rows in stored_rows().items()
        if label.split(".")[0] in ("policies", "diagnosis")
    }
    found = {label: apps.get_model(label)._base_manager.count() for label in ours}
    assert found == ours
    assert Revision.objects.count() == 26


def test_what_staff_edited_and_withdrew_stays_so() -> None:
    revenue = Condition.objects.get(criterion__code="lg-revenue")
    assert revenue.threshold == Decimal(5500)
    assert Term.objects.get(key="class-1-ip").meaning.endswith("（编辑补充）")
    assert RegionalTopUp.objects.get(code="beijing-first").conditions == "编辑核对过的条件"
    withdrawn = RegionalTopUp.objects.filter(publication=PublicationState.WITHDRAWN)
    codes = {"shanghai-scale", "zhejiang-goal", "zhejiang-project"}
    assert set(withdrawn.values_list("code", flat=True)) == codes


def test_submissions_keep_their_answers_and_their_verdicts() -> None:
    by_key = {submission.idempotency_key: submission for submission in Submission.objects.all()}
    specialised, little_giant = by_key["1" * 32], by_key["2" * 32]
    assert specialised.answers["revenue_y1"] == "6000"
    assert specialised.contact_name == "张三"
    assert specialised.answer is not None
    assert specialised.answer.headline.startswith("小巨人：还差3项")
    assert little_giant.answer is not None
    assert "2024至2026年三批遴选已结束" in little_giant.answer.headline


def test_submissions_still_show_at_the_desk_on_their_receipt_and_in_the_mail(
    admin_client: Client, settings: Settings
) -> None:
    settings.RECEIPT_DAYS = 36500
    for submission in Submission.objects.all():
        assert submission.answer is not None
        is_bare = is_contact_only(submission.answers)
        conclusion = CONTACT_ONLY if is_bare else submission.answer.headline
        assert conclusion in message_for(submission).text
        desk = reverse("admin:diagnosis_submission_change", args=[submission.pk])
        assert submission.answer.headline in html.unescape(admin_client.get(desk).content.decode())
        for name in ("diagnosis-receipt", "diagnosis-correct"):
            page = reverse(name, args=[receipt_token(submission.reference)])
            assert submission.reference in admin_client.get(page).content.decode()


def test_every_page_answers() -> None:
    client = Client()
    assert {path: client.get(path).status_code for path in READERS_PAGES} == dict.fromkeys(
        READERS_PAGES, 200
    )
