"""Top-ups of regions as readers meet them: rewards for a title, then what asks for more first."""

from collections.abc import Iterable
from decimal import Decimal

from policies.models import RegionalTopUp
from policies.vocabulary import TierCode, TopUpKind
from policies.vocabulary.base import Vocabulary


class TopUpGroup(Vocabulary):
    """Under which heading a top-up stands; groups are never added up or compared."""

    REWARD = "reward", "认定奖励"
    KEY = "key", "重点小巨人配套"
    CONDITIONAL = "conditional", "要先投资、贷款或另有条件才有的"
    UNSTATED = "unstated", "没有写明金额的"
    RULE = "rule", "本省另有的规定"

    @property
    def has_amounts(self) -> bool:
        return self not in (self.UNSTATED, self.RULE)

    @classmethod
    def of(cls, kind: str, tier: str | None, amount: Decimal | None) -> "TopUpGroup":
        """Return the group by kind, tier's code and amount; 配套 of no stated tier is for 重点."""
        if kind == TopUpKind.RULE:
            return cls.RULE
        if amount is None:
            return cls.UNSTATED
        if kind not in (TopUpKind.REWARD, TopUpKind.TOP_UP):
            return cls.CONDITIONAL
        is_key = tier is None and kind == TopUpKind.TOP_UP
        return cls.KEY if is_key or tier == TierCode.KEY_LITTLE_GIANT else cls.REWARD


def grouped(top_ups: Iterable[RegionalTopUp]) -> list[tuple[TopUpGroup, list[RegionalTopUp]]]:
    """Return top-ups in the order of their groups; empty groups are left out."""
    groups: dict[TopUpGroup, list[RegionalTopUp]] = {group: [] for group in TopUpGroup}
    for top_up in top_ups:
        code = top_up.tier.code if top_up.tier else None
        groups[TopUpGroup.of(top_up.kind, code, top_up.amount_max)].append(top_up)
    return [(group, rows) for group, rows in groups.items() if rows]
