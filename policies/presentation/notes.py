"""What a page rests on: a line for each section, marks where a fact differs, numbered notes."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from policies.models import CitedFact, Dispute, SourceDocument
from policies.models.attach_sources import fact_key
from policies.vocabulary import SourceKind, Treatment, TrustState

SOURCES_OF_A_LINE = 2  # what rests on another one is told in the section's note
SCATTERED = 3  # sources for each fact that the most frequent one bears out
OWNER = "新结构政策研究中心"
OWNER_IN_SHORT = "本中心"
MANY = "各地文件"
END_OF_SHORT_TITLE = re.compile("[（，]")
STATES = {
    TrustState.CHECKED: "已核原文",
    TrustState.EXCERPT: "官方摘录",
    TrustState.RETOLD: "转述，原文待核",
    TrustState.CALCULATED: "推算",
    TrustState.OWNER: "出处待补",
}
Ground = tuple[int, str, date | None]
"""A document, and how far it was checked."""


def state_text(state: str) -> str:
    """Return a trust state in a word or two, as it stands behind a source."""
    return STATES.get(TrustState(state), TrustState(state).label)


@dataclass(frozen=True)
class Part:
    """A section with the facts that it prints, in their order."""

    key: str
    facts: Sequence[CitedFact]
    has_line: bool = True
    prints_whole: bool = False
    """Whether it prints all that the documents say on a pair, not the figure alone."""
    prints_wording: bool = False
    """Whether it prints the public wording of its disputes."""


@dataclass(eq=False)
class Note:
    """One note: a document, a pair of figures, or what else there is to say on a section."""

    number: int
    row: int
    """The section that it stands beside on wide screens, by its place on the page."""
    facts: list[CitedFact]
    """Whose corrections it offers: those that cite it, in the order of print."""
    documents: list[CitedFact] = field(default_factory=list)
    """A fact for each document that it names."""
    pair: Dispute | None = None
    pair_state: str = ""
    is_printed: bool = False
    """Whether the page prints above what the documents say on the pair."""
    disputes: list[Dispute] = field(default_factory=list)
    wording_is_printed: bool = False
    is_due: bool = False

    @property
    def fact(self) -> CitedFact:
        """Return the fact that cites it first."""
        return self.facts[0]


@dataclass(frozen=True)
class Mark:
    """A note where it is cited; the first one is the way back."""

    note: Note
    is_first: bool


@dataclass(frozen=True)
class Source:
    """A source as a basis line names it."""

    name: str
    state: str
    """Empty where the page has said it already."""
    marks: Sequence[Mark]


class PageNotes:
    """The basis lines, marks and notes of one page."""

    def __init__(self, parts: Iterable[Part], today: date, first_row: int = 1) -> None:
        """Cite parts in the order of print; the first part stands above all rows.

        No note stands beside a row before `first_row`.
        """
        self.notes: list[Note] = []
        self.basis: dict[str, list[Source]] = {}
        self.today = today
        self.marks: dict[tuple[str, object], list[Mark]] = {}
        self.of_ground: dict[Ground, Note] = {}
        self.of_dispute: dict[int, Note] = {}
        self.named: set[str] = set()
        self._states_told: set[str] = set()
        for row, part in enumerate(parts):
            _SectionNotes(self, part, max(row, first_row)).cite()

    @property
    def by_row(self) -> list[tuple[int, list[Note]]]:
        """The notes by where they stand on wide screens."""
        return [(row, list(of)) for row, of in groupby(self.notes, key=lambda note: note.row)]

    def marks_of(self, fact: CitedFact, key: str) -> list[Mark]:
        """Return the marks of a fact in a section."""
        return self.marks.get((key, fact_key(fact)), [])

    def state_of(self, source: SourceDocument) -> str:
        """Return how far a document has been checked that a pair names without a fact."""
        if source.kind == SourceKind.CALCULATION:
            return TrustState.CALCULATED
        states = [state for pk, state, _ in self.of_ground if pk == source.pk]
        return states[0] if states else TrustState.RETOLD

    def of_sum(self, fact: CitedFact) -> Note | None:
        """Return the pair that explains a calculated figure of the same source already."""
        if fact.source.kind != SourceKind.CALCULATION:
            return None
        pairs = [note for note in self.notes if note.pair and note.pair.source == fact.source]
        return pairs[0] if pairs else None

    def source_of(self, fact: CitedFact, facts: Sequence[CitedFact], marks: list[Mark]) -> Source:
        is_owners = fact.source.kind == SourceKind.OWNER
        name = OWNER if is_owners else source_name(fact.source)
        is_new = name not in self.named
        self.named.add(name)
        if not is_owners:
            return Source(name, self.state_as_told(fact.trust_state) if is_new else "", marks)
        own = [of for of in facts if of.source.kind == SourceKind.OWNER]
        is_unsure = 2 * sum(of.is_unsure for of in own) > len(own)
        shown = name if is_new else OWNER_IN_SHORT
        return Source(shown, state_text(TrustState.OWNER) if is_unsure else "", marks)

    def state_as_told(self, state: str) -> str:
        """Return a state in full when the page tells it first, in a word after that."""
        is_new = state not in self._states_told
        self._states_told.add(state)
        return state_text(state) if is_new else state_text(state).partition("，")[0]


class _SectionNotes:
    """What one section adds to the notes of its page."""

    def __init__(self, page: PageNotes, part: Part, row: int) -> None:
        self.page, self.part, self.row = page, part, row
        self.marked: set[int] = set()  # the notes that this section has marked; each once
        self.own: Note | None = None  # once there is something to say on the section as a whole

    def cite(self) -> None:
        page, part = self.page, self.part
        line = _sources_of(part.facts) if part.has_line else []
        page.basis[part.key] = sources = []
        for fact in line:
            found = []
            if fact.source.kind != SourceKind.OWNER:
                found = self._mark(self._document(fact, alone=True))
            sources.append(page.source_of(fact, part.facts, found))
            page.marks.setdefault((part.key, "line"), []).extend(found)
        if part.has_line and part.facts and not line:
            sources.append(Source(MANY, page.state_as_told(part.facts[0].trust_state), []))
        in_line = {_ground(fact) for fact in line}
        for fact in part.facts:
            at = page.marks.setdefault((part.key, fact_key(fact)), [])
            for dispute in fact.open_disputes:
                at += self._mark(self._dispute(dispute, fact))
            if fact.source.kind != SourceKind.OWNER and _ground(fact) not in in_line:
                at += self._mark(self._document(fact, alone=not part.has_line))
            if note := page.of_ground.get(_ground(fact)):
                note.is_due |= fact.is_due_for_review(page.today)
                if fact not in note.facts:
                    note.facts.append(fact)

    def _new(self, fact: CitedFact) -> Note:
        self.page.notes.append(Note(len(self.page.notes) + 1, self.row, [fact]))
        return self.page.notes[-1]

    def _own(self, fact: CitedFact) -> Note:
        self.own = self.own or self._new(fact)
        return self.own

    def _mark(self, note: Note) -> list[Mark]:
        if note.number in self.marked:
            return []
        self.marked.add(note.number)
        is_first = not any(note is mark.note for of in self.page.marks.values() for mark in of)
        return [Mark(note, is_first)]

    def _document(self, fact: CitedFact, *, alone: bool) -> Note:
        ground = _ground(fact)
        if ground not in self.page.of_ground:
            note = self.page.of_sum(fact) or (self._new(fact) if alone else self._own(fact))
            if note.pair is None:
                note.documents.append(fact)
            self.page.of_ground[ground] = note
        return self.page.of_ground[ground]

    def _dispute(self, dispute: Dispute, fact: CitedFact) -> Note:
        if dispute.pk not in self.page.of_dispute:
            if dispute.treatment == Treatment.TWO_FIGURES:
                note = self._new(fact)
                note.pair, note.is_printed = dispute, self.part.prints_whole
                note.pair_state = self.page.state_of(dispute.source)
                if note.is_printed:  # and the centre with it, by its name
                    self.page.named.add(OWNER)
            else:
                stands_alone = self.part.has_line or not self.page.notes
                note = self._own(fact) if stands_alone else self.page.notes[0]
                note.disputes.append(dispute)
                note.wording_is_printed = self.part.prints_wording
            self.page.of_dispute[dispute.pk] = note
        return self.page.of_dispute[dispute.pk]


def _ground(fact: CitedFact) -> Ground:
    return fact.source_id, fact.trust_state, fact.checked_on


def source_name(document: SourceDocument) -> str:
    """Return a document's number, else its title in short; its note has the title whole."""
    title = END_OF_SHORT_TITLE.split(document.title, maxsplit=1)[0]
    return document.document_number or (
        f"《{title}》" if document.kind == SourceKind.DOCUMENT else title
    )


def _sources_of(facts: Sequence[CitedFact]) -> list[CitedFact]:
    """Return a fact for each source that a line names, the most frequent first; none of many."""
    counted = Counter(_ground(fact) for fact in facts)
    if counted and counted.most_common(1)[0][1] * SCATTERED < len(counted):
        return []
    first = {ground: next(f for f in facts if _ground(f) == ground) for ground in counted}
    return [first[ground] for ground, _ in counted.most_common(SOURCES_OF_A_LINE)]
