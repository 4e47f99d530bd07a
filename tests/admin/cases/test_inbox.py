"""The inbox, masked, and the page of a case, whole; who opened it is recorded."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.diagnosis.models import AccessRecord, Delivery, Note, Submission
from policies.diagnosis.vocabulary import AccessKind, CaseStatus, DeliveryState
from policies.models import ApplicationRound, RoundWindow
from policies.rules.answers import Profile
from policies.vocabulary import NoticeState, TierCode
from tests.admin.cases.staff import adviser
from tests.admin.test_desk import ENGLISH, TAG, TITLES, UNSEEN
from tests.factories import CONTACT

pytestmark = pytest.mark.once

LIST = "admin:diagnosis_submission_changelist"
MOST_QUERIES_OF_THE_LIST = 20
MOST_QUERIES_OF_A_CASE = 20
BUTTON = re.compile(r"<button[^>]*>([^<]+)</button>")
HOSTILE = "<script>alert(1)</script>{{ 1 }}=1+1"

Submit = Callable[..., Submission]


def page_of(submission: Submission) -> str:
    return reverse("admin:diagnosis_submission_change", args=[submission.pk])


def shown(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def listed(client: Client, **query: str) -> list[str]:
    """Return the references in the list, in its order."""
    result = client.get(reverse(LIST), query, follow=True).context["cl"].result_list
    return [submission.reference for submission in result]


def store(submit: Submit, **changes: Any) -> Submission:
    """Return a new submission with some of its fields changed."""
    submission = submit(key=f"{Submission.objects.count():032}")
    Submission.objects.filter(pk=submission.pk).update(**changes)
    submission.refresh_from_db()
    return submission


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        shown(client, url)
    return len(captured)


# The inbox


def test_the_list_shows_where_a_case_stands_and_masks_the_company(
    desk: Client, zhang: User, submit: Submit
) -> None:
    submission = store(submit, status=CaseStatus.TAKEN, assigned_to=zhang)
    page = shown(desk, reverse(LIST))
    row = page[page.index('id="result_list"') :]
    for text in (submission.reference, "襄阳**机械有限公司", submission.verdict, "已接手"):
        assert text in row
    assert "张三" in row
    assert "待发" in row


def test_nothing_that_reaches_a_person_stands_in_the_list(desk: Client, submit: Submit) -> None:
    submit()
    page = shown(desk, reverse(LIST))
    personal = ("company_name", "phone", "email", "message")
    assert not [name for name in personal if CONTACT[name] in page]
    assert AccessRecord.objects.count() == 0


def test_the_list_reads_neither_answers_nor_contact(desk: Client, submit: Submit) -> None:
    submit()
    with CaptureQueriesContext(connection) as captured:
        shown(desk, reverse(LIST))
    sql = " ".join(query["sql"] for query in captured)
    assert '"assessment"' not in sql
    assert '"answers"' not in sql
    assert '"phone"' not in sql


def test_the_verdict_is_the_one_of_the_mail(submit: Submit) -> None:
    submission = submit(profile=Profile(revenue_y1=Decimal(6000)))
    assert submission.verdict in submission.deliveries.get().subject


def test_overdue_stands_first_then_what_is_open_by_its_day_then_the_newest(
    desk: Client, submit: Submit
) -> None:
    today, now = timezone.localdate(), timezone.now()
    rows = [
        (CaseStatus.NEW, -5, 9),
        (CaseStatus.TAKEN, -1, 8),
        (CaseStatus.NEW, 2, 7),
        (CaseStatus.CONTACTED, -9, 6),
        (CaseStatus.CONTACTED, -8, 5),
        (CaseStatus.CLOSED, -20, 1),
        (CaseStatus.SPAM, -30, 2),
    ]
    wanted = [
        store(
            submit,
            status=status,
            due_on=today + timedelta(days=due_in),
            created_at=now - timedelta(days=days_ago),
        ).reference
        for status, due_in, days_ago in reversed(rows)
    ][::-1]
    assert listed(desk) == wanted


def test_overdue_is_said_in_words(desk: Client, submit: Submit) -> None:
    submission = store(submit, due_on=timezone.localdate() - timedelta(days=3))
    overdue = '<strong class="overdue">已过期3天</strong>'
    assert overdue in shown(desk, reverse(LIST))
    assert overdue in shown(desk, page_of(submission))
    Submission.objects.update(status=CaseStatus.CONTACTED)
    assert overdue not in shown(desk, reverse(LIST))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"status": "new"}, ["nobody's", "overdue", "failed"]),
        ({"status": "open"}, ["mine", "nobody's", "overdue", "failed"]),
        ({"adviser": "me"}, ["mine"]),
        ({"adviser": "nobody"}, ["nobody's", "overdue", "failed", "closed"]),
        ({"due": "overdue"}, ["overdue"]),
        ({"mail": "failed"}, ["failed"]),
        ({"status": "closed", "adviser": "nobody"}, ["closed"]),
        ({"status": "nonsense"}, ["mine", "nobody's", "overdue", "failed", "closed"]),
        ({"mail": "\0"}, ["mine", "nobody's", "overdue", "failed", "closed"]),
    ],
)
def test_the_list_is_filtered(
    desk: Client, zhang: User, submit: Submit, query: dict[str, str], wanted: list[str]
) -> None:
    day = timezone.localdate()
    cases = {
        "mine": store(submit, status=CaseStatus.TAKEN, assigned_to=zhang),
        "nobody's": store(submit),
        "overdue": store(submit, due_on=day - timedelta(days=1)),
        "failed": store(submit),
        "closed": store(submit, status=CaseStatus.CLOSED),
    }
    Delivery.objects.filter(submission=cases["failed"]).update(state=DeliveryState.FAILED)
    assert set(listed(desk, **query)) == {cases[name].reference for name in wanted}


def test_the_counters_lead_to_as_many_cases_as_they_say(
    desk: Client, zhang: User, submit: Submit
) -> None:
    store(submit, due_on=timezone.localdate() - timedelta(days=1))
    store(submit, status=CaseStatus.TAKEN, assigned_to=zhang)
    store(submit, status=CaseStatus.CLOSED, assigned_to=zhang)
    counters = desk.get(reverse(LIST)).context["counters"]
    assert {counter.label: counter.count for counter in counters} == {
        "已过期": 1, "我的": 1, "未分配": 1,
        "新": 1, "已接手": 1, "已联系": 0, "已关闭": 1,
        "疑似垃圾": 0, "垃圾信息": 0,
    }  # fmt: skip
    for counter in counters:
        assert len(listed(desk, **counter.parameters)) == counter.count
        page = shown(desk, reverse(LIST), **counter.parameters)
        assert f'href="?{counter.query.replace("&", "&amp;")}" aria-current="page"' in page


@pytest.mark.parametrize(
    "typed",
    [
        "{reference}", "{lower}", "{prefix}", " {reference} ", "{wide}",
        "甲精密", "甲 机械", "甲精密（湖北）", "甲　湖北",
        "91110000600037341L", "91110000600037341l", "9111000060",
    ],
)  # fmt: skip
def test_submissions_are_found_by_reference_company_and_code(
    desk: Client, submit: Submit, typed: str
) -> None:
    wanted = submit(uscc="91110000600037341L", company_name="甲精密（湖北）机械有限公司")
    submit(key="1" * 32, company_name="乙公司")
    reference = wanted.reference
    wide = "".join(chr(ord(character) + 0xFEE0) for character in reference)
    text = typed.format(
        reference=reference, lower=reference.lower(), prefix=reference[:5], wide=wide
    )
    assert listed(desk, q=text) == [reference]


@pytest.mark.parametrize("typed", ["%", "_", "'", HOSTILE, "长" * 10_000, "长 " * 5_000, "\0"])
def test_a_search_for_anything_is_answered(desk: Client, submit: Submit, typed: str) -> None:
    submit()
    page = desk.get(reverse(LIST), {"q": typed})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_the_list_costs_the_same_whatever_its_length(desk: Client, submit: Submit) -> None:
    submit()
    few = queries_of(desk, reverse(LIST))
    for _ in range(50):
        store(submit)
    assert queries_of(desk, reverse(LIST)) == few <= MOST_QUERIES_OF_THE_LIST


# The page of a case


def test_the_page_shows_answers_in_words_and_every_attempt(desk: Client, submit: Submit) -> None:
    submission = submit(profile=Profile(revenue_y1=Decimal(6000), listed=False))
    call_command("deliver", "--once")
    page = shown(desk, page_of(submission))
    for text in (
        "2026年（预计）营业收入",
        "6000万元",
        "已发出",
        "对方已接收",
        "张三",
        "13800138000",
    ):
        assert text in page


def test_a_case_left_to_a_person_has_its_page(desk: Client, submit: Submit) -> None:
    submission = store(submit, assessment=None, verdict="待人工评估")
    assert "待人工评估" in shown(desk, page_of(submission))


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        (CaseStatus.NEW, ["已联系", "转同事", "关闭", "接手", "垃圾信息"]),
        (CaseStatus.TAKEN, ["已联系", "转同事", "关闭", "垃圾信息"]),
        (CaseStatus.CONTACTED, ["已联系", "转同事", "关闭", "垃圾信息"]),
        (CaseStatus.CLOSED, ["重新打开"]),
        (CaseStatus.SPAM, ["重新打开"]),
    ],
)
def test_the_steps_are_the_first_buttons_of_the_page(
    desk: Client, zhang: User, submit: Submit, status: CaseStatus, buttons: list[str]
) -> None:
    has_adviser = status != CaseStatus.NEW
    case = store(submit, status=status, assigned_to=zhang if has_adviser else None)
    page = shown(desk, page_of(case))
    content = page[page.index('id="content-main"') :]
    assert BUTTON.findall(content)[: len(buttons) + 1] == [*buttons, "保存备注"]
    is_refused = 'value="contacted" disabled' in content
    assert is_refused is (status == CaseStatus.CONTACTED)


def test_other_submissions_under_the_same_code_are_linked(desk: Client, submit: Submit) -> None:
    one, other, stranger = (store(submit) for _ in range(3))
    for submission in (one, other):
        Submission.objects.filter(pk=submission.pk).update(uscc="91110000600037341L")
    assert f'href="{page_of(other)}"' in shown(desk, page_of(one))
    assert f'href="{page_of(stranger)}"' not in shown(desk, page_of(one))
    assert "同一企业" not in shown(desk, page_of(stranger))


def test_each_opening_of_a_case_is_recorded(desk: Client, zhang: User, submit: Submit) -> None:
    submission = submit()
    for _ in range(2):
        shown(desk, page_of(submission))
    records = AccessRecord.objects.values_list("user", "kind", "reference", "count")
    assert list(records) == [(zhang.pk, AccessKind.VIEWED, submission.reference, 1)] * 2


def test_the_history_of_a_case_is_its_page(desk: Client, submit: Submit) -> None:
    submission = submit()
    address = reverse("admin:diagnosis_submission_history", args=[submission.pk])
    assert 'id="notes"' in shown(desk, address)
    assert AccessRecord.objects.count() == 1


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 40, "abc", "_5F"])
def test_a_case_that_is_gone_leads_to_the_list(desk: Client, pk: str) -> None:
    response = desk.get(reverse("admin:diagnosis_submission_change", args=[pk]), follow=True)
    assert response.redirect_chain[0][0] == reverse(LIST)
    assert "已经不在了" in response.content.decode()


@pytest.mark.parametrize("posted", [{"company_name": "别的"}, {"_save": "1"}])
def test_a_submission_cannot_be_changed(
    admin_client: Client, submit: Submit, posted: dict[str, Any]
) -> None:
    submission = submit()
    assert admin_client.post(page_of(submission), posted).status_code == 403
    submission.refresh_from_db()
    assert submission.company_name == CONTACT["company_name"]


@pytest.mark.parametrize("action", ["add", "delete"])
def test_a_submission_cannot_be_added_or_deleted(
    admin_client: Client, submit: Submit, action: str
) -> None:
    arguments = [] if action == "add" else [submit().pk]
    address = reverse(f"admin:diagnosis_submission_{action}", args=arguments)
    assert admin_client.get(address).status_code == 403


def test_markup_typed_by_an_enterprise_or_an_adviser_stays_text(
    desk: Client, zhang: User, submit: Submit
) -> None:
    case = submit(company_name=HOSTILE, contact_name=HOSTILE, message=HOSTILE, city=HOSTILE)
    Note.objects.create(submission=case, author=zhang, text=HOSTILE)
    Delivery.objects.update(last_error=HOSTILE, recipient="<script>x@example.com")
    for page in (shown(desk, page_of(case)), shown(desk, reverse(LIST))):
        assert "<script>alert" not in page
        assert "<script>x@" not in page
    assert "{{ 1 }}" in shown(desk, page_of(case))


def test_a_page_costs_the_same_whatever_happened(desk: Client, zhang: User, submit: Submit) -> None:
    case = store(submit, uscc="91110000600037341L")
    Note.objects.create(submission=case, author=zhang, text="一")
    store(submit, uscc=case.uscc)
    call_command("deliver", "--once")
    few = queries_of(desk, page_of(case))
    for number in range(20):
        Note.objects.create(submission=case, author=zhang, text=f"{number}")
        store(submit, uscc=case.uscc)
        message = Delivery.objects.filter(submission=case)[0]
        message.pk, message.message_id = None, f"<{number}>"
        message.save()
    assert queries_of(desk, page_of(case)) == few <= MOST_QUERIES_OF_A_CASE


@pytest.mark.parametrize("status", CaseStatus)
def test_every_page_of_the_desk_is_in_chinese(
    desk: Client, submit: Submit, status: CaseStatus
) -> None:
    case = store(submit, status=status)
    for url in (reverse(LIST), page_of(case), reverse("admin:diagnosis_mailboxtask_changelist")):
        page = UNSEEN.sub("", shown(desk, url))
        seen = TAG.sub("\n", page) + "\n".join(TITLES.findall(page))
        assert ENGLISH.findall(seen) == [], url


# What its forms post


def test_a_step_is_taken_from_the_page(desk: Client, zhang: User, submit: Submit) -> None:
    case = submit()
    colleague = adviser("lisi", "李四")
    assert take(desk, case, "contacted", note="约了周五").status_code == 302
    assert take(desk, case, "hand-over", colleague=str(colleague.pk)).status_code == 302
    assert take(desk, case, "close").status_code == 302
    case.refresh_from_db()
    assert (case.status, case.assigned_to) == (CaseStatus.CLOSED, colleague)
    assert [note.text for note in case.notes.all()] == [
        "进度：新 → 已联系；顾问：未分配 → 张三",
        "约了周五",
        "顾问：张三 → 李四",
        "进度：已联系 → 已关闭",
    ]
    page = shown(desk, page_of(case))
    assert "约了周五" in page
    assert "关闭：" in page


def test_a_click_on_an_old_page_is_refused_and_what_was_typed_is_kept(
    desk: Client, submit: Submit
) -> None:
    case = submit()
    take(desk, case, "contacted")
    response = take(desk, case, "spam", seen="new/", note="像是广告")
    page = response.content.decode()
    assert response.status_code == 409
    assert "已经变成“已联系”" in page
    assert "像是广告</textarea>" in page
    assert 'name="seen" value="contacted/' in page
    assert case.notes.count() == 1


@pytest.mark.parametrize(
    ("step", "more", "said"),
    [
        ("hand-over", {}, "请先选要转给哪位同事"),
        ("hand-over", {"colleague": "999999"}, "这位同事现在接不了"),
        ("hand-over", {"colleague": "\0"}, "空字符"),
        ("contacted", {"note": "长" * 10_000}, "最多1000个字"),
        ("contacted", {"note": "\u202e反"}, "看不见的控制字符"),
    ],
)
def test_a_step_that_lacks_something_changes_nothing_and_says_so(
    desk: Client, submit: Submit, step: str, more: dict[str, str], said: str
) -> None:
    case = submit()
    response = take(desk, case, step, **more)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert case.notes.count() == 0


@pytest.mark.parametrize("step", ["", "delete", "\0"])
def test_a_step_that_does_not_exist_changes_nothing(
    desk: Client, submit: Submit, step: str
) -> None:
    case = submit()
    assert take(desk, case, step).status_code == 422
    assert case.notes.count() == 0


def test_only_advisers_in_service_are_offered(desk: Client, zhang: User, submit: Submit) -> None:
    case = store(submit, status=CaseStatus.TAKEN, assigned_to=zhang)
    adviser("lisi", "李四")
    gone = adviser("wangwu", "王五")
    gone.is_active = False
    gone.save()
    User.objects.create_user("editor", is_staff=True, last_name="赵", first_name="六")
    page = shown(desk, page_of(case))
    choices = page[page.index("<select") : page.index("</select>")]
    names = re.findall(r"<option[^>]*>([^<]+)<", choices)
    assert names == ["选同事", "李四"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "请写下备注"), (" \n", "请写下备注"), ("长" * 10_000, "最多1000个字")],
)
def test_a_note_that_cannot_be_kept_is_shown_again(
    desk: Client, submit: Submit, text: str, said: str
) -> None:
    case = submit()
    address = reverse("admin:diagnosis_submission_note", args=[case.pk])
    response = desk.post(address, {"text": text})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert text.strip() in response.content.decode()
    assert case.notes.count() == 0


def test_a_note_keeps_its_lines_and_counts_them_once(desk: Client, submit: Submit) -> None:
    case = submit()
    address = reverse("admin:diagnosis_submission_note", args=[case.pk])
    text = "长" * 998 + "\r\n长"
    response = desk.post(address, {"text": text})
    assert response.headers["Location"] == f"{page_of(case)}#notes"
    assert case.notes.get().text == text.replace("\r\n", "\n")


def test_after_a_new_login_the_page_comes_back_and_nothing_changed(
    desk: Client, submit: Submit
) -> None:
    case = submit()
    for name in ("step", "note"):
        address = reverse(f"admin:diagnosis_submission_{name}", args=[case.pk])
        assert desk.get(address, {"step": "close"}).headers["Location"] == page_of(case)
    case.refresh_from_db()
    assert case.status == CaseStatus.NEW


def test_a_post_without_a_token_changes_nothing(zhang: User, submit: Submit) -> None:
    case, client = submit(), Client(enforce_csrf_checks=True)
    client.force_login(zhang)
    assert take(client, case, "close", seen="new/").status_code == 403
    case.refresh_from_db()
    assert case.status == CaseStatus.NEW


@pytest.mark.parametrize("name", ["step", "note"])
def test_what_is_gone_cannot_be_worked_on(desk: Client, name: str) -> None:
    address = reverse(f"admin:diagnosis_submission_{name}", args=[999_999])
    assert desk.post(address, {"text": "x"}).status_code == 404


def take(client: Client, case: Submission, step: str, **more: str) -> Any:
    """Post a step as the page of the case does."""
    case.refresh_from_db()
    seen = f"{case.status}/{case.assigned_to_id or ''}"
    address = reverse("admin:diagnosis_submission_step", args=[case.pk])
    return client.post(address, {"seen": seen, "step": step} | more)


def test_who_waits_for_the_round_is_to_be_called_once_its_notice_is_there(
    desk: Client, submit: Submit
) -> None:
    waiting = store(submit, kept_for_round=True)
    store(submit)
    assert "给这些企业打电话" not in shown(desk, reverse(LIST))
    key_rounds = ApplicationRound.objects.filter(tier__code=TierCode.KEY_LITTLE_GIANT)
    key_rounds.filter(pk=key_rounds[0].pk).update(
        application_year=timezone.localdate().year, notice_state=NoticeState.ISSUED
    )
    RoundWindow.objects.filter(round=key_rounds[0]).delete()
    assert "给这些企业打电话" in shown(desk, reverse(LIST))
    assert listed(desk, round="waiting") == [waiting.reference]
