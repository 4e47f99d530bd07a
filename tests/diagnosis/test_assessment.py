"""What is frozen of an assessment: verdicts, rules and words, whatever becomes of the rules."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from policies.diagnosis.assessment.assess import Assessment, assess
from policies.diagnosis.goals import aim_of, suggested_aim
from policies.diagnosis.models import Submission
from policies.diagnosis.vocabulary import Goal
from policies.models import Condition, Criterion
from policies.presentation.templatetags.charts import gauge
from policies.rules import CriterionAssessment, Profile
from policies.vocabulary import ApplicationType, CurrentTitle, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

TODAY = date(2026, 11, 24)
PROFILE = Profile(
    current_title=CurrentTitle.SPECIALIZED,
    title_valid=True,
    revenue_y1=Decimal(6000),
    revenue_y2=Decimal(5200),
    revenue_y3=Decimal(5600),
    rd_y1=Decimal(500),
    rd_y2=Decimal(420),
    class1_ip=Decimal(3),
    market_share=Decimal(8),
)


def assessed(profile: Profile = PROFILE) -> Assessment:
    aim = suggested_aim(profile.current_title, profile.application_type)
    return assess(profile, aim, TODAY)


def criterion(profile: Profile, code: str) -> CriterionAssessment:
    found = [
        item
        for tier in assessed(profile).tiers
        for item in tier.result.criteria
        if item.criterion.code == code
    ]
    assert len(found) == 1
    return found[0]


def test_a_stored_assessment_reads_as_it_was() -> None:
    assessment = assessed()
    stored = json.loads(json.dumps(assessment.to_json()))
    assert Assessment.from_json(stored) == assessment


def test_a_later_change_of_rules_changes_no_stored_verdict(
    submit: Callable[..., Submission],
) -> None:
    submission = submit(profile=PROFILE)
    before = submission.assessed
    Condition.objects.filter(criterion__code="lg-rd-total").update(threshold=1)
    Criterion.objects.filter(code="lg-rd-total").update(title="别的名称", evidence="别的材料")
    submission.refresh_from_db()
    assert submission.assessed == before
    assert assessed() != before


def test_threshold_unit_source_and_version_are_frozen() -> None:
    target = assessed().target
    assert target is not None
    [condition] = criterion(PROFILE, "lg-rd-total").conditions
    assert (condition.condition.required, condition.threshold_text) == (1200, "不低于1200万元")
    source = criterion(PROFILE, "lg-excluded").criterion.source
    assert source is not None
    assert source.key == "miit-2026-117"
    assert target.rule_set.source.citation == "工信部企业〔2026〕2号"
    assert target.rule_set.version.startswith("工信部企业〔2026〕2号，2026年4月1日起")


@pytest.mark.parametrize(
    ("code", "changes", "outcome", "gap"),
    [
        ("lg-rd-total", {}, Outcome.NOT_MET, "差280万元"),
        ("lg-growth", {}, Outcome.NOT_MET, "差1.5个百分点，上年度营收再差174万元"),
        ("lg-ip", {}, Outcome.UNKNOWN, "差1项；若有国家级科技奖励前三可免"),
        ("lg-ip", {"national_award": False}, Outcome.NOT_MET, "差1项"),
        ("lg-ip", {"national_award": True}, Outcome.MET, ""),
        (
            "lg-market",
            {},
            Outcome.UNKNOWN,
            "细分市场占有率差2个百分点；若国内细分市场排名前3名也可",
        ),
        (
            "lg-market",
            {"domestic_rank": Decimal(5)},
            Outcome.NOT_MET,
            "细分市场占有率差2个百分点；国内细分市场排名差2名",
        ),
        ("lg-market", {"domestic_rank": Decimal(3)}, Outcome.MET, ""),
        (
            "lg-main-product",
            {"main_product_share": Decimal(50)},
            Outcome.NOT_MET,
            "您填50%，须超过50%（恰好50%不够）",
        ),
        ("lg-sme", {"is_sme": False}, Outcome.NOT_MET, "须满足：符合中小企业划型标准"),
        ("lg-rd-share", {"rd_y1": Decimal(100)}, Outcome.NOT_MET, "研发费用再差80万元"),
        ("lg-revenue", {"revenue_y1": None}, Outcome.UNKNOWN, ""),
    ],
)
def test_the_gap_says_what_is_missing_and_what_would_make_up_for_it(
    code: str, changes: dict[str, object], outcome: Outcome, gap: str
) -> None:
    item = criterion(replace(PROFILE, **changes), code)  # type: ignore[arg-type]
    assert item.outcome == outcome
    assert item.gap_text.endswith(gap)
    assert bool(item.gap_text) == bool(gap)


def test_only_the_nearest_of_several_combinations_is_named() -> None:
    old = replace(
        PROFILE,
        current_title=CurrentTitle.LITTLE_GIANT,
        application_type=ApplicationType.REVIEW,
        rd_institution=True,
        national_award=False,
        maker_contest_top50=False,
        class1_ip=Decimal(1),
    )
    item = criterion(old, "old-innovation")
    assert item.outcome == Outcome.NOT_MET
    assert item.gap_text == "Ⅰ类知识产权差1项"


def test_an_unknown_that_is_more_than_unanswered_says_why() -> None:
    assert criterion(replace(PROFILE, revenue_y3=Decimal(0)), "lg-growth").reason == (
        "再前一年营业收入为0，无法计算"
    )


def test_the_marks_of_a_gauge_stand_on_the_side_of_the_verdict() -> None:
    for answer in ("1199.99", "1200", "1200.01", "0", "99999999"):
        profile = replace(PROFILE, rd_y1=Decimal(answer), rd_y2=Decimal(0))
        [condition] = criterion(profile, "lg-rd-total").conditions
        drawn = gauge(condition)
        assert drawn is not None
        assert drawn.answer is not None
        is_met = condition.outcome == Outcome.MET
        assert (drawn.answer >= drawn.threshold) == is_met
        assert 0 <= drawn.answer <= 100


def test_the_rules_are_loaded_in_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    aim = aim_of(CurrentTitle.SPECIALIZED, Goal.NEXT)
    with django_assert_num_queries(11):
        assess(PROFILE, aim, TODAY)
