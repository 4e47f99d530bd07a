"""What no stored text may hold."""

import unicodedata

from django.core.exceptions import ValidationError

BIDI_CHARACTERS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
LINE_BREAKS = frozenset("\r\n\t")
# Control characters, halves of characters, and separators that end a line unseen.
UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


def refuse_control_characters(text: str, allowed: frozenset[str] = frozenset()) -> None:
    """Raise ValidationError for control and text-direction characters outside `allowed`."""
    for character in text:
        unseen = unicodedata.category(character) in UNSEEN and character not in allowed
        if unseen or character in BIDI_CHARACTERS:
            raise ValidationError("含有看不见的控制字符，请重新输入这一项。", code="control")
