"""How outcomes combine: three-valued, in a fixed order, and for whom a rule set applies."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from policies import rules
from policies.vocabulary import ApplicationType, CurrentTitle, Metric, Operator, Outcome
from tests.rules.stored import assess, assess_one, profile, rule_set

pytestmark = pytest.mark.once

MET, NOT_MET, UNKNOWN, REVIEW = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.REVIEW
LETTERS = {"T": MET, "F": NOT_MET, "?": UNKNOWN}

SME = rules.Condition(Metric.IS_SME, Operator.IS, True)
CLEAN = rules.Condition(Metric.CLEAN_RECORD, Operator.IS, True)
TAX = rules.Condition(Metric.TAX_CLEAN, Operator.IS, True)
REVENUE = rules.Condition(Metric.REVENUE_Y1, Operator.AT_LEAST, Decimal(5000))
SHARE_Y1 = rules.Condition(Metric.RD_SHARE_Y1, Operator.AT_LEAST, Decimal(3))
SHARE_Y2 = rules.Condition(Metric.RD_SHARE_Y2, Operator.AT_LEAST, Decimal(3))
GROWTH = rules.Condition(Metric.REVENUE_CAGR_2Y, Operator.AT_LEAST, Decimal(5))

ANSWER = {"T": "true", "F": "false", "?": ""}


def answers(letters: str) -> rules.Profile:
    """Return answers to SME, CLEAN and TAX as letters: T yes, F no, ? open."""
    names = ("is_sme", "clean_record", "tax_clean")
    given = zip(names, letters, strict=False)
    return profile(" ".join(f"{name}={ANSWER[letter]}" for name, letter in given if letter != "?"))


def any_of(*conditions: rules.Condition, exemption: str = "") -> rules.Criterion:
    """Return a criterion that each of the conditions alone satisfies."""
    return rules.Criterion("any", tuple(rules.Path((one,), exemption) for one in conditions))


def all_of(*conditions: rules.Condition, review: bool = False) -> rules.Criterion:
    """Return a criterion that the conditions satisfy together."""
    return rules.Criterion("all", (rules.Path(conditions),), review)


# Kleene's tables


@pytest.mark.parametrize(
    ("letters", "outcome"),
    [
        ("TT", MET), ("TF", NOT_MET), ("T?", UNKNOWN),
        ("FT", NOT_MET), ("FF", NOT_MET), ("F?", NOT_MET),
        ("?T", UNKNOWN), ("?F", NOT_MET), ("??", UNKNOWN),
        ("TTT", MET), ("TTF", NOT_MET), ("T?F", NOT_MET), ("?FT", NOT_MET), ("TT?", UNKNOWN),
    ],
)  # fmt: skip
def test_all_conditions_of_a_path_must_hold(letters: str, outcome: Outcome) -> None:
    conditions = (SME, CLEAN, TAX)[: len(letters)]
    assessment = assess(answers(letters), all_of(*conditions))
    assert assessment.outcome == outcome
    assert [path.outcome for path in assessment.paths] == [outcome]


@pytest.mark.parametrize(
    ("letters", "outcome"),
    [
        ("TT", MET), ("TF", MET), ("T?", MET),
        ("FT", MET), ("FF", NOT_MET), ("F?", UNKNOWN),
        ("?T", MET), ("?F", UNKNOWN), ("??", UNKNOWN),
        ("FFF", NOT_MET), ("FFT", MET), ("F?T", MET), ("?TF", MET), ("FF?", UNKNOWN),
    ],
)  # fmt: skip
def test_any_path_of_a_criterion_suffices(letters: str, outcome: Outcome) -> None:
    conditions = (SME, CLEAN, TAX)[: len(letters)]
    assessment = assess(answers(letters), any_of(*conditions))
    assert assessment.outcome == outcome
    assert [path.outcome for path in assessment.paths] == [LETTERS[letter] for letter in letters]


@pytest.mark.parametrize(
    ("letters", "outcome"),
    [("FTT", MET), ("FTF", NOT_MET), ("FT?", UNKNOWN), ("?FT", UNKNOWN), ("?FF", UNKNOWN)],
)
def test_a_path_of_several_conditions_stands_beside_a_path_of_one(
    letters: str, outcome: Outcome
) -> None:
    criterion = rules.Criterion("mixed", (rules.Path((SME,)), rules.Path((CLEAN, TAX))))
    assert assess(answers(letters), criterion).outcome == outcome


@pytest.mark.parametrize(("comparison", "outcome"), [("T", REVIEW), ("F", NOT_MET), ("?", UNKNOWN)])
def test_experts_judge_only_what_the_comparison_does_not_stop(
    comparison: str, outcome: Outcome
) -> None:
    assert assess(answers(comparison), all_of(SME, review=True)).outcome == outcome


@pytest.mark.parametrize("review", [True, False])
def test_a_criterion_without_paths_is_for_review(review: bool) -> None:
    assessment = assess(profile(), rules.Criterion("experts", (), review))
    assert (assessment.outcome, assessment.via, assessment.reason) == (REVIEW, "", "")
    assert (assessment.conditions, assessment.paths) == ((), ())


# Conditions


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        (Operator.AT_LEAST, NOT_MET, MET, MET),
        (Operator.AT_MOST, MET, MET, NOT_MET),
        (Operator.MORE_THAN, NOT_MET, NOT_MET, MET),
        (Operator.LESS_THAN, MET, NOT_MET, NOT_MET),
    ],
)
@pytest.mark.parametrize(
    ("metric", "threshold", "answers", "figures"),
    [
        (Metric.REVENUE_Y1, "5000", "revenue_y1={}", ("4999.99", "5000", "5000.01")),
        (Metric.RD_TOTAL_2Y, "1200", "rd_y1={} rd_y2=600", ("599.99", "600", "600.01")),
        (Metric.RD_SHARE_Y1, "3", "rd_y1={} revenue_y1=100", ("2.99", "3", "3.01")),
        (Metric.REVENUE_CAGR_2Y, "5", "revenue_y1={} revenue_y3=40", ("44.09", "44.1", "44.11")),
    ],
)
def test_a_figure_is_compared_exactly(
    operator: Operator,
    below: Outcome,
    at: Outcome,
    above: Outcome,
    metric: Metric,
    threshold: str,
    answers: str,
    figures: tuple[str, str, str],
) -> None:
    one = rules.Condition(metric, operator, Decimal(threshold))
    seen = [assess_one(profile(answers.format(figure)), one).outcome for figure in figures]
    assert seen == [below, at, above]


@pytest.mark.parametrize(
    ("required", "answer", "outcome"),
    [
        (True, "true", MET), (True, "false", NOT_MET),
        (False, "true", NOT_MET), (False, "false", MET),
    ],
)  # fmt: skip
def test_a_yes_or_no_must_be_as_required(required: bool, answer: str, outcome: Outcome) -> None:
    one = rules.Condition(Metric.LISTED, Operator.IS, required)
    assert assess_one(profile(f"listed={answer}"), one).outcome == outcome


FIELDS = rules.Condition(
    Metric.PRODUCT_FIELDS, Operator.OVERLAPS, frozenset({"core_parts", "key_software"})
)
ASPECTS = rules.Condition(Metric.PLAN_ASPECTS, Operator.NOT_EMPTY, None)


@pytest.mark.parametrize(
    ("one", "text", "outcome"),
    [
        (FIELDS, "product_fields=", NOT_MET),
        (FIELDS, "product_fields=key_materials", NOT_MET),
        (FIELDS, "product_fields=key_materials,core_parts", MET),
        (FIELDS, "product_fields=core_parts,key_software", MET),
        (FIELDS, "", UNKNOWN),
        (ASPECTS, "plan_aspects=", NOT_MET),
        (ASPECTS, "plan_aspects=new_products", MET),
        (ASPECTS, "", UNKNOWN),
    ],
)
def test_of_several_choices_one_is_enough(
    one: rules.Condition, text: str, outcome: Outcome
) -> None:
    assert assess_one(profile(text), one).outcome == outcome


def test_a_threshold_on_a_metric_that_is_no_figure_is_loud() -> None:
    with pytest.raises(TypeError, match="listed is no figure"):
        assess_one(
            profile("listed=true"),
            rules.Condition(Metric.LISTED, Operator.AT_LEAST, Decimal(1)),
        )


def test_a_condition_keeps_the_value_that_it_saw() -> None:
    assessment = assess_one(profile("revenue_y1=4200.50"), REVENUE)
    assert (assessment.condition, assessment.value) == (REVENUE, Decimal("4200.50"))


def test_a_condition_that_two_paths_name_is_listed_once_in_the_order_of_the_first() -> None:
    criterion = rules.Criterion("shared", (rules.Path((CLEAN, SME)), rules.Path((TAX, CLEAN))))
    assessment = assess(answers("TFT"), criterion)
    assert [item.condition for item in assessment.conditions] == [CLEAN, SME, TAX]
    assert [[item.condition for item in path.conditions] for path in assessment.paths] == [
        [CLEAN, SME],
        [TAX, CLEAN],
    ]
    assert [[item.outcome for item in path.conditions] for path in assessment.paths] == [
        [NOT_MET, MET],
        [MET, NOT_MET],
    ]


# Exemptions


def with_exemptions(*labels: str) -> rules.Criterion:
    """Return a criterion of SME, for which CLEAN and then TAX may stand in."""
    exemptions = zip((CLEAN, TAX), labels, strict=False)
    stand_ins = tuple(rules.Path((one,), label) for one, label in exemptions)
    return rules.Criterion("exempt", (rules.Path((SME,)), *stand_ins))


@pytest.mark.parametrize(
    ("letters", "outcome", "via"),
    [
        ("FTF", MET, "甲"), ("FFT", MET, "乙"), ("FTT", MET, "甲"), ("?T?", MET, "甲"),
        ("F?T", MET, "乙"), ("TTT", MET, ""), ("TFF", MET, ""), ("FFF", NOT_MET, ""),
        ("F?F", UNKNOWN, ""), ("?FF", UNKNOWN, ""),
    ],
)  # fmt: skip
def test_via_names_the_first_exemption_and_only_where_no_main_path_holds(
    letters: str, outcome: Outcome, via: str
) -> None:
    assessment = assess(answers(letters), with_exemptions("甲", "乙"))
    assert (assessment.outcome, assessment.via) == (outcome, via)


def test_via_is_empty_when_a_main_path_after_the_exemption_holds_too() -> None:
    criterion = rules.Criterion("exempt", (rules.Path((CLEAN,), "甲"), rules.Path((SME,))))
    assert assess(answers("TT"), criterion).via == ""


def test_via_is_named_beside_the_judgement_of_experts() -> None:
    criterion = rules.Criterion("exempt", (rules.Path((SME,), "甲"),), review=True)
    assessment = assess(answers("T"), criterion)
    assert (assessment.outcome, assessment.via) == (REVIEW, "甲")


def test_a_condition_says_which_exemption_it_serves() -> None:
    assessment = assess(profile(), with_exemptions("甲", "乙"))
    assert [item.exemption for item in assessment.conditions] == ["", "甲", "乙"]


def test_a_condition_of_two_exemptions_names_the_first() -> None:
    paths = (rules.Path((SME, CLEAN), "甲"), rules.Path((TAX, CLEAN), "乙"))
    assessment = assess(profile(), rules.Criterion("exempt", paths))
    named = [(item.condition, item.exemption) for item in assessment.conditions]
    assert named == [(SME, "甲"), (CLEAN, "甲"), (TAX, "乙")]


@pytest.mark.parametrize("main_first", [True, False])
def test_a_condition_that_a_main_path_names_too_serves_no_exemption(main_first: bool) -> None:
    paths = (rules.Path((SME,)), rules.Path((SME, CLEAN), "甲"))
    criterion = rules.Criterion("exempt", paths if main_first else paths[::-1])
    assessment = assess(profile(), criterion)
    named = {item.condition: item.exemption for item in assessment.conditions}
    assert named == {SME: "", CLEAN: "甲"}


def test_the_stored_exemptions_serve_only_their_own_conditions(
    rule_sets: Mapping[str, rules.RuleSet],
) -> None:
    named = {
        (code, criterion.code, one.metric.value): label
        for code, rule_set in rule_sets.items()
        for criterion in rule_set.criteria
        for one, label in zip(criterion.conditions, criterion.exemptions, strict=True)
        if label
    }
    assert named == {
        ("specialized-2026", "sp-revenue", "equity_2y"): "近两年股权投资",
        ("specialized-2026", "sp-ip", "provincial_award"): "省部级以上科技奖励前三",
        ("specialized-2026", "sp-ip", "provincial_rd_centre"): "省部级以上研发机构",
        ("little-giant-2026", "lg-ip", "national_award"): "国家级科技奖励前三",
        ("little-giant-2022", "old-innovation", "national_award"): "国家级科技奖励前三",
        (
            "little-giant-2022",
            "old-innovation",
            "maker_contest_top50",
        ): "“创客中国”全国50强企业组",
    }


# Reasons


Y1 = "上年营业收入为0，无法计算"
Y2 = "前一年营业收入为0，无法计算"
Y3 = "再前一年营业收入为0，无法计算"


@pytest.mark.parametrize(
    ("criterion", "text", "outcome", "reason"),
    [
        (all_of(SHARE_Y1), "rd_y1=1 revenue_y1=0", UNKNOWN, Y1),
        (all_of(SHARE_Y2), "rd_y2=1 revenue_y2=0", UNKNOWN, Y2),
        (all_of(GROWTH), "revenue_y1=1 revenue_y3=0", UNKNOWN, Y3),
        (all_of(SHARE_Y1), "rd_y1=1", UNKNOWN, ""),
        (all_of(SHARE_Y1), "revenue_y1=0", UNKNOWN, ""),
        (all_of(GROWTH), "revenue_y3=0", UNKNOWN, ""),
        (all_of(SHARE_Y1, SHARE_Y2), "rd_y1=1 revenue_y1=0", UNKNOWN, Y1),
        (
            all_of(SHARE_Y2, SHARE_Y1),
            "rd_y1=1 revenue_y1=0 rd_y2=1 revenue_y2=0",
            UNKNOWN,
            f"{Y2}；{Y1}",
        ),
        (any_of(SHARE_Y1, SME), "rd_y1=1 revenue_y1=0 is_sme=true", MET, ""),
        (all_of(SHARE_Y1, SME), "rd_y1=1 revenue_y1=0 is_sme=false", NOT_MET, ""),
        (all_of(SHARE_Y1, review=True), "rd_y1=1 revenue_y1=0", UNKNOWN, Y1),
    ],
)
def test_a_reason_is_given_only_where_a_figure_cannot_be_worked_out(
    criterion: rules.Criterion, text: str, outcome: Outcome, reason: str
) -> None:
    assessment = assess(profile(text), criterion)
    assert (assessment.outcome, assessment.reason) == (outcome, reason)


def test_a_reason_that_two_conditions_share_is_given_once() -> None:
    more = rules.Condition(Metric.RD_SHARE_Y1, Operator.AT_LEAST, Decimal(6))
    assessment = assess(profile("rd_y1=1 revenue_y1=0"), any_of(SHARE_Y1, more))
    assert assessment.reason == Y1
    assert [item.reason for item in assessment.conditions] == [Y1, Y1]


# Rule sets


PASSES, FAILS, OPEN = all_of(SME), all_of(CLEAN), all_of(TAX)
EXPERTS = rules.Criterion("experts", (), True)


@pytest.mark.parametrize("orientation", [False, True], ids=["rules", "orientation"])
@pytest.mark.parametrize(
    ("criteria", "outcome"),
    [
        ([PASSES], "met"),
        ([PASSES, PASSES], "met"),
        ([EXPERTS], "review"),
        ([PASSES, EXPERTS], "review"),
        ([OPEN], "incomplete"),
        ([OPEN, EXPERTS, PASSES], "incomplete"),
        ([FAILS], "not_met"),
        ([PASSES, EXPERTS, OPEN, FAILS], "not_met"),
        ([FAILS, OPEN], "not_met"),
        ([], "met"),
    ],
)
def test_a_rule_set_has_the_first_outcome_that_applies(
    criteria: list[rules.Criterion], outcome: str, orientation: bool
) -> None:
    given = rule_set(*criteria, orientation=orientation)
    (assessment,) = rules.evaluate(answers("TF?"), [given])
    assert assessment.outcome == ("orientation" if orientation else outcome)


def test_a_rule_set_counts_its_criteria_by_outcome() -> None:
    given = rule_set(PASSES, PASSES, PASSES, FAILS, OPEN, OPEN)
    (assessment,) = rules.evaluate(answers("TF?"), [given])
    assert assessment.counts == {MET: 3, NOT_MET: 1, UNKNOWN: 2, REVIEW: 0}
    assert list(assessment.counts) == [MET, NOT_MET, UNKNOWN, REVIEW]


def test_rule_sets_and_criteria_are_assessed_in_their_order() -> None:
    first, second = rule_set(FAILS, PASSES, code="first"), rule_set(EXPERTS, code="second")
    assessments = rules.evaluate(answers("TF?"), [second, first])
    assert [item.rule_set for item in assessments] == [second, first]
    assert [item.criterion for item in assessments[1].criteria] == [FAILS, PASSES]


def test_nothing_answered_leaves_every_comparison_open(
    rule_sets: Mapping[str, rules.RuleSet],
) -> None:
    for assessment in rules.evaluate(profile(), rule_sets.values()):
        for item in assessment.criteria:
            assert item.outcome == (UNKNOWN if item.criterion.paths else REVIEW)


# Which rule sets apply


def codes(rule_sets: Mapping[str, rules.RuleSet], answers: str, day: str) -> list[str]:
    """Return the rule sets that apply on a day, in the order of the alphabet."""
    found = rules.applicable(rule_sets.values(), profile(answers), date.fromisoformat(day))
    return sorted(item.code for item in found)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-06-18", []),
        ("2024-06-19", ["key-support-2024"]),
        ("2025-12-31", ["key-support-2024"]),
        ("2026-01-01", ["key-owner-view", "key-support-2024"]),
        ("2026-03-31", ["key-owner-view", "key-support-2024"]),
        (
            "2026-04-01",
            ["key-owner-view", "key-support-2024", "little-giant-2026", "specialized-2026"],
        ),
        (
            "2099-12-31",
            ["key-owner-view", "key-support-2024", "little-giant-2026", "specialized-2026"],
        ),
    ],
)
def test_a_new_application_is_judged_by_the_rules_of_the_day(
    rule_sets: Mapping[str, rules.RuleSet], day: str, expected: list[str]
) -> None:
    assert codes(rule_sets, "", day) == expected
    assert codes(rule_sets, "application_type=new", day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-07-31", []),
        ("2022-08-01", ["little-giant-2022"]),
        ("2026-11-23", ["little-giant-2022"]),
        ("2026-12-31", ["little-giant-2022"]),
        ("2027-01-01", []),
    ],
)
def test_a_review_of_a_little_giant_is_judged_by_the_old_rules_while_they_last(
    rule_sets: Mapping[str, rules.RuleSet], day: str, expected: list[str]
) -> None:
    answers = "application_type=review current_title=little_giant"
    assert codes(rule_sets, answers, day) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", []),
        ("current_title=none", []),
        ("current_title=tech_innovative", []),
        ("current_title=specialized", []),
        ("current_title=little_giant", ["little-giant-2022"]),
        ("current_title=key_little_giant", ["little-giant-2022"]),
        ("current_title=little_giant title_valid=false", ["little-giant-2022"]),
    ],
)
def test_only_holders_are_reviewed(
    rule_sets: Mapping[str, rules.RuleSet], title: str, expected: list[str]
) -> None:
    assert codes(rule_sets, f"application_type=review {title}", "2026-11-23") == expected


ONE_DAY = rule_set(effective_from=date(2026, 5, 1), effective_to=date(2026, 5, 1))


@pytest.mark.parametrize(
    ("day", "applies"), [("2026-04-30", False), ("2026-05-01", True), ("2026-05-02", False)]
)
def test_both_ends_of_the_time_of_a_rule_set_belong_to_it(day: str, applies: bool) -> None:
    found = rules.applicable([ONE_DAY], profile(), date.fromisoformat(day))
    assert found == ((ONE_DAY,) if applies else ())


@pytest.mark.parametrize("kind", ["new", "review"])
def test_a_rule_set_may_serve_both_kinds_of_application(kind: str) -> None:
    both = rule_set(applies_to=frozenset(ApplicationType))
    found = rules.applicable([both], profile(f"application_type={kind}"), date(2026, 4, 1))
    assert found == (both,)


def test_a_rule_set_for_nobody_in_particular_asks_for_no_title() -> None:
    anyone, holders = rule_set(), rule_set(holders_only=frozenset({CurrentTitle.LITTLE_GIANT}))
    day = date(2026, 4, 1)
    assert rules.applicable([anyone, holders], profile(), day) == (anyone,)
    holder = profile("current_title=little_giant")
    assert rules.applicable([anyone, holders], holder, day) == (anyone, holders)


def test_a_rule_set_is_for_new_applications_unless_it_says_otherwise() -> None:
    given, day = rule_set(), date(2026, 4, 1)
    assert rules.applicable([given], profile(), day) == (given,)
    assert rules.applicable([given], profile("application_type=review"), day) == ()
