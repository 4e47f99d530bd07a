"""An assessment as it was on its day: verdicts, the rules they rest on, and the words for readers.

It is stored whole, so that page, mail and desk print it unchanged whatever becomes of the rules.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cattrs.preconf.json import make_converter
from django.urls import reverse

from policies.diagnosis.vocabulary import TierStatus
from policies.presentation.drawings.gauge import Gauge
from policies.rules.metrics import inputs
from policies.vocabulary import (
    Metric,
    Operator,
    Outcome,
    RuleSetOutcome,
    TierCode,
    TrustState,
)
from policies.vocabulary.formats import date_text

# What stands at its default is not stored.
CONVERTER = make_converter(omit_if_default=True)


@dataclass(frozen=True, slots=True)
class Basis:
    """The source document of a criterion or rule set, and how far it was checked on that day."""

    key: str
    citation: str
    trust_state: TrustState
    is_unsure: bool = False

    @property
    def address(self) -> str:
        return f"{reverse('sources')}#{self.key}"


@dataclass(frozen=True, slots=True)
class AssessedCondition:
    """One comparison: what was required, what was answered and what is missing."""

    metric: Metric
    operator: Operator
    required: str
    """The threshold as plain text: 5000, true, core_parts,key_software."""
    threshold: str
    """The threshold as readers see it: 不低于5000万元."""
    answer: str
    outcome: Outcome
    unit: str = ""
    gap: str = ""
    short_gap: str = ""
    gauge: Gauge | None = None

    @property
    def label(self) -> str:
        return self.metric.label

    @property
    def first_answer(self) -> str:
        return inputs(self.metric)[0]


@dataclass(frozen=True, slots=True)
class AssessedPath:
    """Conditions that together suffice; `exemption` labels one that stands in for the main path."""

    outcome: Outcome
    conditions: tuple[AssessedCondition, ...]
    exemption: str = ""

    @property
    def failing(self) -> tuple[AssessedCondition, ...]:
        """Return the conditions that the answers do not meet."""
        return tuple(item for item in self.conditions if item.outcome == Outcome.NOT_MET)


@dataclass(frozen=True, slots=True)
class AssessedCriterion:
    """One criterion with its verdict, and what readers need to understand and to prove it."""

    code: str
    title: str
    outcome: Outcome
    basis: Basis
    paths: tuple[AssessedPath, ...] = ()
    via: str = ""
    reason: str = ""
    is_for_experts: bool = False
    platform_only: bool = False
    evidence: str = ""
    caveat: str = ""

    @property
    def main_paths(self) -> tuple[AssessedPath, ...]:
        """Return the paths that are no exemption."""
        return tuple(path for path in self.paths if not path.exemption)

    @property
    def exemptions(self) -> tuple[AssessedPath, ...]:
        """Return the paths that stand in for the main ones."""
        return tuple(path for path in self.paths if path.exemption)

    @property
    def conditions(self) -> tuple[AssessedCondition, ...]:
        """Return every condition of every path once, in order."""
        return tuple(dict.fromkeys(item for path in self.paths for item in path.conditions))

    @property
    def shortfall(self) -> tuple[AssessedPath, ...]:
        """Return the main paths that fail in the fewest conditions; none once one holds."""
        if self.outcome in (Outcome.MET, Outcome.REVIEW):
            return ()
        failing = [path for path in self.main_paths if path.failing]
        fewest = min((len(path.failing) for path in failing), default=0)
        return tuple(path for path in failing if len(path.failing) == fewest)

    @property
    def gap(self) -> str:
        """Return what is missing, and what would make up for it: 差1项；若有国家级奖励可免."""
        shortfall = self.shortfall
        if not shortfall:
            return ""
        is_alone = len(self.main_paths) == 1 and len(shortfall[0].conditions) == 1
        parts = ["、".join(_gap_of(item, is_alone) for item in path.failing) for path in shortfall]
        open_paths = [path for path in self.main_paths if path.outcome == Outcome.UNKNOWN]
        parts += [f"若{_requirement_of(path)}也可" for path in open_paths]
        open_exemptions = [path for path in self.exemptions if path.outcome == Outcome.UNKNOWN]
        parts += [f"若有{path.exemption}可免" for path in open_exemptions]
        return "；".join(parts)

    @property
    def short_gap(self) -> str:
        """Return the gap in a few characters, of the first path that is nearest: 研发差280万."""
        return "、".join(item.short_gap for path in self.shortfall[:1] for item in path.failing)


@dataclass(frozen=True, slots=True)
class AssessedRuleSet:
    """The verdicts of one rule set, and where it stands for this enterprise."""

    code: str
    fingerprint: str
    """Changes whenever the rules would judge differently."""
    tier: TierCode
    tier_name: str
    title: str
    effective_from: date
    basis: Basis
    standing: TierStatus
    outcome: RuleSetOutcome
    criteria: tuple[AssessedCriterion, ...]
    effective_to: date | None = None
    state: str = ""
    """How a closed support list is described; empty for others."""

    def having(self, *outcomes: Outcome) -> tuple[AssessedCriterion, ...]:
        """Return the criteria with one of these outcomes, in the order of print."""
        return tuple(item for item in self.criteria if item.outcome in outcomes)

    @property
    def not_met(self) -> tuple[AssessedCriterion, ...]:
        """Return the criteria that block."""
        return self.having(Outcome.NOT_MET)

    @property
    def unknown(self) -> tuple[AssessedCriterion, ...]:
        """Return the criteria that still want an answer."""
        return self.having(Outcome.UNKNOWN)

    @property
    def for_experts(self) -> tuple[AssessedCriterion, ...]:
        """Return the criteria that no form can decide."""
        return self.having(Outcome.REVIEW)

    @property
    def met(self) -> tuple[AssessedCriterion, ...]:
        """Return the criteria that the answers meet."""
        return self.having(Outcome.MET)

    @property
    def headline(self) -> str:
        """Return the counts: 小巨人：达标11、未达2、未答2、待专家1."""
        found = Counter(criterion.outcome for criterion in self.criteria)
        return (
            f"{self.tier_name}：达标{found[Outcome.MET]}、未达{found[Outcome.NOT_MET]}、"
            f"未答{found[Outcome.UNKNOWN]}、待专家{found[Outcome.REVIEW]}"
        )

    @property
    def summary(self) -> str:
        """Return the counts, or the bare title of points that lead to no verdict."""
        return self.title if self.standing == TierStatus.ORIENTATION else self.headline

    @property
    def conclusion(self) -> str:
        """Return the verdict in words; it never says that an enterprise qualifies."""
        experts = len(self.for_experts)
        beside = f"，另有{experts}项由专家判断" if experts else ""
        match self.outcome:
            case RuleSetOutcome.NOT_MET:
                return f"差{len(self.not_met)}项{beside}"
            case RuleSetOutcome.INCOMPLETE:
                return f"已答的都达到，还有{len(self.unknown)}项未答{beside}"
            case RuleSetOutcome.ORIENTATION:
                return "逐项列出，不作结论"
            case _:
                return f"数值条件均达到{beside}，以主管部门认定为准"

    @property
    def version(self) -> str:
        """Return which rules these are: 工信部企业〔2026〕2号，2026年4月1日起，版本a1b2c3d4."""
        until = f"至{date_text(self.effective_to)}" if self.effective_to else "起"
        span = f"{date_text(self.effective_from)}{until}"
        return f"{self.basis.citation}，{span}，版本{self.fingerprint}"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules of a day say about an enterprise's answers."""

    as_of: date
    rule_sets: tuple[AssessedRuleSet, ...] = ()
    note: str = ""
    """Why there is no tier within reach; empty where there is one."""

    @property
    def target(self) -> AssessedRuleSet | None:
        return next((item for item in self.rule_sets if item.standing == TierStatus.TARGET), None)

    @property
    def others(self) -> tuple[AssessedRuleSet, ...]:
        """Return the other rule sets, those still ahead before those already held."""
        order = list(TierStatus)
        others = [item for item in self.rule_sets if item is not self.target]
        return tuple(sorted(others, key=lambda item: order.index(item.standing)))

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = CONVERTER.unstructure(self)
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Assessment":
        return CONVERTER.structure(data, cls)


def unanswered_metrics(criteria: Iterable[AssessedCriterion]) -> tuple[Metric, ...]:
    """Return the metrics that could not be measured, each once, in order."""
    conditions = (item for criterion in criteria for item in criterion.conditions)
    return tuple(dict.fromkeys(c.metric for c in conditions if c.outcome == Outcome.UNKNOWN))


def _gap_of(condition: AssessedCondition, is_alone: bool) -> str:
    """Return a gap, named where the criterion has more than one condition."""
    return condition.gap if is_alone else f"{condition.label}{condition.gap}"


def _requirement_of(path: AssessedPath) -> str:
    unknown = [item for item in path.conditions if item.outcome == Outcome.UNKNOWN]
    return "，且".join(f"{item.label}{item.threshold}" for item in unknown)
