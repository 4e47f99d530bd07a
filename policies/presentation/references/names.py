"""The names in `[[…]]`: lg-ip, lg-market:2, little-giant-2026/lg-ip, doc:miit-2026-2, term:注."""

import re
from dataclasses import dataclass
from typing import Self

NAME_OF_CRITERION = re.compile(r"(?:([-\w]+)/)?([-\w]+)(?:[:：] *(\d{1,4}))?")
NAME_OF_OTHER = re.compile(r"(doc|term)[:：] *(.+)")


@dataclass(frozen=True)
class Name:
    """A name, taken apart; `kind` is criterion, doc or term."""

    written: str
    kind: str
    code: str
    rule_set: str = ""
    number: int | None = None

    @classmethod
    def parse(cls, written: str) -> Self:
        """Take a name apart; what fits no form is a criterion that nobody has."""
        if other := NAME_OF_OTHER.fullmatch(written):
            return cls(written, other[1], other[2])
        if criterion := NAME_OF_CRITERION.fullmatch(written):
            rule_set, code, number = criterion.groups()
            return cls(written, "criterion", code, rule_set or "", int(number) if number else None)
        return cls(written, "criterion", written)
