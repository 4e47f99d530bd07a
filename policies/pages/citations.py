"""Which facts rest on which document."""

from dataclasses import dataclass, field
from typing import cast

from policies.models import CitedFact, Edition, SourceDocument
from policies.models.sources import CitedFactQuerySet


@dataclass(frozen=True)
class DocumentWithFacts:
    """A source document and every fact that cites it."""

    document: SourceDocument
    facts: list[CitedFact] = field(default_factory=list)


def documents_with_facts(edition: Edition) -> list[DocumentWithFacts]:
    """Return all documents with the facts of an edition, in queries fixed by the kinds of fact."""
    documents = {
        document.pk: DocumentWithFacts(document)
        for document in SourceDocument.objects.prefetch_related("links")
    }
    for kind_of_fact in CitedFact.__subclasses__():
        facts = cast("CitedFactQuerySet[CitedFact]", kind_of_fact._default_manager.all())
        for fact in facts.in_edition(edition).with_places(edition):
            documents[fact.source_id].facts.append(fact)
    return list(documents.values())
