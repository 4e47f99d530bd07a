"""What the engine says of a profile: verdicts beside the rules that they rest on, with their gaps.

The same tree is applied, stored (`snapshot.py`), shown on the page, mailed and worked with.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from policies.rules import wording
from policies.rules.figures import PLACES, distance, rounded
from policies.rules.metrics import CompoundGrowth, Share, Value, inputs
from policies.rules.structure import Condition, Criterion, Path, Required, RuleSet
from policies.vocabulary import Metric, Outcome, RuleSetOutcome


@dataclass(frozen=True, slots=True)
class ConditionAssessment:
    """One condition, the value it saw and whether that value meets it."""

    condition: Condition
    value: Value
    outcome: Outcome
    reason: str = ""
    exemption: str = ""

    @property
    def actual(self) -> Required:
        """The value, derived figures rounded half up to four places."""
        value = self.value
        return rounded(value) if isinstance(value, Share | CompoundGrowth) else value

    def gap(self, places: int = PLACES) -> Decimal | None:
        """Return the distance to the threshold in the condition's unit; None unless failed."""
        required = self.condition.required
        if self.outcome != Outcome.NOT_MET or not isinstance(required, Decimal):
            return None
        return distance(self.value, required, places)

    @property
    def label(self) -> str:
        return self.condition.metric.label

    @property
    def threshold_text(self) -> str:
        return wording.threshold_text(self.condition)

    @property
    def answer_text(self) -> str:
        return wording.answer_text(self.condition, self.value)

    @property
    def gap_text(self) -> str:
        is_failed = self.outcome == Outcome.NOT_MET
        return wording.gap_text(self.condition, self.value) if is_failed else ""

    @property
    def short_gap_text(self) -> str:
        is_failed = self.outcome == Outcome.NOT_MET
        return wording.short_gap_text(self.condition, self.value) if is_failed else ""


@dataclass(frozen=True, slots=True)
class PathAssessment:
    """One path with its conditions; met when all of them are."""

    path: Path
    outcome: Outcome
    conditions: tuple[ConditionAssessment, ...]

    @property
    def failing(self) -> tuple[ConditionAssessment, ...]:
        return tuple(item for item in self.conditions if item.outcome == Outcome.NOT_MET)

    @property
    def open_requirement(self) -> str:
        """What its unanswered conditions ask: 国内细分市场排名前3名."""
        unknown = [item for item in self.conditions if item.outcome == Outcome.UNKNOWN]
        return "，且".join(f"{item.label}{item.threshold_text}" for item in unknown)


@dataclass(frozen=True, slots=True)
class CriterionAssessment:
    """One criterion: its outcome, and `via` which exemption where only an exemption holds."""

    criterion: Criterion
    outcome: Outcome
    via: str
    reason: str
    conditions: tuple[ConditionAssessment, ...]
    paths: tuple[PathAssessment, ...]

    @property
    def main_paths(self) -> tuple[PathAssessment, ...]:
        return tuple(item for item in self.paths if not item.path.exemption)

    @property
    def exemption_paths(self) -> tuple[PathAssessment, ...]:
        return tuple(item for item in self.paths if item.path.exemption)

    @property
    def is_exclusion(self) -> bool:
        """Whether every way to it fails in what nothing mends."""
        closing = Metric.closing_the_way()
        return self.outcome == Outcome.NOT_MET and all(
            any(item.condition.metric in closing for item in path.failing) for path in self.paths
        )

    @property
    def is_gap(self) -> bool:
        """Whether it is missing by now: firmly, or unless an unanswered exemption holds."""
        if self.outcome == Outcome.NOT_MET:
            return not self.is_exclusion
        ways = [path.outcome == Outcome.NOT_MET for path in self.main_paths]
        return self.outcome == Outcome.UNKNOWN and bool(ways) and all(ways)

    @property
    def shortfall(self) -> tuple[PathAssessment, ...]:
        """The main paths, else all, that fail in the fewest conditions; none once one holds."""
        if self.outcome in (Outcome.MET, Outcome.REVIEW):
            return ()
        failing = [path for path in self.main_paths or self.paths if path.failing]
        fewest = min((len(path.failing) for path in failing), default=0)
        return tuple(path for path in failing if len(path.failing) == fewest)

    @property
    def gap_text(self) -> str:
        """What is missing, and what would make up for it: 差1项；若有国家级奖可免."""
        shortfall = self.shortfall
        if not shortfall:
            return ""
        is_alone = len(self.main_paths) == 1 and len(shortfall[0].conditions) == 1
        parts = [
            "、".join(item.gap_text if is_alone else item.label + item.gap_text for item in failing)
            for failing in (path.failing for path in shortfall)
        ]
        for path in self.main_paths:
            if path.outcome == Outcome.UNKNOWN:
                parts.append(f"若{path.open_requirement}也可")
        for path in self.exemption_paths:
            if path.outcome == Outcome.UNKNOWN:
                parts.append(f"若有{path.path.exemption}可免")
        return "；".join(parts)

    @property
    def short_gap_text(self) -> str:
        """The gap in a few characters, of the first path that is nearest: 研发差280万元."""
        return "、".join(
            item.short_gap_text for path in self.shortfall[:1] for item in path.failing
        )


@dataclass(frozen=True, slots=True)
class RuleSetAssessment:
    """One rule set with its outcome and its criteria in order."""

    rule_set: RuleSet
    outcome: RuleSetOutcome
    criteria: tuple[CriterionAssessment, ...]

    @property
    def counts(self) -> dict[Outcome, int]:
        found = Counter(criterion.outcome for criterion in self.criteria)
        return {outcome: found[outcome] for outcome in Outcome}

    def _having(self, outcome: Outcome) -> tuple[CriterionAssessment, ...]:
        return tuple(item for item in self.criteria if item.outcome == outcome)

    @property
    def met(self) -> tuple[CriterionAssessment, ...]:
        return self._having(Outcome.MET)

    @property
    def not_met(self) -> tuple[CriterionAssessment, ...]:
        return self._having(Outcome.NOT_MET)

    @property
    def gaps(self) -> tuple[CriterionAssessment, ...]:
        """What is missing by now; an orientation, which gives no verdict, has none."""
        return () if self.rule_set.orientation else tuple(c for c in self.criteria if c.is_gap)

    @property
    def exclusions(self) -> tuple[CriterionAssessment, ...]:
        """What closes this way to the enterprise, whatever it prepares."""
        return () if self.rule_set.orientation else tuple(c for c in self.not_met if c.is_exclusion)

    @property
    def open(self) -> tuple[CriterionAssessment, ...]:
        """What is neither decided nor missing by now."""
        return tuple(item for item in self.unknown if not item.is_gap)

    @property
    def unknown(self) -> tuple[CriterionAssessment, ...]:
        return self._having(Outcome.UNKNOWN)

    @property
    def for_experts(self) -> tuple[CriterionAssessment, ...]:
        return self._having(Outcome.REVIEW)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The answer fields that the criteria look at, each once, in order."""
        conditions = (c.condition for item in self.criteria for c in item.conditions)
        return tuple(dict.fromkeys(name for c in conditions for name in inputs(c.metric)))

    @property
    def undecided_inputs(self) -> tuple[str, ...]:
        """The answer fields of what could not be measured, answered ones among them."""
        conditions = (c for item in self.unknown for c in item.conditions)
        metrics = (c.condition.metric for c in conditions if c.outcome == Outcome.UNKNOWN)
        return tuple(dict.fromkeys(name for metric in metrics for name in inputs(metric)))
