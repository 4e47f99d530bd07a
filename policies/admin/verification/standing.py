"""How it stands with the facts of each document: how many there are, and what they wait for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

from django.db.models import Count, Q

from policies.admin.verification.kinds import KINDS, facts_of
from policies.vocabulary import SourceKind, Treatment, TrustState
from policies.vocabulary.base import Vocabulary

IS_UNCHECKED = ~Q(trust_state=TrustState.CHECKED)
IS_UNDOCUMENTED = Q(trust_state=TrustState.OWNER) | Q(source__kind=SourceKind.OWNER)
HAS_TWO_FIGURES = Q(disputes__treatment=Treatment.TWO_FIGURES)


class Show(Vocabulary):
    """Which facts the trust desk lists."""

    ALL = "all", "全部"
    UNCHECKED = "unchecked", "未核原文"
    DUE = "due", "待复核"
    UNDOCUMENTED = "undocumented", "没有文件"
    TWO_FIGURES = "two-figures", "有两种口径"
    LINKS = "links", "链接有问题"


def is_due(today: date) -> Q:
    return Q(review_by__lt=today)


def awaits_reading(today: date) -> Q:
    """Return the condition of waiting for someone who reads the document, once or once more.

    What the owner states or the site has calculated waits for no document.
    """
    retold = Q(trust_state=TrustState.RETOLD)
    is_ready = retold | (Q(trust_state=TrustState.CHECKED) & is_due(today))
    return is_ready & ~Q(source__kind=SourceKind.OWNER)


def condition_of(show: Show, today: date) -> Q:
    """Return the condition of a fact being listed; where links are listed, no fact is."""
    return {
        Show.ALL: Q(),
        Show.UNCHECKED: IS_UNCHECKED,
        Show.DUE: is_due(today),
        Show.UNDOCUMENTED: IS_UNDOCUMENTED,
        Show.TWO_FIGURES: HAS_TWO_FIGURES,
        Show.LINKS: Q(pk__in=()),
    }[show]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many facts there are, and how many of them need what."""

    total: int = 0
    unchecked: int = 0
    due: int = 0
    undocumented: int = 0
    two_figures: int = 0
    awaiting: int = 0

    def __add__(self, other: "Standing") -> "Standing":
        numbers = zip(astuple(self), astuple(other), strict=True)
        return Standing(*(one + another for one, another in numbers))


def standing_by_document(today: date) -> dict[int, Standing]:
    """Return how it stands with the facts of each document, in one query."""
    conditions = {
        "total": Q(),
        "unchecked": IS_UNCHECKED,
        "due": is_due(today),
        "undocumented": IS_UNDOCUMENTED,
        "two_figures": HAS_TWO_FIGURES,
        "awaiting": awaits_reading(today),
    }
    counts = {
        name: Count("pk", filter=condition, distinct=True) for name, condition in conditions.items()
    }
    first, *others = (
        facts_of(kind).order_by().values("source").annotate(**counts).values_list("source", *counts)
        for kind in KINDS.values()
    )
    standing: dict[int, Standing] = defaultdict(Standing)
    for document, *numbers in first.union(*others, all=True):
        standing[document] += Standing(*numbers)
    return standing


def in_all(standings: Iterable[Standing]) -> Standing:
    return sum(standings, Standing())
