"""The adviser's mail leads with the conclusion, what blocks, whom to call and what to ask first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from policies.diagnosis.models import Submission
from policies.diagnosis.submission.brief import brief_of
from policies.diagnosis.working_days import add_working_days
from policies.models import RuleSet
from policies.rules import Profile
from policies.vocabulary import ApplicationType, CurrentTitle, Province

pytestmark = [pytest.mark.once, pytest.mark.django_db]

PROFILE = Profile(
    region=Province.HUBEI,
    current_title=CurrentTitle.SPECIALIZED,
    title_valid=True,
    revenue_y1=Decimal(6200),
    revenue_y3=Decimal(5600),
    rd_y1=Decimal(500),
    rd_y2=Decimal(420),
    class1_ip=Decimal(3),
    national_award=False,
)


def subject_of(submission: Submission) -> str:
    return submission.deliveries.get().subject


def test_the_subject_names_who_what_is_missing_and_the_reference(
    submit: Callable[..., Submission],
) -> None:
    submission = submit(profile=PROFILE, company_name="某某精密")
    assert subject_of(submission) == (
        f"湖北·某某精密｜小巨人差2项｜研发差280万、Ⅰ类差1项｜{submission.reference}"
    )


KEY = Profile(
    region=Province.HUBEI,
    current_title=CurrentTitle.LITTLE_GIANT,
    title_valid=True,
    plan_investment=Decimal(1800),
    listed=False,
)
REVIEW = Profile(
    application_type=ApplicationType.REVIEW,
    current_title=CurrentTitle.LITTLE_GIANT,
    revenue_y1=Decimal(9200),
    revenue_y2=Decimal(9000),
    rd_y1=Decimal(460),
    rd_y2=Decimal(450),
    rd_institution=True,
    class1_ip=Decimal(3),
    national_award=False,
    maker_contest_top50=False,
)


@pytest.mark.parametrize(
    ("profile", "company", "subject"),
    [
        (KEY, "某某精密", "湖北·某某精密｜重点小巨人1项未达｜计划投资1800万，须超2000万｜"),
        (KEY, "湖北某某精密", "湖北某某精密｜重点小巨人1项未达｜计划投资1800万，须超2000万｜"),
        (
            replace(KEY, listed=True),
            "某某精密",
            "湖北·某某精密｜重点小巨人不适用｜已公开发行股票上市｜",
        ),
        (REVIEW, "某某精密", "某某精密｜小巨人复核差1项（旧标准参考）｜营收规模差800万｜"),
        (
            Profile(region=Province.HUBEI, current_title=CurrentTitle.LITTLE_GIANT),
            "某某精密",
            "湖北·某某精密｜只留了联系方式｜",
        ),
    ],
)
def test_the_subject_names_the_goal_and_the_region_once(
    submit: Callable[..., Submission], profile: Profile, company: str, subject: str
) -> None:
    submission = submit(profile=profile, company_name=company)
    assert subject_of(submission) == subject + submission.reference


def test_many_gaps_are_cut_in_the_subject_only(submit: Callable[..., Submission]) -> None:
    profile = replace(PROFILE, clean_record=False, product_allowed=False, debt_ratio=Decimal(90))
    submission = submit(profile=profile)
    assert "等｜" in subject_of(submission)
    assert len(brief_of(submission).gaps) == 5


def test_the_text_begins_with_the_five_lines(submit: Callable[..., Submission]) -> None:
    submission = submit(profile=PROFILE)
    lines = submission.deliveries.get().text.splitlines()
    assert lines[0].startswith("结论：小巨人：还差2项：研发差280万元、Ⅰ类差1项；12项未填。")
    assert lines[1] == "卡点：近两年研发费用合计：差280万元；Ⅰ类知识产权：差1项"
    assert lines[2] == (
        "产品/地区/口径：高压共轨阀组件；湖北襄阳；数字来自审计报告数；2027年申报，按现行办法预估"
    )
    assert lines[3] == (
        "联系方式与原话：张三 13800138000 zhang@example.com；希望打电话；原话：研发费用怎么归集？"
    )
    assert lines[4].startswith("先问什么：研发差280万元：数字核对过吗？")
    assert "前联系" in lines[4]
    assert lines[5].startswith("处理：http")


def test_unanswered_and_to_be_judged_conditions_become_questions(
    submit: Callable[..., Submission],
) -> None:
    profile = replace(PROFILE, product_fields=frozenset({"core_parts"}))
    questions = brief_of(submit(profile=profile)).questions
    assert "2026年末（预计）资产负债率？" in questions
    assert any(question.startswith("产业链地位：怎样说明？") for question in questions)


def test_questions_are_about_open_ways_and_name_the_cheapest_first(
    submit: Callable[..., Submission],
) -> None:
    brief = brief_of(submit(profile=REVIEW))
    first = brief.questions[0]
    assert first.index("研发占比到6%（再差92万元）") < first.index("营收规模差800万元")
    asked = " ".join(brief.questions)
    for closed in ("股权", "创客中国", "国家级科技奖励", "研发机构？"):
        assert closed not in asked


def test_an_exemption_that_is_not_answered_is_asked_for_first(
    submit: Callable[..., Submission],
) -> None:
    brief = brief_of(submit(profile=replace(PROFILE, national_award=None)))
    assert brief.questions[0] == "Ⅰ类差1项；国家级科技奖励前三，有没有？"


def test_where_the_way_is_closed_no_gap_is_asked_about(submit: Callable[..., Submission]) -> None:
    [question] = brief_of(submit(profile=replace(KEY, listed=True))).questions
    assert question.startswith("已公开发行股票上市，属实吗？")


def test_the_answers_of_the_tier_in_reach_come_before_the_others(
    submit: Callable[..., Submission],
) -> None:
    text = submit(profile=replace(PROFILE, listed=False)).deliveries.get().text
    assert text.index("【目标层级的回答】") < text.index("2026年（预计）营业收入：6200万元")
    assert text.index("【其他回答】") < text.index("没有上市：是")
    assert "- 省级专精特新：" in text


def test_the_desk_shows_the_same(submit: Callable[..., Submission], admin_client: Client) -> None:
    submission = submit(profile=PROFILE, wechat="zhang_2026")
    address = reverse("admin:diagnosis_submission_change", args=[submission.pk])
    page = admin_client.get(address).content.decode()
    brief = brief_of(submission)
    for row in (*brief.lines, *brief.gaps, *brief.target_answers):
        assert row.text in page
    assert "规则：工信部企业〔2026〕2号" in page
    assert page.count("zhang_2026") == 2


def test_without_an_assessment_a_person_is_asked_to_assess(
    submit: Callable[..., Submission],
) -> None:
    submission = submit(profile=PROFILE)
    submission.assessment = None
    brief = brief_of(submission)
    assert brief.verdict == "待人工评估"
    assert brief.lines[0].text == "待人工评估"
    assert brief.target_answers == ()
    assert len(brief.other_answers) == 10


def test_a_brief_speaks_of_the_rules_of_its_day(submit: Callable[..., Submission]) -> None:
    submission = submit(profile=PROFILE)
    before = brief_of(submission)
    RuleSet.objects.filter(code="little-giant-2026").update(repealed_on=date(2026, 4, 2))
    submission.refresh_from_db()
    assert brief_of(submission) == before


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 25), 3, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
    ],
)
def test_working_days_leave_out_weekends(day: date, count: int, due: date) -> None:
    assert add_working_days(day, count) == due
