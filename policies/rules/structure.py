"""What a rule set is made of, as the engine applies it.

A criterion holds when any of its paths holds, a path when all its conditions hold; a criterion
without paths is for experts alone.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from policies.vocabulary import ApplicationType, CurrentTitle, Metric, Operator, TierCode

Required = Decimal | bool | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one metric; `required` is None only for `not_empty`."""

    metric: Metric
    operator: Operator
    required: Required


@dataclass(frozen=True, slots=True)
class Path:
    """Conditions that together suffice; `exemption` labels one that stands in for the main path."""

    conditions: tuple[Condition, ...]
    exemption: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One requirement of a rule set; `review`: experts decide beside or instead of the form."""

    code: str
    paths: tuple[Path, ...]
    review: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return every condition of every path once, in order."""
        return tuple(dict.fromkeys(c for path in self.paths for c in path.conditions))


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The criteria of one tier from one source, and when and to whom they apply."""

    code: str
    tier: TierCode
    source: str
    criteria: tuple[Criterion, ...]
    effective_from: date
    effective_to: date | None = None
    applies_to: frozenset[ApplicationType] = frozenset({ApplicationType.NEW})
    holders_only: frozenset[CurrentTitle] = frozenset()
    orientation: bool = False
