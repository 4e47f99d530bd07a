"""Which tiers a reader compares, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from policies.models import Tier


@dataclass(frozen=True)
class Selection:
    """What a reader wants to see side by side."""

    tiers: list[Tier]
    with_old: bool
    """Whether earlier standards stand beside those in force."""
    is_all: bool

    @classmethod
    def of(cls, query: QueryDict, offered: Sequence[Tier]) -> Self:
        """Read a query; `tiers` holds slugs, joined by commas or repeated; all without any."""
        slugs = {slug for value in query.getlist("tiers") for slug in value.split(",")}
        chosen = [tier for tier in offered if tier.topic_page.slug in slugs]
        tiers = chosen or list(offered)
        return cls(tiers, "old" in query, len(tiers) == len(offered))

    @property
    def query(self) -> str:
        """Return the query string that selects the same; empty for what is shown unasked."""
        slugs = ",".join(tier.topic_page.slug for tier in self.tiers)
        chosen = {} if self.is_all else {"tiers": slugs}
        return urlencode(chosen | ({"old": "1"} if self.with_old else {}), safe=",")
