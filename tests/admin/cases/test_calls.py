"""Whom to call when the round has come, and what a closed case came to, in the list and files."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.diagnosis.casework.steps import add_note
from policies.diagnosis.models import AccessRecord, Submission
from policies.diagnosis.vocabulary import AccessKind, CaseOutcome, CaseStatus, Goal
from policies.models import ApplicationRound, SourceDocument, Tier
from policies.vocabulary import NoticeState, TierCode
from tests.admin.cases.test_export import export, rows_of_csv

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

LIST = "admin:diagnosis_submission_changelist"
CALLS = {"waits": "round"}


@pytest.fixture
def coming_round() -> ApplicationRound:
    """Return a round of 重点 whose notice is not out; there is no other."""
    ApplicationRound.objects.filter(tier__code=TierCode.KEY_LITTLE_GIANT).delete()
    notice = SourceDocument.objects.get(key="miit-2026-2")
    SourceDocument.objects.filter(pk=notice.pk).update(published_on=timezone.localdate())
    round = ApplicationRound.objects.all()[0]
    round.pk, round.code, round.notice_state = None, "key-next", NoticeState.EXPECTED
    round.tier, round.notice = Tier.objects.get(code=TierCode.KEY_LITTLE_GIANT), notice
    round.application_year = timezone.localdate().year + 1
    round.save()
    return round


@pytest.fixture
def keep(submit: Callable[..., Submission]) -> Callable[..., Submission]:
    """Return a function that stores a submission kept for the round, half a year ago."""

    def keep(**changes: Any) -> Submission:
        case = submit(key=f"{Submission.objects.count():032}")
        kept = {
            "goal": Goal.KEY,
            "kept_for_round": True,
            "created_at": timezone.now() - timedelta(days=180),
            "status": CaseStatus.CLOSED,
        }
        Submission.objects.filter(pk=case.pk).update(**kept | changes)
        return case

    return keep


def test_who_was_kept_for_the_round_is_called_when_its_notice_is_out(
    desk: Client, zhang: User, coming_round: ApplicationRound, keep: Callable[..., Submission]
) -> None:
    case = keep()
    add_note(pk=case.pk, by=zhang, text="等通知出来再说")
    keep(kept_for_round=False)
    keep(goal=Goal.NEXT)
    keep(status=CaseStatus.SPAM)
    keep(created_at=timezone.now())  # waits for the next round
    front = desk.get(reverse("admin:index")).content.decode()
    assert "给这些企业打电话" not in front
    assert not desk.get(reverse(LIST), CALLS).context["cl"].result_list

    ApplicationRound.objects.update(notice_state=NoticeState.ISSUED)
    AccessRecord.objects.all().delete()

    assert (
        "给这些企业打电话 <strong>1</strong>" in desk.get(reverse("admin:index")).content.decode()
    )
    page = desk.get(reverse(LIST), CALLS)
    assert [row.reference for row in page.context["cl"].result_list] == [case.reference]
    content = page.content.decode()
    case.refresh_from_db()
    assert all(text in content for text in (case.gap_text, case.phone, "等通知出来再说"))
    [row] = rows_of_csv(export(desk, "csv", "?waits=round"))
    assert (row["编号"], row["最近备注"]) == (case.reference, "等通知出来再说")
    assert row["缺什么"] == case.gap_text
    seen = AccessRecord.objects.order_by("pk").values_list("kind", "reference")
    assert list(seen) == [(kind, case.reference) for kind in (AccessKind.VIEWED, "exported")]


def test_what_a_case_came_to_stands_in_list_counters_and_file(
    desk: Client, submit: Callable[..., Submission]
) -> None:
    case = submit()
    submit(key="1" * 32)
    address = reverse("admin:diagnosis_submission_step", args=[case.pk])
    closing = {"step": "close", "seen": "new/", "outcome": CaseOutcome.REFUSED}
    assert desk.post(address, closing | {"outcome_on": ""}).status_code == 422
    assert desk.post(address, closing | {"outcome_on": "2026-11-20"}).status_code == 302
    case.refresh_from_db()
    assert (case.outcome, case.outcome_on) == ("refused", date(2026, 11, 20))
    page = desk.get(reverse(LIST), {"outcome": "refused"})
    assert [row.reference for row in page.context["cl"].result_list] == [case.reference]
    assert "已关闭，未通过" in page.content.decode()
    assert ("未通过", 1) in [(row.label, row.count) for row in page.context["counters"]]
    [row] = rows_of_csv(export(desk, "csv", "?outcome=refused"))
    assert (row["结果"], row["结果日期"]) == ("未通过", "2026-11-20")
