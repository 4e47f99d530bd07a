"""Which entries a query finds, and in which order: a scan of folded texts, no index needed.

Looking for a rare word in 10,000 texts takes less than a millisecond, as they are one string.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from itertools import accumulate

from policies.models import ContentRevision, Edition
from policies.models.publishing import scheduled_moments
from policies.pages.search.entries import Entry, entries_of
from policies.pages.search.folding import BOUNDARY, places_of, stands_in, words_of
from policies.pages.search.synonyms import Group, forms_of, groups_of
from policies.vocabulary import ContentKind

MARK = "\n"  # folding leaves no line break


@dataclass(frozen=True)
class Word:
    """One word of a query: folded as typed, then what says the same."""

    forms: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        for form in self.forms:  # noqa: SIM110 - asked of every name found; `any` takes three times as long
            if form in text and stands_in(form, text):
                return True
        return False


@dataclass(frozen=True)
class Index:
    """Everything that can be found in one edition."""

    entries: Sequence[Entry]
    synonyms: Sequence[Group]

    def words(self, query: str) -> list[Word]:
        return [Word(forms_of(word, self.synonyms)) for word in words_of(query)]

    def find(self, words: Sequence[Word]) -> list[Entry]:
        """Return the entries that contain all words, best first; none without a word."""
        numbers = [set(self._numbers_with(word)) for word in words]
        found = sorted(set.intersection(*numbers)) if numbers else []
        return sorted((self.entries[n] for n in found), key=lambda entry: rank(entry, words))

    @cached_property
    def text(self) -> str:
        """All folded texts, each with a mark before it that is in none of them."""
        return "".join(f"{MARK}{entry.folded}" for entry in self.entries)

    @cached_property
    def begins(self) -> list[int]:
        """Where the text of each entry begins among all texts."""
        return list(accumulate((len(entry.folded) + 1 for entry in self.entries), initial=0))

    def _numbers_with(self, word: Word) -> Iterator[int]:
        """Yield the numbers of the entries that contain a word or a synonym."""
        for form in word.forms:
            for place in places_of(form, self.text):
                yield bisect_right(self.begins, place) - 1


def index_of(edition: Edition) -> Index:
    """Return everything that can be found in an edition; what readers see now is built once."""
    if edition.with_drafts:
        return Index(entries_of(edition), groups_of(edition))
    revision = ContentRevision.current()  # before the content is read: never newer than it
    day_begins = edition.ends - timedelta(days=1)
    since = max([day_begins, *(due for due in scheduled_moments() if due <= edition.moment)])
    return _public_index(revision, Edition(edition.day, since))


@lru_cache(maxsize=1)
def _public_index(revision: str, edition: Edition) -> Index:
    """Keep what takes a tenth of a second to build, far longer than any search in it."""
    return Index(entries_of(edition), groups_of(edition))


def rank(entry: Entry, words: Sequence[Word]) -> tuple[int, bool]:
    """Return where a hit belongs, best lowest: names before texts, exact before partial, and
    what was typed before its synonyms.
    """
    typed = [word.forms[0] for word in words]
    whole = words[0].forms if len(words) == 1 else ("".join(typed),)
    by_synonym = any(
        len(word.forms) > 1 and not stands_in(word.forms[0], entry.folded) for word in words
    )
    places = (_place(name, words, whole) for name in entry.folded_names)
    return min(places), by_synonym


def _place(name: str, words: Sequence[Word], whole: tuple[str, ...]) -> int:
    if name.replace(BOUNDARY, "") in whole:
        return 0
    in_name = [word.is_in(name) for word in words]
    if all(in_name):
        return 1 if name.startswith(words[0].forms) else 2
    return 3 if any(in_name) else 4


def count_by_kind(entries: Iterable[Entry]) -> dict[ContentKind, int]:
    """Return how many entries there are of each kind that has any, in the order of the kinds."""
    counts = dict.fromkeys(ContentKind, 0)
    for entry in entries:
        counts[entry.kind] += 1
    return {kind: count for kind, count in counts.items() if count}
