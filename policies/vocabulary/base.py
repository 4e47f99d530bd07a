"""What every vocabulary is: a closed set of codes with Chinese labels."""

from enum import StrEnum
from functools import cache
from typing import Self


class Vocabulary(StrEnum):
    """A closed set of codes, each with the Chinese label that readers see."""

    label: str

    # The defaults only let type checkers accept a look-up by code; every member names its label.
    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (code, label) pairs in order, as Django's `choices` takes them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    @cache
    def codes(cls) -> tuple[str, ...]:
        """Return the codes in order."""
        return tuple(member.value for member in cls)
