"""Everything that readers of an edition can find, as slim rows that keep no model alive."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.urls import reverse

from policies.models import (
    CitedFact,
    Criterion,
    Dispute,
    Edition,
    Region,
    RuleSet,
    SourceDocument,
    YearlyEvent,
)
from policies.pages.search.folding import BOUNDARY, fold
from policies.presentation.previews import addresses_below
from policies.presentation.references import References
from policies.vocabulary import ContentKind

ORDER = {kind: number for number, kind in enumerate(ContentKind)}
# The pages that no fact stands for: title, name of the address, whether a preview shows them.
PAGES = (
    ("各层级对比", "compare", True),
    ("各省市额外配套", "regions", True),
    ("依据文件与两种口径", "sources", True),
    ("术语", "glossary", True),
    ("最近更新", "updates", True),
    ("关于本站", "about", True),
    ("隐私说明", "privacy", True),
    ("诊断表", "diagnosis", False),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found, and where it stands."""

    kind: ContentKind
    title: str
    place: str
    text: str
    address: str
    basis: tuple[str, ...] = ()
    """How far a fact has been checked, in words; empty for what is no fact."""
    is_former: bool = False
    folded_names: tuple[str, ...] = ()
    """The title, and by what other names it is called."""
    folded: str = ""

    @classmethod
    def of(
        cls,
        kind: ContentKind,
        title: str,
        place: str,
        text: str,
        address: str,
        *,
        also_called: tuple[str, ...] = (),
        **more: Any,
    ) -> Self:
        names = tuple(fold(name) for name in (title, *also_called) if name)
        folded = BOUNDARY.join((*names, fold(place), fold(text)))
        return cls(kind, title, place, text, address, folded_names=names, folded=folded, **more)


def entries_of(edition: Edition) -> list[Entry]:
    """Return all entries of an edition, of equally good ones the better first.

    What applies stands before what applied; the number of queries is fixed by the kinds of fact.
    """
    entries = [*_pages(), *_facts(edition), *_regions(), *_documents(edition)]
    return sorted(entries, key=lambda entry: (entry.is_former, ORDER[entry.kind]))


def _pages() -> Iterator[Entry]:
    for title, name, is_previewed in PAGES:
        if is_previewed:
            address = reverse(name)
        else:
            with addresses_below("/"):
                address = reverse(name)
        yield Entry.of(ContentKind.PAGE, title, "", "", address)


def _facts(edition: Edition) -> Iterator[Entry]:
    references = References(edition)
    home = reverse("home")
    for model in CitedFact.__subclasses__():
        facts = model.objects.all()
        seen = facts.in_edition(edition).with_places(edition)
        for fact in seen.prefetch_related(*model.says.relations):
            address = fact.get_absolute_url()
            if address.startswith(f"{home}#") and not isinstance(fact, YearlyEvent):
                continue  # its tier has no page yet, so it is printed nowhere
            yield Entry.of(
                fact.says.kind,
                fact.heading,
                fact.context,
                "；".join(references.texts_of(fact, (*fact.says.states, *fact.says.details))),
                address,
                also_called=tuple(getattr(fact, name) for name in fact.says.other_names),
                basis=basis_of(fact, edition),
                is_former=_is_former(fact),
            )


def basis_of(fact: CitedFact, edition: Edition) -> tuple[str, ...]:
    """Return how far a fact has been checked, in the words of its mark."""
    marks = (
        (fact.get_trust_state_display(), True),
        ("待核实", fact.is_unsure),
        ("待复核", fact.is_due_for_review(edition.day)),
    )
    return tuple(str(mark) for mark, applies in marks if applies)


def _is_former(fact: CitedFact) -> bool:
    if isinstance(fact, Criterion):
        fact = fact.group.rule_set
    return isinstance(fact, RuleSet) and not fact.for_new_applications


def _regions() -> Iterator[Entry]:
    for region in Region.objects.select_related("parent"):
        yield Entry.of(
            ContentKind.REGION,
            region.name,
            str(region.parent or ""),
            "；".join(filter(None, (region.search_result, region.authority_name))),
            region.get_absolute_url(),
            also_called=(region.short_name, region.slug),
        )


def _documents(edition: Edition) -> Iterator[Entry]:
    for document in SourceDocument.objects.listed(edition):
        texts = (document.issuers, document.status, document.governs, document.structure)
        repealed_on = document.repealed_on
        yield Entry.of(
            ContentKind.DOCUMENT,
            document.title,
            document.document_number,
            "；".join(filter(None, texts)),
            document.get_absolute_url(),
            also_called=(document.document_number,),
            is_former=repealed_on is not None and repealed_on <= edition.day,
        )
    for dispute in Dispute.objects.all():
        text = "；".join(filter(None, dispute.sides.values()))
        yield Entry.of(
            ContentKind.DOCUMENT, dispute.about, "两种口径", text, dispute.get_absolute_url()
        )
