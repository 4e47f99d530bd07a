"""The kinds of fact: what means one of their rows, and what it says."""

from django.db.models import Q, SlugField
from django.http import Http404

from policies.admin.history.changes import is_text, value_text
from policies.models import CitedFact
from policies.models.sources import CitedFactQuerySet

KINDS: dict[str, type[CitedFact]] = {
    str(kind._meta.model_name): kind for kind in CitedFact.__subclasses__()
}

# How a fact is kept, not what it says.
KEPT = {"id", "position", *(field.name for field in CitedFact._meta.fields)}
KEPT -= {"effective_from", "effective_to"}


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
    fields = [
        field
        for field in fact._meta.concrete_fields
        if field.name not in KEPT and not field.is_relation and not isinstance(field, SlugField)
    ]
    return [
        (str(field.verbose_name), value_text(field, value, {}))
        for field in fields
        if (value := getattr(fact, field.name)) not in (None, "", False)
    ]
