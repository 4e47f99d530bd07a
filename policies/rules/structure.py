"""What a rule set is made of, as the engine applies it.

A criterion holds when any of its paths holds, a path when all its conditions hold; a criterion
without paths is for experts alone.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from policies.vocabulary import (
    ApplicationType,
    CurrentTitle,
    Metric,
    Operator,
    TierCode,
    TrustState,
)
from policies.vocabulary.formats import date_text, plain_number

Required = Decimal | bool | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a rule rests on, and how far it was checked."""

    key: str
    citation: str = ""
    trust_state: TrustState = TrustState.RETOLD
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one metric; `required` is None only for `not_empty`."""

    metric: Metric
    operator: Operator
    required: Required

    @property
    def required_text(self) -> str:
        """What is required as one plain text: 5000, true, core_parts,key_software."""
        required = plain(self.required, self.metric)
        if isinstance(required, list):
            return ",".join(required)
        return str(required).lower() if isinstance(required, bool) else str(required or "")

    @property
    def key(self) -> tuple[str, str, str]:
        return self.metric, self.operator, self.required_text


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
    platform_only: bool = False
    title: str = ""
    evidence: str = ""
    caveat: str = ""
    source: Source | None = None

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
    source: Source
    criteria: tuple[Criterion, ...]
    effective_from: date
    effective_to: date | None = None
    applies_to: frozenset[ApplicationType] = frozenset({ApplicationType.NEW})
    holders_only: frozenset[CurrentTitle] = frozenset()
    orientation: bool = False
    tier_name: str = ""
    title: str = ""

    @property
    def version(self) -> str:
        """Which rules these are: 工信部企业〔2026〕2号，2026年4月1日起."""
        until = f"至{date_text(self.effective_to)}" if self.effective_to else "起"
        span = f"{date_text(self.effective_from)}{until}"
        return f"{self.source.citation}，{span}"


def plain(value: Required, metric: Metric) -> Any:
    """Return a value as JSON takes it: a decimal as plain text, a set as a list in order."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return plain_number(value)
    return [code for code in (metric.options.codes() if metric.options else ()) if code in value]
