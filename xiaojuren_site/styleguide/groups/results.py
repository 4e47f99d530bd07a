"""The result of the 诊断表, from its single verdicts to the whole."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from policies.diagnosis.assessment.result import Result, diagnose
from policies.diagnosis.assessment.snapshot import AssessedCriterion
from policies.models import ApplicationRound, Edition
from policies.rules import Profile
from policies.vocabulary import ApplicationType, CurrentTitle, Outcome, Province
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen, chosen

# The answers of no enterprise.
PROFILE = Profile(
    region=Province.HUBEI,
    current_title=CurrentTitle.SPECIALIZED,
    title_valid=True,
    national_award=True,
    revenue_y1=Decimal(6000),
    revenue_y2=Decimal(5200),
    rd_y1=Decimal(150),
    debt_ratio=Decimal(80),
    class1_ip=Decimal(0),
)
IN_REVIEW = replace(PROFILE, application_type=ApplicationType.REVIEW)
STATES: dict[str, Callable[[AssessedCriterion], object]] = {
    outcome.label: lambda criterion, outcome=outcome: criterion.outcome == outcome
    for outcome in Outcome
} | {
    "凭替代项达标": lambda criterion: criterion.via,
    "几条路径": lambda criterion: len(criterion.main_paths) > 1,
    "只认平台的得分": lambda criterion: criterion.platform_only,
}


def results(edition: Edition) -> Group:
    period = ApplicationRound.objects.period_on(edition.day)
    found = diagnose(PROFILE, period, edition.day)
    elsewhere = diagnose(replace(PROFILE, region=None), period, edition.day)
    failed = replace(found, assessment=None, next_steps=None, open_questions=())
    return Group(
        "results",
        "诊断结果",
        [
            Specimen(
                "diagnosis/verdict.html",
                _verdicts(found),
                element="ul",
                css="verdicts",
                is_small=True,
            ),
            Specimen(
                "diagnosis/next_steps.html",
                {"没有选省份": {"next_steps": elsewhere.next_steps}},
            ),
            Specimen(
                "diagnosis/result.html",
                {
                    "有下一级": {"result": found, "form": True},
                    "没有适用的规则": {"result": diagnose(IN_REVIEW, period, edition.day)},
                    "不能自动诊断": {"result": failed},
                },
                parts=[
                    f"diagnosis/{name}.html"
                    for name in ("assessment", "target", "compared", "answer_sheet", "summary_text")
                ],
            ),
        ],
    )


def _verdicts(result: Result) -> dict[str, Context]:
    rule_sets = result.assessment.rule_sets if result.assessment else ()
    criteria = [criterion for rule_set in rule_sets for criterion in rule_set.criteria]
    return {
        name: {"criterion": criterion, "form": True}
        for name, criterion in chosen(criteria, STATES).items()
    }
