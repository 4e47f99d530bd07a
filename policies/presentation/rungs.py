"""The ladder as small pictures show it: one word for the rank of each step, one for its name."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.models import Tier
from policies.vocabulary import TierCode

RANKS: dict[str, str] = {
    TierCode.TECH_INNOVATIVE: "评价",
    TierCode.SPECIALIZED: "省级",
    TierCode.LITTLE_GIANT: "国家级",
    TierCode.KEY_LITTLE_GIANT: "名单",
}
# Shorter than the names of the tiers: all fit on a phone's first lines.
LABELS: dict[str, str] = {
    TierCode.TECH_INNOVATIVE: "科技和创新型",
    TierCode.SPECIALIZED: "专精特新",
    TierCode.LITTLE_GIANT: "“小巨人”",
    TierCode.KEY_LITTLE_GIANT: "重点“小巨人”",
}


@dataclass(frozen=True)
class Rung:
    """A step of the ladder that has a page."""

    tier: Tier
    rank: str
    label: str
    level: int
    """From 0 upwards."""

    @property
    def name(self) -> str:
        """The label without quotation marks, as it stands upright on a step."""
        return self.label.replace("“", "").replace("”", "")

    @property
    def bar(self) -> str:
        """The path of its bar in the small stairs of 16 units."""
        return f"M{4.2 * self.level:g} {12 - 4 * self.level}h3.4V16h-3.4z"


def rungs(tiers: Iterable[Tier]) -> list[Rung]:
    """Return the steps that have a page, lowest first."""
    steps = [tier for tier in tiers if tier.is_comparable]
    return [
        Rung(tier, RANKS.get(tier.code, ""), LABELS.get(tier.code, tier.short_name), level)
        for level, tier in enumerate(steps)
    ]
