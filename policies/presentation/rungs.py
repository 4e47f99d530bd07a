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

    @property
    def name(self) -> str:
        """The label without quotation marks, as it stands upright on a step."""
        return self.label.replace("“", "").replace("”", "")


def rungs(tiers: Iterable[Tier]) -> list[Rung]:
    """Return the steps that have a page, lowest first."""
    return [
        Rung(tier, RANKS.get(tier.code, ""), LABELS.get(tier.code, tier.short_name))
        for tier in tiers
        if tier.is_comparable
    ]
