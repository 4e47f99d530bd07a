"""Applies the stored rules to an enterprise's answers: the assessment that page and mail show."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from policies import rules
from policies.diagnosis.assessment.tier_status import tier_statuses
from policies.diagnosis.goals import Aim, aim_of
from policies.diagnosis.vocabulary import Goal, TierStatus
from policies.models import ApplicationRound, Edition, RegionalTopUp, RuleSet, Tier
from policies.models.rounds import AccountingPeriod
from policies.rules import CriterionAssessment, Profile, RuleSetAssessment, assess_criterion
from policies.rules.snapshot import assessment_from, snapshot_of
from policies.vocabulary import CurrentTitle

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
    """Why no rules decide; empty where some do."""
    aim: Aim | None = None
    """None in what was stored before there were aims."""

    def standing(self, *statuses: TierStatus) -> TierAssessment | None:
        """Return the first rule set of a status, as the statuses are named."""
        found = (tier for status in statuses for tier in self.tiers if tier.status == status)
        return next(found, None)

    @property
    def target(self) -> RuleSetAssessment | None:
        """What decides, or did until its rules ended."""
        found = self.standing(TierStatus.TARGET, TierStatus.ENDED)
        return found.result if found else None

    @property
    def others(self) -> list[TierAssessment]:
        """The other rule sets, those still ahead before those already held."""
        order = list(TierStatus)
        others = (tier for tier in self.tiers if tier.result is not self.target)
        return sorted(others, key=lambda tier: order.index(tier.status))

    def to_json(self) -> dict[str, Any]:
        aim = {"title": self.aim.title, "goal": self.aim.goal} if self.aim else None
        return {
            "format": FORMAT,
            "as_of": self.as_of.isoformat(),
            "note": self.note,
            "aim": aim,
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
        aim = data.get("aim")
        return cls(
            as_of=date.fromisoformat(data["as_of"]),
            note=data["note"],
            aim=aim_of(CurrentTitle(aim["title"]), Goal(aim["goal"])) if aim else None,
            tiers=tuple(
                TierAssessment(
                    TierStatus(tier["status"]), tier["closed"], assessment_from(tier["result"])
                )
                for tier in data["tiers"]
            ),
        )


def assess(
    profile: Profile, aim: Aim, on: date, period: AccountingPeriod | None = None
) -> Assessment:
    """Return the assessment of a profile by the rules that a day knows, in a few queries.

    `period` is the one that was asked for; without it, that of the day.
    """
    edition = Edition.on(on)
    period = period or ApplicationRound.objects.period_on(on)
    profile = replace(profile, application_type=aim.application_type)
    published = RuleSet.objects.published(edition).with_successors(edition)
    rows = published.filter(tier__in=Tier.objects.in_edition(edition)).with_rules(edition)
    closed = ApplicationRound.objects.closed_lists(on)
    known = [row.to_rules() for row in rows]
    standing = tier_statuses(known, profile, aim, on, period.application_year, closed)
    results = rules.evaluate(profile, [rule_set for rule_set, _ in standing.values()])
    tiers = tuple(
        TierAssessment(
            standing[result.rule_set.code][1], closed.get(result.rule_set.tier, ""), result
        )
        for result in results
    )
    assessment = Assessment(on, tiers, aim=aim)
    note = "" if assessment.target else _note(aim, period.application_year)
    return replace(assessment, note=note)


def _note(aim: Aim, year: int) -> str:
    """Return in a sentence why no rules decide an aim."""
    if aim.goal == Goal.REVIEW and aim.title == CurrentTitle.SPECIALIZED:
        return "省级复核规则未收录，请看本省通知。"
    if aim.goal == Goal.REVIEW:
        return f"{year}年小巨人复核规则未见，请等当年通知。"
    if aim.title == CurrentTitle.KEY_LITTLE_GIANT:
        return "您已获支持：往后看绩效目标和到期复核。"
    return "这一天没有适用的规则。"


def assess_local_rules(
    profile: Profile, aim: Aim, edition: Edition
) -> list[tuple[RegionalTopUp, CriterionAssessment]]:
    """Return each rule of the province for an aim, and what is lacking by it; told beside."""
    found = RegionalTopUp.objects.local_rules(profile.region, aim.tier, edition)
    return [(rule, assess_criterion(profile, rule.to_criterion())) for rule in found]
