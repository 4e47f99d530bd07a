"""What to try when nothing was found."""

from collections.abc import Sequence
from difflib import get_close_matches

from policies.pages.search.entries import Entry
from policies.pages.search.finding import Index, Word
from policies.pages.search.folding import fold
from policies.vocabulary import ContentKind

MOST = 6
LEAST_ALIKE = 0.4
LONGEST_NAME = 12  # characters; what is longer is no name but a sentence


def nearest(index: Index, query: str) -> list[Entry]:
    """Return the terms, pages and regions whose names are most like a query, likest first."""
    named: dict[str, Entry] = {}
    for entry in index.entries:
        if entry.kind in (ContentKind.TERM, ContentKind.PAGE, ContentKind.REGION):
            for name in entry.folded_names:
                if len(name) <= LONGEST_NAME:
                    named.setdefault(name, entry)
    names = get_close_matches(fold(query), named, MOST, LEAST_ALIKE)
    return list(dict.fromkeys(named[name] for name in names))


def found_alone(index: Index, words: Sequence[Word]) -> list[tuple[str, int]]:
    """Return each of several words that is found by itself, with the number of its hits."""
    if len(words) < 2:
        return []
    counts = [(word.forms[0], len(index.find([word]))) for word in words]
    return [(word, count) for word, count in counts if count]
