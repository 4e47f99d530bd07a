"""What people type, before it is read: nothing invisible in it, characters of ordinary width."""

import re
import unicodedata

LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, zero-width and direction marks, halves of characters; then letters that print nothing.
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")


class UnreadableText(ValueError):
    """A text that does not say what its field asks; the message is for whoever typed it."""


def visible(text: str, *, multiline: bool = False) -> str:
    """Return the text without what nobody can see; of one line, also without its line breaks."""
    text = LINE_END.sub("\n", text)
    if not multiline:
        text = text.replace("\n", "").replace("\t", " ")
    return text.translate(
        {ord(character): None for character in set(text) if _is_unseen(character)}
    )


def _is_unseen(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) in INVISIBLE_CATEGORIES or character in INVISIBLE_LETTERS


def fold_width(text: str) -> str:
    """Return the text with full-width characters as ordinary ones: ６０００．５％ → 6000.5%.

    Only width is folded; a full NFKC would read 3² as 32.
    """
    return "".join(
        unicodedata.normalize("NFKC", character)
        if unicodedata.east_asian_width(character) == "F"
        else character
        for character in text
    )
