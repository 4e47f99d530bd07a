"""What a rule set is made of, as the engine applies it.

A criterion holds when any of its paths holds, a path when all its conditions hold; a criterion
without paths is for experts alone.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

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


@dataclass(frozen=True)
class Criterion:
    """One requirement of a rule set; `review`: experts decide beside or instead of the form."""

    code: str
    paths: tuple[Path, ...]
    review: bool = False

    # Worked out once, because a batch applies the same criteria to thousands of profiles.

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Return every condition of every path once, in order."""
        return tuple(dict.fromkeys(c for path in self.paths for c in path.conditions))

    @cached_property
    def places(self) -> tuple[tuple[int, ...], ...]:
        """Return for each path where its conditions stand among `conditions`."""
        place = {condition: number for number, condition in enumerate(self.conditions)}
        return tuple(tuple(place[c] for c in path.conditions) for path in self.paths)

    @cached_property
    def exemptions(self) -> tuple[str, ...]:
        """Return for each condition the exemption it serves; none if a main path names it."""
        in_main = {c for path in self.paths if not path.exemption for c in path.conditions}
        first = {c: path.exemption for path in reversed(self.paths) for c in path.conditions}
        return tuple("" if c in in_main else first[c] for c in self.conditions)


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
