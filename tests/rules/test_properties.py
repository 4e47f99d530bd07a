"""What holds for any answers and any thresholds, tried on made-up ones."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies import rules
from policies.rules.answers import QUESTIONS, AnswerKind, Question
from policies.rules.parsing import parse_profile
from policies.rules.serialisation import assessment_data
from policies.rules.snapshot import assessment_from, snapshot_of
from policies.rules.wording import threshold_text
from policies.vocabulary import Metric, MetricKind, Operator, Outcome, RuleSetOutcome
from policies.vocabulary.formats import plain_number
from tests.rules.stored import assess_one, money_gap, outcomes

pytestmark = pytest.mark.once

MODEST = settings(deadline=None, max_examples=60)

FIELDS = {field.name: field for field in QUESTIONS}
NUMERIC_KINDS = (AnswerKind.AMOUNT, AnswerKind.PERCENT, AnswerKind.DECIMAL, AnswerKind.INTEGER)
NUMERIC = [metric for metric in Metric if metric.kind == MetricKind.NUMBER]
# The answer that raises each metric.
RAISED_BY = {metric: metric.value for metric in NUMERIC} | {
    Metric.RD_TOTAL_2Y: "rd_y2",
    Metric.RD_SHARE_Y1: "rd_y1",
    Metric.RD_SHARE_Y2: "rd_y2",
    Metric.REVENUE_CAGR_2Y: "revenue_y1",
}
LOWERED_BY = {
    Metric.RD_SHARE_Y1: "revenue_y1",
    Metric.RD_SHARE_Y2: "revenue_y2",
    Metric.REVENUE_CAGR_2Y: "revenue_y3",
}
FLOORS, CEILINGS = (Operator.AT_LEAST, Operator.MORE_THAN), (Operator.AT_MOST, Operator.LESS_THAN)
STRICT = (Operator.MORE_THAN, Operator.LESS_THAN)
BETTER = {Outcome.NOT_MET: 0, Outcome.MET: 1}

# Figures about the stored thresholds as well as any others.
LANDMARKS = [
    Decimal(text)
    for text in ("0", "3", "50", "60", "100", "150", "1200", "1500", "2000", "4535.15", "5000",
                 "5512.5", "8000", "10000")
]  # fmt: skip
CENT = Decimal("0.01")


def amounts(highest: int = 100_000) -> st.SearchStrategy[Decimal]:
    """Return figures with two decimals, many of them a cent beside a landmark."""
    landmarks = [landmark for landmark in LANDMARKS if landmark <= highest]
    beside = st.builds(
        lambda landmark, cents: min(max(landmark + cents * CENT, Decimal(0)), Decimal(highest)),
        st.sampled_from(landmarks),
        st.integers(-1, 1),
    )
    anywhere = st.integers(0, highest * 100).map(lambda cents: cents * CENT)
    return st.one_of(beside, anywhere)


def answer_to(field: Question) -> st.SearchStrategy[Any]:
    """Return answers to one question as JSON holds them."""
    lowest, highest = int(field.minimum), int(field.maximum or 100_000)
    if field.kind == AnswerKind.FLAG:
        return st.booleans()
    if field.kind == AnswerKind.INTEGER:
        return st.integers(lowest, 12).map(Decimal)
    if field.kind in NUMERIC_KINDS:
        return amounts(highest)
    codes = st.sampled_from(field.options.codes() if field.options else ())
    return st.lists(codes, unique=True) if field.kind == AnswerKind.MULTI else codes


ANSWERS = st.fixed_dictionaries({}, optional={f.name: answer_to(f) for f in QUESTIONS})
THRESHOLDS = st.one_of(
    st.sampled_from(LANDMARKS),
    st.integers(0, 10_000 * 10_000).map(lambda scaled: Decimal(scaled).scaleb(-4)),
    st.integers(0, 400_000).map(lambda scaled: Decimal(scaled).scaleb(-4)),
)
Drawn = tuple[rules.Condition, dict[str, Any]]


@st.composite
def conditions(
    draw: st.DrawFn,
    metrics: Iterable[Metric] = NUMERIC,
    operators: tuple[Operator, ...] = (*FLOORS, *CEILINGS),
) -> Drawn:
    """Draw a numeric condition and answers that say enough to judge it, often near its edge."""
    metric = draw(st.sampled_from(list(metrics)))
    threshold = draw(THRESHOLDS)
    answers: dict[str, Any] = {}
    for name in ("rd_y1", "rd_y2", "revenue_y1", "revenue_y2", "revenue_y3"):
        answers[name] = draw(amounts())
    if metric in FIELDS:
        field = FIELDS[metric.value]
        answers[field.name] = draw(answer_to(field))
    elif draw(st.booleans()):
        threshold = near(metric, answers, draw(st.integers(-1, 1)), threshold)
    return rules.Condition(metric, draw(st.sampled_from(operators)), threshold), answers


def near(metric: Metric, answers: dict[str, Any], step: int, otherwise: Decimal) -> Decimal:
    """Return a threshold of four places within a step of what a derived metric measures."""
    lowest = rules.Condition(metric, Operator.AT_LEAST, otherwise)
    measured = assess_one(parse_profile(answers), lowest).actual
    if not isinstance(measured, Decimal):
        return otherwise
    return max(measured + step * Decimal("0.0001"), Decimal(0))


def judged(one: rules.Condition, answers: dict[str, Any]) -> rules.ConditionAssessment:
    return assess_one(parse_profile(answers), one)


def holds(figure: Decimal, one: rules.Condition) -> bool:
    """Return whether a figure meets a threshold, as readers would compare them."""
    threshold = one.required
    assert isinstance(threshold, Decimal)
    match one.operator:
        case Operator.AT_LEAST:
            return figure >= threshold
        case Operator.AT_MOST:
            return figure <= threshold
        case Operator.MORE_THAN:
            return figure > threshold
        case _:
            return figure < threshold


# Monotony


@MODEST
@given(drawn=conditions(), more=amounts(1_000))
def test_raising_a_figure_never_fails_a_floor_nor_mends_a_ceiling(
    drawn: Drawn, more: Decimal
) -> None:
    one, answers = drawn
    field = FIELDS[RAISED_BY[one.metric]]
    raised = answers[field.name] + (more.to_integral_value() if field.kind == "integer" else more)
    assume(field.maximum is None or raised <= field.maximum)
    before, after = judged(one, answers), judged(one, answers | {field.name: raised})
    assume(Outcome.UNKNOWN not in (before.outcome, after.outcome))
    gained = BETTER[after.outcome] - BETTER[before.outcome]
    assert gained >= 0 if one.operator in FLOORS else gained <= 0


@MODEST
@given(drawn=conditions(LOWERED_BY), more=amounts(1_000))
def test_raising_what_is_divided_by_never_mends_a_floor_nor_fails_a_ceiling(
    drawn: Drawn, more: Decimal
) -> None:
    one, answers = drawn
    name = LOWERED_BY[one.metric]
    before, after = judged(one, answers), judged(one, answers | {name: answers[name] + more})
    assume(Outcome.UNKNOWN not in (before.outcome, after.outcome))
    gained = BETTER[after.outcome] - BETTER[before.outcome]
    assert gained <= 0 if one.operator in FLOORS else gained >= 0


# Unknown


@MODEST
@given(answers=ANSWERS, more=ANSWERS)
def test_answering_more_never_changes_a_decided_criterion(
    rule_sets: Mapping[str, rules.RuleSet], answers: dict[str, Any], more: dict[str, Any]
) -> None:
    before = outcomes(rule_sets, parse_profile(answers))
    after = outcomes(rule_sets, parse_profile(more | answers))
    decided = {code: out for code, out in before.items() if out != Outcome.UNKNOWN}
    assert {code: after[code] for code in decided} == decided


@MODEST
@given(answers=ANSWERS)
def test_no_criterion_fails_for_want_of_an_answer(
    rule_sets: Mapping[str, rules.RuleSet], answers: dict[str, Any]
) -> None:
    for assessment in rules.evaluate(parse_profile(answers), rule_sets.values()):
        for item in assessment.criteria:
            if item.outcome == Outcome.NOT_MET:
                failing = [
                    any(one.outcome == Outcome.NOT_MET for one in path.conditions)
                    for path in item.paths
                ]
                assert all(failing)


@MODEST
@given(answers=ANSWERS)
def test_a_stored_assessment_is_read_back_as_it_was(
    rule_sets: Mapping[str, rules.RuleSet], answers: dict[str, Any]
) -> None:
    for assessment in rules.evaluate(parse_profile(answers), rule_sets.values()):
        stored = json.loads(json.dumps(snapshot_of(assessment)))
        assert assessment_from(stored) == assessment


# Order


@MODEST
@given(data=st.data(), answers=ANSWERS)
def test_the_order_of_criteria_paths_conditions_and_answers_changes_no_outcome(
    rule_sets: Mapping[str, rules.RuleSet], data: st.DataObject, answers: dict[str, Any]
) -> None:
    rule_set = data.draw(st.sampled_from(sorted(rule_sets.values(), key=lambda item: item.code)))
    reordered = rules.RuleSet(
        rule_set.code,
        rule_set.tier,
        rule_set.source,
        tuple(shuffled(data, c) for c in data.draw(st.permutations(rule_set.criteria))),
        rule_set.effective_from,
        orientation=rule_set.orientation,
    )
    rearranged = dict(data.draw(st.permutations(list(answers.items()))))
    (before,) = rules.evaluate(parse_profile(answers), [rule_set])
    (after,) = rules.evaluate(parse_profile(rearranged), [reordered])
    assert after.outcome == before.outcome
    assert after.counts == before.counts
    assert verdicts(after) == verdicts(before)


def shuffled(data: st.DataObject, criterion: rules.Criterion) -> rules.Criterion:
    """Return a criterion with its paths, and the conditions of each, in another order."""
    paths = tuple(
        rules.Path(tuple(data.draw(st.permutations(path.conditions))), path.exemption)
        for path in data.draw(st.permutations(criterion.paths))
    )
    return rules.Criterion(criterion.code, paths, criterion.review)


def verdicts(assessment: rules.RuleSetAssessment) -> dict[str, tuple[str, bool, frozenset[str]]]:
    """Return of each criterion its outcome, whether it is met by exemption, and its reasons."""
    return {
        item.criterion.code: (item.outcome, bool(item.via), frozenset(item.reason.split("；")))
        for item in assessment.criteria
    }


# Figures and verdicts


@MODEST
@given(drawn=conditions())
def test_no_printed_figure_contradicts_its_verdict(
    drawn: Drawn,
) -> None:
    one, answers = drawn
    assessment = judged(one, answers)
    assume(assessment.outcome != Outcome.UNKNOWN)
    figure = number_in(assessment.answer_text, one.metric)
    printed = rules.Condition(one.metric, one.operator, number_in(threshold_text(one), one.metric))
    assert printed.required == one.required
    assert holds(figure, printed) == (assessment.outcome == Outcome.MET)


@MODEST
@given(drawn=conditions())
def test_what_a_gap_names_is_enough(drawn: Drawn) -> None:
    one, answers = drawn
    assessment = judged(one, answers)
    distance, figure = assessment.gap(), assessment.actual
    assert (distance is None) == (assessment.outcome != Outcome.NOT_MET)
    assume(distance is not None)
    assert isinstance(figure, Decimal)
    assert distance is not None
    towards = distance if one.operator in FLOORS else -distance
    assert holds(figure + towards, goal(one))
    assert isinstance(one.required, Decimal)
    moved = rules.Condition(one.metric, goal(one).operator, one.required - towards)
    assert judged(moved, answers).outcome == Outcome.MET
    assert distance > 0 or one.operator in STRICT


def goal(one: rules.Condition) -> rules.Condition:
    """Return where a gap leads: the threshold itself, also where that must be passed."""
    operator = Operator.AT_LEAST if one.operator in FLOORS else Operator.AT_MOST
    return rules.Condition(one.metric, operator, one.required)


@MODEST
@given(drawn=conditions())
def test_the_printed_gap_leads_from_the_printed_figure_to_the_threshold(
    drawn: Drawn,
) -> None:
    one, answers = drawn
    assessment = judged(one, answers)
    said = assessment.gap_text
    assert bool(said) == bool(assessment.short_gap_text) == (assessment.outcome == "not_met")
    assume(said.startswith(("差", "高出")))
    distance = number_in(said.partition("，")[0].removesuffix("个百分点"), one.metric)
    figure = number_in(assessment.answer_text, one.metric)
    towards = distance if one.operator in FLOORS else -distance
    assert holds(figure + towards, goal(one))
    money = money_gap(assessment) if one.metric == Metric.REVENUE_CAGR_2Y else None
    assert plain_number(money or distance) in assessment.short_gap_text


# Gaps


@MODEST
@given(answers=ANSWERS)
def test_a_gap_is_what_is_not_met_or_hangs_on_an_exemption_and_no_exclusion(
    rule_sets: Mapping[str, rules.RuleSet], answers: dict[str, Any]
) -> None:
    for one in rules.evaluate(parse_profile(answers), rule_sets.values()):
        if one.outcome == RuleSetOutcome.ORIENTATION:
            assert (one.gaps, one.exclusions) == ((), ())
            continue
        excluded = {"lg-sme", "sp-sme", "lg-excluded", "ks-unlisted", "ks-first"}
        failing = {item.criterion.code for item in one.not_met}
        hanging = {
            item.criterion.code
            for item in one.unknown
            if {path.outcome for path in item.paths if not path.path.exemption} == {Outcome.NOT_MET}
        }
        assert {item.criterion.code for item in one.gaps} == failing - excluded | hanging
        assert {item.criterion.code for item in one.exclusions} == failing & excluded
        assert {*one.gaps, *one.exclusions, *one.open} == {*one.not_met, *one.unknown}


def number_in(text: str, metric: Metric) -> Decimal:
    """Return the number in a printed figure, gap or threshold of a metric."""
    bare = text.removesuffix(metric.unit or "")
    for word in ("不低于", "不高于", "须超过", "须低于", "高出", "差", "第", "前"):
        bare = bare.removeprefix(word)
    return Decimal(bare)


@MODEST
@given(drawn=conditions(LOWERED_BY, FLOORS))
def test_the_money_that_a_gap_names_is_enough_and_not_a_cent_too_much(
    drawn: Drawn,
) -> None:
    one, answers = drawn
    money = money_gap(judged(one, answers))
    assume(money is not None)
    assert money is not None
    name = RAISED_BY[one.metric]
    enough = answers | {name: answers[name] + money}
    assert judged(goal(one), enough).outcome == Outcome.MET
    if money > CENT:
        less = answers | {name: answers[name] + money - CENT}
        assert judged(goal(one), less).outcome == Outcome.NOT_MET


# As data


@MODEST
@given(answers=ANSWERS)
def test_an_assessment_is_json_and_comes_back_the_same(
    rule_sets: Mapping[str, rules.RuleSet], answers: dict[str, Any]
) -> None:
    assessments = rules.evaluate(parse_profile(answers), rule_sets.values())
    data = assessment_data(assessments, date(2026, 11, 23))
    assert json.loads(json.dumps(data)) == data
    assert json.loads(json.dumps(data, ensure_ascii=False).encode()) == data


@MODEST
@given(answers=ANSWERS)
def test_figures_are_data_without_exponents_and_trailing_zeros(
    rule_sets: Mapping[str, rules.RuleSet], answers: dict[str, Any]
) -> None:
    data = assessment_data(rules.evaluate(parse_profile(answers), rule_sets.values()), date.max)
    for rule_set in data["rule_sets"]:
        for criterion in rule_set["criteria"]:
            for one in criterion["conditions"]:
                figures = [one["required"], one["actual"], one["gap"]]
                for figure in (text for text in figures if isinstance(text, str)):
                    assert plain_number(Decimal(figure)) == figure != "-0"
