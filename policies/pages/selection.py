"""Which tiers a reader compares, and how."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict

from policies.models import Tier
from policies.pages.comparison import MetricTable, OwnerTable, TextTable
from policies.vocabulary import TierCode

DEFAULT_TIERS = (TierCode.LITTLE_GIANT, TierCode.KEY_LITTLE_GIANT)

Table = TypeVar("Table", TextTable, OwnerTable, MetricTable)


@dataclass(frozen=True)
class Selection:
    """What a reader wants to see side by side."""

    tiers: list[Tier]
    with_old: bool
    """Whether earlier standards stand beside those in force."""
    only_different: bool

    @classmethod
    def of(cls, query: QueryDict, offered: Sequence[Tier]) -> Self:
        """Read a query; `tiers` holds slugs, joined by commas or repeated.

        Without a valid one, it is the two tiers that the owner compares.
        """
        slugs = {slug for value in query.getlist("tiers") for slug in value.split(",")}
        tiers = [tier for tier in offered if tier.topic_page.slug in slugs]
        tiers = tiers or [tier for tier in offered if tier.code in DEFAULT_TIERS]
        with_old = "old" in query
        is_compared = len(tiers) > 1 or with_old
        return cls(tiers, with_old, is_compared and "only" in query)

    @property
    def is_default(self) -> bool:
        codes = tuple(tier.code for tier in self.tiers)
        return codes == DEFAULT_TIERS and not self.with_old and not self.only_different

    @property
    def query(self) -> str:
        """Return the query string that selects the same."""
        slugs = ",".join(tier.topic_page.slug for tier in self.tiers)
        switches = {"old": self.with_old, "only": self.only_different}
        chosen = {name: "1" for name, is_on in switches.items() if is_on}
        return urlencode({"tiers": slugs} | chosen, safe=",")


def filter_rows(table: Table, selection: Selection) -> Table:
    """Return a table; on demand, without the rows that are the same in every column."""
    if not selection.only_different:
        return table
    return replace(table, rows=[row for row in table.rows if row.differs])
