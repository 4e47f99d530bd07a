"""One form for what is written in many: width, case, Roman numerals, quotes, brackets, spaces."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase, digits

BOUNDARY = " "
# Letters that look like the Roman numeral one and are typed for it.
LOOK_ALIKES = {"ι": "i", "і": "i", "ӏ": "i"}
# Many leave them out; brackets and dashes are boundaries, so that 〔2026〕2号 has no 20262.
QUOTES = set("\"'“”‘’`´「」『』")
KEPT = set("%.")
# A word does not begin inside a numeral or number: Ⅰ类 is not in Ⅱ类, nor 5% in 15%.
NOT_BEFORE = dict.fromkeys(ascii_lowercase, ascii_lowercase) | dict.fromkeys(digits, f"{digits}.")


def fold(text: str) -> str:
    """Return a text as it is compared: “Ｉ 类” and Ⅰ类 are both i类, and clauses end in a space."""
    return "".join(map(fold_character, text))


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """Return what stands for one character in a folded text; nothing for what is dropped."""
    return "".join(
        _fold_simple(simple) for simple in unicodedata.normalize("NFKC", character).casefold()
    )


def _fold_simple(character: str) -> str:
    if character in LOOK_ALIKES:
        return LOOK_ALIKES[character]
    if character.isalnum() or character in KEPT:
        return character
    if character in QUOTES or character.isspace():
        return ""
    return "" if unicodedata.category(character)[0] in "CM" else BOUNDARY


def words_of(query: str) -> list[str]:
    """Return the words of a query, folded, each once and in order; none for punctuation alone."""
    parts = [part for written in query.split() for part in fold(written).split(BOUNDARY)]
    return [word for word in dict.fromkeys(parts) if word.strip("%.")]


def places_of(word: str, text: str) -> Iterator[int]:
    """Yield where a folded word begins in a folded text."""
    not_before = NOT_BEFORE.get(word[0], "")
    at = text.find(word)
    while at >= 0:
        if at == 0 or text[at - 1] not in not_before:
            yield at
        at = text.find(word, at + 1)


def stands_in(word: str, text: str) -> bool:
    if word[0] not in NOT_BEFORE:
        return word in text
    return any(True for _ in places_of(word, text))
