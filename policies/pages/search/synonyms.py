"""Which words mean the same: the names of a tier, and the synonyms that a term lists."""

import re
from collections.abc import Iterable, Sequence

from policies.models import Edition, Term, Tier
from policies.pages.search.folding import fold, stands_in
from policies.vocabulary import TierCode

PARENTHESIS = re.compile(r"（.*?）")
SEPARATORS = re.compile(r"[、；;/]")
MOST_NAMES = 2  # of one word that are exchanged; each multiplies its forms

Group = frozenset[str]


def groups_of(edition: Edition) -> list[Group]:
    """Return the groups of folded words that stand for each other, in two queries."""
    tiers = Tier.objects.in_edition(edition)
    terms = Term.objects.in_edition(edition)
    written = [
        *((t.official_name, t.short_name, t.former_name, TierCode(t.code).label) for t in tiers),
        *((term.name, term.synonyms) for term in terms),
    ]
    return [group for group in map(group_of, written) if len(group) > 1]


def group_of(names: Iterable[str]) -> Group:
    """Return the names, folded, without what stands in parentheses; 某某企业 is 某某 as well."""
    parts = [part for name in names for part in SEPARATORS.split(PARENTHESIS.sub("", name))]
    folded = [fold(part) for part in parts]
    return frozenset(filter(None, (*folded, *(word.removesuffix("企业") for word in folded))))


def forms_of(word: str, groups: Sequence[Group]) -> tuple[str, ...]:
    """Return a word and what it says with synonyms for the longest names in it.

    Forms that contain the word are left out: it is found in them anyway.
    """
    said = {name for group in groups for name in group if stands_in(name, word)}
    longest = sorted(said, key=lambda name: (-len(name), name))
    whole = [name for name in longest if not any(name in other for other in said - {name})]
    forms = {word}
    for name in whole[:MOST_NAMES]:
        others = {other for group in groups if name in group for other in group}
        forms |= {form.replace(name, other) for form in forms for other in others}
    return (word, *sorted(form for form in forms if word not in form))
