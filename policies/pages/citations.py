"""Which facts rest on which document."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from policies.models import CitedFact, Edition, SourceDocument


@dataclass(frozen=True)
class DocumentWithFacts:
    """A source document and every fact that cites it."""

    document: SourceDocument
    facts: list[CitedFact] = field(default_factory=list)


def with_facts(documents: Iterable[SourceDocument], edition: Edition) -> list[DocumentWithFacts]:
    """Return documents with their facts of an edition, in queries fixed by the kinds of fact."""
    shown = {document.pk: DocumentWithFacts(document) for document in documents}
    for kind_of_fact in CitedFact.__subclasses__():
        facts = kind_of_fact.objects.all()
        for fact in facts.filter(source__in=shown).in_edition(edition).with_places(edition):
            shown[fact.source_id].facts.append(fact)
    return list(shown.values())
