"""The guided screens: from the front page of the desk to what readers see."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import reversion.models
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies import rules
from policies.admin.editing.rule_changes import problems_of
from policies.models import (
    ApplicationRound,
    Condition,
    Edition,
    Region,
    RegionalTopUp,
    RuleSet,
    SourceDocument,
    Tier,
    UpdateNote,
)
from policies.vocabulary import PublicationState, TierCode

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

TOP_UP = reverse("admin:wizard-top-up")
ROUND = reverse("admin:wizard-round")
POLICY_CHANGE = reverse("admin:wizard-policy-change")
CORRECTION = reverse("admin:wizard-correction")
NEW_DOCUMENT = {
    "new_title": "关于支持专精特新企业的若干措施",
    "new_number": "某政发〔2026〕9号",
    "new_issuers": "某省人民政府",
    "new_issued_on": "2026-11-01",
    "new_url": "https://www.example.gov.cn/9.html",
}
LATER = date(2027, 4, 1)


def top_up_typed(**changes: Any) -> dict[str, Any]:
    return {
        "region": Region.objects.get(slug="hubei").pk,
        "tier": Tier.objects.get(code=TierCode.LITTLE_GIANT).pk,
        "kind": "reward",
        "title": "首次认定奖励",
        "amount": "37.5",
        "validity": "current",
        **NEW_DOCUMENT,
        "reason": "湖北发了新文件",
    } | changes


def round_typed(**changes: Any) -> dict[str, Any]:
    return {
        "tier": Tier.objects.get(code=TierCode.LITTLE_GIANT).pk,
        "application_year": "2027",
        "batch_name": "第九批",
        "notice_state": "issued",
        "last_accounting_year": "2026",
        "window1_title": "企业填报",
        "window1_opens_on": "2027-04-01",
        "window1_closes_on": "2027-04-30",
        **NEW_DOCUMENT,
        "reason": "通知已发",
    } | changes


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def last_change() -> Any:
    return reversion.models.Revision.objects.first()


def test_a_new_top_up_is_published_with_its_document_and_a_note(admin_client: Client) -> None:
    typed = top_up_typed(note_for_readers="湖北新增“小巨人”奖励")
    response = admin_client.post(TOP_UP, typed)
    top_up = RegionalTopUp.objects.get(title="首次认定奖励", region__slug="hubei")
    assert response["Location"] == reverse("admin:policies_regionaltopup_change", args=[top_up.pk])
    assert top_up.amount_max == Decimal("375000")
    assert top_up.source.links.get().url == NEW_DOCUMENT["new_url"]
    assert top_up.trust_state == "retold"
    assert "37.5万元" in Client().get("/regions/hubei/").content.decode()
    assert UpdateNote.objects.get().title == "湖北新增“小巨人”奖励"


def test_all_that_a_screen_stores_is_one_change_with_author_and_reason(
    admin_client: Client,
) -> None:
    before = reversion.models.Revision.objects.count()
    admin_client.post(TOP_UP, top_up_typed())
    assert reversion.models.Revision.objects.count() == before + 1
    assert (last_change().user.username, last_change().comment) == ("admin", "湖北发了新文件")


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"region": ""}, "region", "必填"),
        ({"title": ""}, "title", "必填"),
        ({"reason": ""}, "reason", "必填"),
        ({"amount": "很多"}, "amount", "输入一个数字"),
        ({"amount": "-1"}, "amount", "大于或等于0"),
        ({"new_title": ""}, "new_title", "请填新文件的名称"),
        (dict.fromkeys(NEW_DOCUMENT, ""), "document", "请选一份文件"),
        ({"new_url": "javascript:alert(1)"}, "new_url", "URL"),
        ({"valid_until": "明年"}, "valid_until", "有效的日期"),
        ({"title": "长" * 201}, "title", "200"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_stored(
    admin_client: Client, changes: dict[str, str], field: str, message: str
) -> None:
    stored = RegionalTopUp.objects.count(), SourceDocument.objects.count()
    response = admin_client.post(TOP_UP, top_up_typed(**changes))
    assert message in "".join(errors_of(response)[field])
    assert 'value="某政发〔2026〕9号"' in response.content.decode() or "new_number" in changes
    assert (RegionalTopUp.objects.count(), SourceDocument.objects.count()) == stored


def test_a_document_on_record_and_a_new_one_are_too_many(admin_client: Client) -> None:
    on_record = SourceDocument.objects.all()[0].pk
    response = admin_client.post(TOP_UP, top_up_typed(document=on_record))
    assert "已经选了文件" in "".join(errors_of(response)["document"])


def test_a_new_round_stands_on_the_page_with_its_windows(admin_client: Client) -> None:
    response = admin_client.post(ROUND, round_typed())
    assert response.status_code == 302
    row = ApplicationRound.objects.get(batch_name="第九批")
    assert [(w.title, w.opens_on) for w in row.windows.all()] == [("企业填报", date(2027, 4, 1))]
    assert row.notice == row.source
    assert row.last_accounting_year == 2026
    assert "2027年第九批" in Client().get("/xiaojuren/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"window2_title": "审核"}, "window2_opens_on"),
        ({"window2_opens_on": "2027-05-01"}, "window2_title"),
        ({"window1_closes_on": "2027-03-31"}, "window1_closes_on"),
        ({"application_year": "27"}, "application_year"),
    ],
)
def test_half_a_window_is_refused(
    admin_client: Client, changes: dict[str, str], field: str
) -> None:
    assert field in errors_of(admin_client.post(ROUND, round_typed(**changes)))
    assert not ApplicationRound.objects.filter(batch_name="第九批").exists()


def little_giant() -> RuleSet:
    return RuleSet.objects.get(code="little-giant-2026")


def rules_of(row: RuleSet) -> rules.RuleSet:
    edition = Edition.on(row.effective_from, with_drafts=True)
    return RuleSet.objects.with_rules(edition).get(pk=row.pk).to_rules()


def start(client: Client, **changes: Any) -> Any:
    typed = {
        "former": little_giant().pk,
        "effective_from": LATER.isoformat(),
        "title": "“小巨人”认定标准（2027年起）",
        **NEW_DOCUMENT,
        "reason": "部里修订了办法",
    }
    return client.post(POLICY_CHANGE, typed | changes)


def draft_of(client: Client) -> RuleSet:
    assert start(client).status_code == 302
    return RuleSet.objects.get(publication=PublicationState.DRAFT)


def test_a_draft_tells_readers_nothing_before_it_is_published(admin_client: Client) -> None:
    assert start(admin_client, note_for_readers="门槛要变了").status_code == 302
    assert not UpdateNote.objects.filter(title="门槛要变了").exists()


def thresholds_page(draft: RuleSet) -> str:
    return reverse("admin:wizard-thresholds", args=[draft.pk])


def save_thresholds(client: Client, draft: RuleSet, **by_code: str) -> Any:
    formset = client.get(thresholds_page(draft)).context["thresholds"]
    posted: dict[str, Any] = {"step": "save"}
    posted |= {field.html_name: field.value() for field in formset.management_form}
    for form in formset:
        code = form.instance.criterion.code.replace("-", "_")
        posted[form["id"].html_name] = form.instance.pk
        posted[form["threshold"].html_name] = by_code.get(code, form["threshold"].value())
    return client.post(thresholds_page(draft), posted)


def publish(client: Client, draft: RuleSet, **typed: str) -> Any:
    posted = {"step": "publish", "reason": "核对过了", "note_for_readers": "新标准"} | typed
    return client.post(thresholds_page(draft), posted)


def test_a_copy_has_every_rule_of_the_former_and_nobody_sees_it(admin_client: Client) -> None:
    draft = draft_of(admin_client)
    former, copied = rules_of(little_giant()), rules_of(draft)
    assert [(c.title, c.paths) for c in copied.criteria] == [
        (c.title, c.paths) for c in former.criteria
    ]
    assert copied.applies_to == former.applies_to
    assert draft.publication == PublicationState.DRAFT
    assert not RuleSet.objects.in_edition(Edition.on(LATER)).filter(pk=draft.pk).exists()
    assert {c.source for c in draft_criteria(draft)} == {draft.source}
    assert {c.trust_state for c in draft_criteria(draft)} == {"retold"}


def draft_criteria(draft: RuleSet) -> list[Any]:
    return [criterion for group in draft.groups.all() for criterion in group.criteria.all()]


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 3, 31)])
def test_new_rules_begin_later_than_the_former(admin_client: Client, day: date) -> None:
    response = start(admin_client, effective_from=day.isoformat())
    assert "要晚于原规则的施行日期" in "".join(errors_of(response)["effective_from"])


def test_rules_with_a_successor_are_not_offered_twice(admin_client: Client) -> None:
    draft_of(admin_client)
    assert "former" in errors_of(start(admin_client))


def test_a_changed_threshold_is_shown_beside_the_former(admin_client: Client) -> None:
    draft = draft_of(admin_client)
    assert save_thresholds(admin_client, draft, lg_rd_total="1500").status_code == 302
    page = admin_client.get(thresholds_page(draft))
    [change] = page.context["changes"]
    assert ("1200万元" in change.before, "1500万元" in change.after) == (True, True)
    assert "1500" not in Client().get("/xiaojuren/").content.decode()


def test_a_threshold_that_is_no_number_is_refused_and_kept(admin_client: Client) -> None:
    draft = draft_of(admin_client)
    response = save_thresholds(admin_client, draft, lg_rd_total="一千五")
    assert response.status_code == 422
    assert 'value="一千五"' in response.content.decode()


def test_published_rules_take_the_place_of_the_former_on_their_day(admin_client: Client) -> None:
    draft = draft_of(admin_client)
    save_thresholds(admin_client, draft, lg_rd_total="1500")
    assert publish(admin_client, draft).status_code == 302
    assert little_giant().repealed_on is None

    def in_force(day: date) -> str:
        rule_sets = RuleSet.objects.in_edition(Edition.on(day)).filter(
            tier__code=TierCode.LITTLE_GIANT, orientation=False, for_new_applications=True
        )
        return rule_sets.get().code

    assert in_force(LATER - timedelta(days=1)) == "little-giant-2026"
    assert in_force(LATER) == draft.code
    assert UpdateNote.objects.get().title == "新标准"


def test_scheduled_rules_wait_for_their_minute(admin_client: Client) -> None:
    draft = draft_of(admin_client)
    at = timezone.localtime() + timedelta(days=1)
    typed = {"publish_at_0": f"{at:%Y-%m-%d}", "publish_at_1": f"{at:%H:%M}"}
    assert publish(admin_client, draft, **typed).status_code == 302
    draft.refresh_from_db()
    assert draft.publication == PublicationState.SCHEDULED
    assert not RuleSet.objects.published(Edition.now()).filter(pk=draft.pk).exists()
    assert RuleSet.objects.in_edition(Edition.on(LATER)).filter(pk=draft.pk).exists()


def test_rules_are_not_published_after_they_take_effect(admin_client: Client) -> None:
    draft = draft_of(admin_client)
    response = publish(admin_client, draft, publish_at_0=LATER.isoformat(), publish_at_1="08:00")
    assert response.status_code == 422
    assert "要早于施行日期" in response.content.decode()


def test_a_draft_with_a_criterion_without_conditions_is_not_published(
    admin_client: Client,
) -> None:
    draft = draft_of(admin_client)
    condition = Condition.objects.get(
        criterion__group__rule_set=draft, criterion__code="lg-rd-total"
    )
    condition.paths.get().delete()
    condition.delete()
    response = publish(admin_client, draft)
    assert response.status_code == 422
    assert "没有条件，也不是由专家判断" in response.content.decode()
    draft.refresh_from_db()
    assert draft.publication == PublicationState.DRAFT


def test_every_stored_rule_set_is_fit_to_be_published() -> None:
    assert {row.code: problems_of(row) for row in RuleSet.objects.all()} == {
        row.code: [] for row in RuleSet.objects.all()
    }


def test_a_figure_that_a_reader_quotes_leads_to_its_field(admin_client: Client) -> None:
    page = admin_client.get(CORRECTION, {"q": "研发费用合计"}).content.decode()
    criterion = Condition.objects.get(
        criterion__code="lg-rd-total", criterion__group__rule_set=little_giant()
    ).criterion
    assert reverse("admin:policies_criterion_change", args=[criterion.pk]) in page


def test_nothing_found_says_what_to_try(admin_client: Client) -> None:
    assert "没有找到" in admin_client.get(CORRECTION, {"q": "没有这样的字"}).content.decode()


@pytest.mark.parametrize("url", [TOP_UP, ROUND, POLICY_CHANGE, CORRECTION])
def test_the_screens_are_for_those_who_may_edit(client: Client, url: str) -> None:
    assert client.get(url).status_code == 302
    client.force_login(User.objects.create_user("someone", is_staff=True))
    assert client.get(url).status_code == 403
