"""How the list of regions is narrowed and sorted; a value that means nothing is ignored."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeVar

from django.utils.http import urlencode

from policies.pages.search.folding import words_of
from policies.vocabulary import RegionLevel, TierCode, TopUpKind
from policies.vocabulary.base import Vocabulary

LONGEST_TEXT = 100

Choice = TypeVar("Choice", bound=StrEnum)


class Found(Vocabulary):
    """Whether anything was found for a region."""

    YES = "yes", "查到的"
    NO = "no", "未查到的"


class Order(Vocabulary):
    """In which order regions stand; amounts of one kind only are ever compared."""

    FOUND = "found", "查到的在前"
    CODE = "code", "行政区划代码"
    NAME = "name", "拼音"
    REWARD = "amount-reward", "认定奖励，金额高的在前"
    TOP_UP = "amount-top_up", "配套，金额高的在前"
    INTEREST_SUBSIDY = "amount-interest_subsidy", "贴息，金额高的在前"

    @property
    def kind(self) -> TopUpKind | None:
        """Return the kind whose amounts decide; None where none do."""
        return member_of(TopUpKind, self.removeprefix("amount-"))


def member_of(choices: type[Choice], value: str) -> Choice | None:
    """Return the choice with a value; None for what is none."""
    return next((choice for choice in choices if choice == value), None)


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see of the list of regions."""

    text: str = ""
    kind: TopUpKind | None = None
    tier: TierCode | None = None
    level: RegionLevel | None = None
    found: Found | None = None
    order: Order = Order.FOUND

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """Read the filters from a query string."""
        return cls(
            text=query.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT],
            kind=member_of(TopUpKind, query.get("kind", "")),
            tier=member_of(TierCode, query.get("tier", "")),
            level=member_of(RegionLevel, query.get("level", "")),
            found=member_of(Found, query.get("found", "")),
            order=member_of(Order, query.get("sort", "")) or Order.FOUND,
        )

    @property
    def words(self) -> list[str]:
        return words_of(self.text)

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.tier or self.level)

    @property
    def absence(self) -> str:
        """Return what an empty cell says: other top-ups may have been found there."""
        leaves_out = self.found != Found.NO and (self.is_narrow or self.words)
        return "没有符合条件的" if leaves_out else "未查到"

    @property
    def labels(self) -> list[str]:
        """Return what is chosen, in words."""
        chosen = (self.kind, self.tier, self.level, self.found)
        labels = [choice.label for choice in chosen if choice is not None]
        return [*labels, f"“{self.text}”"] if self.text else labels

    @property
    def choices(self) -> list[tuple[str, str, str, list[Vocabulary], Vocabulary | None]]:
        """Return each narrowing choice: its name, label, word for all, options, what is chosen."""
        return [
            ("kind", "种类", "全部种类", list(TopUpKind), self.kind),
            ("tier", "层级", "全部层级", list(TierCode), self.tier),
            ("level", "级别", "各级", list(RegionLevel), self.level),
            ("found", "查到没有", "都列出", list(Found), self.found),
        ]

    @property
    def query(self) -> str:
        """Return the query string that chooses the same; empty for no choice."""
        values = {
            "q": self.text, "kind": self.kind, "tier": self.tier, "level": self.level,
            "found": self.found, "sort": "" if self.order == Order.FOUND else self.order,
        }  # fmt: skip
        return urlencode({name: value for name, value in values.items() if value})
