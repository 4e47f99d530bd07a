"""The facts that rest on documents: what means one of them, and how many wait for what."""

from collections import Counter, defaultdict
from datetime import date

from django.db.models import Count, Q, SlugField
from django.http import Http404

from policies.admin.history.changes import is_text, value_text
from policies.models import CitedFact
from policies.models.sources import CitedFactQuerySet
from policies.vocabulary import PublicationState, Settlement, SourceKind, Treatment, TrustState
from policies.vocabulary.base import Vocabulary

# How many facts there are, and how many of them need what, by the names of `conditions`.
ReviewCounts = Counter[str]

KINDS: dict[str, type[CitedFact]] = {
    str(kind._meta.model_name): kind for kind in CitedFact.__subclasses__()
}


def facts_of(kind: type[CitedFact]) -> CitedFactQuerySet[CitedFact]:
    """Return all facts of a kind, whether or not readers see them."""
    return CitedFactQuerySet(kind)


def name_of(fact: CitedFact) -> str:
    """Return what means a fact among those of all kinds: criterion-12."""
    return f"{fact._meta.model_name}-{fact.pk}"


def fact_named(name: str) -> CitedFact:
    """Return the fact that a name means; raise Http404 where there is none."""
    kind, _, pk = name.partition("-")
    if kind not in KINDS or not pk.isdecimal():
        raise Http404("没有这样的内容")
    fact = facts_of(KINDS[kind]).select_related("source").with_places().filter(pk=int(pk)).first()
    if fact is None:
        raise Http404("这一条已经不在了")
    return fact


def says(kind: type[CitedFact], word: str) -> Q:
    """Return the condition of a word standing in a fact's own texts, or in its document's name."""
    found = Q(source__title__icontains=word) | Q(source__document_number__icontains=word)
    for field in kind._meta.concrete_fields:
        if is_text(field):
            found |= Q(**{f"{field.name}__icontains": word})
    return found


def contents_of(fact: CitedFact) -> list[tuple[str, str]]:
    """Return what a fact says field by field, to be compared with its document."""
    return [
        (str(field.verbose_name), value_text(field, value, {}))
        for field in fact.stated_fields()
        if not field.is_relation and not isinstance(field, SlugField)
        if (value := getattr(fact, field.name)) not in (None, "", False)
    ]


class Show(Vocabulary):
    """Which facts the verification desk lists."""

    ALL = "all", "全部"
    DRAFTS = "drafts", "待公开的草稿"
    UNCHECKED = "unchecked", "未核原文"
    DUE = "due", "待复核"
    UNDOCUMENTED = "undocumented", "没有文件"
    TWO_FIGURES = "two_figures", "有两种口径"
    LINKS = "links", "链接有问题"


def is_due(today: date) -> Q:
    return Q(review_by__lt=today)


def awaits_reading(today: date) -> Q:
    """Return the condition of waiting for someone who reads the document, once or once more.

    What the owner states or the site has calculated waits for no document.
    """
    unread = Q(trust_state__in=(TrustState.RETOLD, TrustState.EXCERPT))
    is_ready = unread | (Q(trust_state=TrustState.CHECKED) & is_due(today))
    return is_ready & ~Q(source__kind=SourceKind.OWNER)


def conditions(today: date) -> dict[str, Q]:
    """Return when a fact is listed and counted; where links are listed, no fact is."""
    return {
        Show.ALL: Q(),
        Show.DRAFTS: Q(publication=PublicationState.DRAFT),
        Show.UNCHECKED: ~Q(trust_state=TrustState.CHECKED),
        Show.DUE: is_due(today),
        Show.UNDOCUMENTED: Q(trust_state=TrustState.OWNER) | Q(source__kind=SourceKind.OWNER),
        Show.TWO_FIGURES: Q(
            disputes__treatment=Treatment.TWO_FIGURES, disputes__status=Settlement.OPEN
        ),
        Show.LINKS: Q(pk__in=()),
    }


def review_counts_by_document(today: date) -> dict[int, ReviewCounts]:
    """Count the facts of each document, all and those that need something: one query."""
    counts = {
        str(name): Count("pk", filter=condition, distinct=True)
        for name, condition in {
            **conditions(today),
            "awaiting": awaits_reading(today),
        }.items()
    }
    first, *others = (
        facts_of(kind).order_by().values("source").annotate(**counts).values_list("source", *counts)
        for kind in KINDS.values()
    )
    by_document: dict[int, ReviewCounts] = defaultdict(Counter)
    for document, *numbers in first.union(*others, all=True):
        by_document[document].update(dict(zip(counts, numbers, strict=True)))
    return by_document
