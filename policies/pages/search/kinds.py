"""What of each kind of fact can be found: its title, its place, and the texts that pages print."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from policies.models import (
    ApplicationRound,
    CitedFact,
    ComparisonCell,
    Criterion,
    EnterpriseCount,
    Material,
    MaterialChecklist,
    Obligation,
    PreparationAdvice,
    ProcessStep,
    RegionalTopUp,
    RoundWindow,
    RuleSet,
    SmeSizeLimit,
    StandardChange,
    SupportMeasure,
    Term,
    Tier,
    TopicPage,
    TopicSection,
    YearlyEvent,
)
from policies.vocabulary.base import Vocabulary


class Kind(Vocabulary):
    """How results are told apart; of equally good ones, the earlier kind comes first."""

    PAGE = "page", "页面"
    TERM = "term", "术语"
    CRITERION = "criterion", "条件"
    SUPPORT = "support", "支持政策"
    SECTION = "section", "章节"
    REGION = "region", "地区"
    TIME = "time", "批次与时间"
    GUIDANCE = "guidance", "申报与管理"
    FIGURE = "figure", "数量与对比"
    DOCUMENT = "document", "依据文件"


def _nothing(fact: Any) -> str:
    return ""


def _of_tier(fact: Any) -> str:
    return str(fact.tier)


@dataclass(frozen=True)
class Shape:
    """Where a kind of fact keeps what is found."""

    kind: Kind
    title: Callable[[Any], str]
    place: Callable[[Any], str] = _nothing
    """Which of several facts with the same title it is."""
    texts: tuple[str, ...] = ()
    """Fields and properties; Markdown among them is searched as readers see it."""
    figures: Callable[[Any], str] = _nothing
    """What a page prints that no single field holds."""
    also_called: tuple[str, ...] = ()
    """Fields that name the very thing too, as the title does."""
    needs: tuple[str, ...] = ()
    """Relations that these follow beside the fact's `url_relations`."""


def _whom_it_is_for(top_up: RegionalTopUp) -> str:
    return str(top_up.tier or "")


def _requirements(criterion: Criterion) -> str:
    return "；".join(path.text for path in criterion.paths.all())


SHAPES: dict[type[CitedFact], Shape] = {
    TopicPage: Shape(
        Kind.PAGE, lambda page: page.title, _of_tier, ("description", "lead", "notice")
    ),
    Tier: Shape(
        Kind.PAGE,
        lambda tier: tier.official_name,
        lambda tier: tier.kind,
        ("meaning", "recognised_by", "validity", "former_name", "open_point"),
        also_called=("short_name",),
    ),
    Term: Shape(Kind.TERM, lambda term: term.name, texts=("meaning", "note")),
    SmeSizeLimit: Shape(Kind.TERM, lambda limit: limit.industry, lambda limit: "中小企业划型上限"),
    RuleSet: Shape(Kind.CRITERION, lambda rules: rules.title, _of_tier, ("summary",)),
    Criterion: Shape(
        Kind.CRITERION,
        lambda criterion: criterion.title,
        lambda criterion: criterion.group.rule_set.title,
        ("wording", "period", "evidence", "verified_by", "caveat"),
        _requirements,
        needs=("paths__conditions",),
    ),
    SupportMeasure: Shape(
        Kind.SUPPORT, lambda measure: measure.text, _of_tier, ("amount_text", "detail")
    ),
    TopicSection: Shape(
        Kind.SECTION, lambda section: section.title, lambda section: section.page.title,
        ("body", "callout"),
    ),
    RegionalTopUp: Shape(
        Kind.REGION,
        str,
        lambda top_up: str(top_up.region.parent or ""),
        ("amount_text", "conditions", "other_benefits", "valid_note"),
        _whom_it_is_for,
        needs=("tier",),
    ),
    ApplicationRound: Shape(Kind.TIME, str, _of_tier, ("state_text",)),
    RoundWindow: Shape(
        Kind.TIME, lambda window: window.title, lambda window: str(window.round), ("date_note",)
    ),
    YearlyEvent: Shape(Kind.TIME, lambda event: event.what, lambda event: event.period),
    ProcessStep: Shape(Kind.GUIDANCE, lambda step: step.title, _of_tier, ("text",)),
    PreparationAdvice: Shape(Kind.GUIDANCE, lambda advice: advice.title, _of_tier, ("text",)),
    Obligation: Shape(
        Kind.GUIDANCE, lambda obligation: obligation.topic, texts=("rule", "old_rule", "note")
    ),
    StandardChange: Shape(
        Kind.GUIDANCE, lambda changed: changed.item, _of_tier, ("old", "new", "direction", "note")
    ),
    MaterialChecklist: Shape(
        Kind.GUIDANCE, lambda checklist: checklist.title, _of_tier, ("basis", "caution")
    ),
    Material: Shape(
        Kind.GUIDANCE, lambda material: material.name, lambda material: material.checklist.title,
        ("note",),
    ),
    EnterpriseCount: Shape(
        Kind.FIGURE, lambda count: count.measure, _of_tier,
        ("text", "batch_name", "attributed_to", "as_of_note", "note"),
    ),
    ComparisonCell: Shape(Kind.FIGURE, lambda cell: cell.dimension.title, _of_tier, ("content",)),
}  # fmt: skip
