"""What a page of the trust desk shows: documents with their links, and the facts asked for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from policies.admin.verification.kinds import KINDS, contents_of, facts_of, name_of, says
from policies.admin.verification.standing import (
    Show,
    Standing,
    condition_of,
    in_all,
    standing_by_document,
)
from policies.diagnosis.staff import account_name
from policies.models import CitedFact, LinkCheck, SourceDocument, SourceLink
from policies.vocabulary import LinkState, SourceKind, TrustState


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of a page asks for; nothing at all is the overview by document."""

    show: Show | None = None
    document: str = ""
    words: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: Any) -> "Wanted":
        """Read a query string; what it does not know counts as not asked."""
        show = query.get("show", "")
        return cls(
            Show(show) if show in Show.codes() else None,
            query.get("document", ""),
            tuple(query.get("q", "").split()),
        )

    @property
    def is_overview(self) -> bool:
        """Return whether documents are shown without their facts."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link, and what its last check found; None before the first."""

    link: SourceLink
    check: LinkCheck | None

    @property
    def needs_a_look(self) -> bool:
        """Return whether the last check found something that a person should see."""
        return self.check is not None and self.check.state != LinkState.FINE

    @property
    def leads_elsewhere(self) -> bool:
        """Return whether the address says that another one has taken its place."""
        return self.check is not None and self.check.state == LinkState.MOVED


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact, and what can be done with it here."""

    fact: CitedFact
    name: str
    kind: str
    contents: list[tuple[str, str]]
    checked_by: str
    is_checked: bool
    is_due: bool
    has_document: bool


@dataclass(slots=True)
class DocumentGroup:
    """A document with its links, how it stands with its facts, and those of them that are shown."""

    document: SourceDocument
    links: list[LinkLine]
    standing: Standing
    facts: list[FactLine] = field(default_factory=list)

    @property
    def has_problems(self) -> bool:
        return any(line.needs_a_look for line in self.links)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the trust desk."""

    wanted: Wanted
    groups: list[DocumentGroup]
    filters: list[tuple[Show, int]]


def desk_page(wanted: Wanted) -> DeskPage:
    """Return what a page shows, in queries fixed by the kinds of fact."""
    today = timezone.localdate()
    standing = standing_by_document(today)
    groups = [
        DocumentGroup(document, link_lines(document), standing.get(document.pk, Standing()))
        for document in SourceDocument.objects.prefetch_related("links__check_result")
    ]
    problems = sum(line.needs_a_look for group in groups for line in group.links)
    whole = in_all(standing.values())
    counts = (whole.total, whole.unchecked, whole.due, whole.undocumented, whole.two_figures)
    filters = list(zip(Show, (*counts, problems), strict=True))
    if not wanted.is_overview:
        shown = fact_lines(wanted, today)
        for group in groups:
            group.facts = shown[group.document.pk]
        groups = [group for group in groups if is_wanted(group, wanted)]
    groups.sort(key=lambda group: (-group.standing.awaiting, -group.standing.total))
    return DeskPage(wanted, groups, filters)


def is_wanted(group: DocumentGroup, wanted: Wanted) -> bool:
    """Return whether a list shows a document: for its facts, for its links or by its name."""
    if wanted.show == Show.LINKS:
        return group.has_problems
    return bool(group.facts) or group.document.key == wanted.document


def link_lines(document: SourceDocument) -> list[LinkLine]:
    """Return the links of a document, each with what its last check found."""
    return [LinkLine(link, getattr(link, "check_result", None)) for link in document.links.all()]


def fact_lines(wanted: Wanted, today: date) -> dict[int, list[FactLine]]:
    """Return the facts that are asked for by document, those that were never checked first."""
    found: list[CitedFact] = []
    for kind in KINDS.values():
        rows = facts_of(kind).filter(condition_of(wanted.show or Show.ALL, today))
        if wanted.document:
            rows = rows.filter(source__key=wanted.document)
        for word in wanted.words:
            rows = rows.filter(says(kind, word))
        rows = rows.select_related("source", "checked_by").prefetch_related("disputes")
        found += rows.with_places().distinct()
    found.sort(key=lambda fact: (fact.checked_on or date.min, fact.review_by or date.max))
    lines: dict[int, list[FactLine]] = defaultdict(list)
    for fact in found:
        lines[fact.source_id].append(line_of(fact, today))
    return lines


def line_of(fact: CitedFact, today: date) -> FactLine:
    return FactLine(
        fact=fact,
        name=name_of(fact),
        kind=str(fact._meta.verbose_name),
        contents=contents_of(fact),
        checked_by=account_name(fact.checked_by) if fact.checked_by else "",
        is_checked=fact.trust_state == TrustState.CHECKED,
        is_due=fact.review_by is not None and fact.review_by < today,
        has_document=fact.source.kind != SourceKind.OWNER,
    )
