"""Applies the stored rules to an enterprise's answers: the assessment that page and mail show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from policies import rules
from policies.diagnosis.assessment.tier_status import note_without_target, tier_statuses
from policies.diagnosis.vocabulary import TierStatus
from policies.models import ApplicationRound, Edition, RuleSet
from policies.rules import Profile, RuleSetAssessment
from policies.rules.snapshot import assessment_from, snapshot_of

FORMAT = 1  # of a stored assessment


@dataclass(frozen=True, slots=True)
class TierAssessment:
    """The verdicts of one rule set, and where its tier stands for this enterprise."""

    status: TierStatus
    closed: str
    """How a closed support list is described; empty for others."""
    result: RuleSetAssessment


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules of a day say about an enterprise's answers."""

    as_of: date
    tiers: tuple[TierAssessment, ...] = ()
    note: str = ""
    """Why there is no tier within reach; empty where there is one."""

    @property
    def target(self) -> RuleSetAssessment | None:
        targets = (tier.result for tier in self.tiers if tier.status == TierStatus.TARGET)
        return next(targets, None)

    @property
    def others(self) -> list[TierAssessment]:
        """The other rule sets, those still ahead before those already held."""
        order = list(TierStatus)
        others = (tier for tier in self.tiers if tier.status != TierStatus.TARGET)
        return sorted(others, key=lambda tier: order.index(tier.status))

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "as_of": self.as_of.isoformat(),
            "note": self.note,
            "tiers": [
                {
                    "status": tier.status.value,
                    "closed": tier.closed,
                    "result": snapshot_of(tier.result),
                }
                for tier in self.tiers
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Assessment":
        if data["format"] != FORMAT:
            raise ValueError(f"no assessment of format {data['format']} can be read")
        return cls(
            as_of=date.fromisoformat(data["as_of"]),
            note=data["note"],
            tiers=tuple(
                TierAssessment(
                    TierStatus(tier["status"]), tier["closed"], assessment_from(tier["result"])
                )
                for tier in data["tiers"]
            ),
        )


def assess(profile: Profile, on: date) -> Assessment:
    """Return the assessment of a profile by the rules in force on a day, in a few queries."""
    edition = Edition.on(on)
    rows = RuleSet.objects.in_edition(edition).with_rules(edition)
    applicable = rules.applicable([row.to_rules() for row in rows], profile, on)
    closed = ApplicationRound.objects.closed_lists(on)
    statuses = tier_statuses(applicable, profile, closed)
    return Assessment(
        as_of=on,
        note=note_without_target(applicable, statuses, profile, closed),
        tiers=tuple(
            TierAssessment(
                statuses[result.rule_set.code], closed.get(result.rule_set.tier, ""), result
            )
            for result in rules.evaluate(profile, applicable)
        ),
    )
