"""A found entry as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from policies.pages.search.entries import Entry
from policies.pages.search.highlighting import excerpt, marked


@dataclass(frozen=True)
class Hit:
    """An entry, its words marked where they stand."""

    entry: Entry
    forms: Sequence[str]

    @property
    def title(self) -> SafeString:
        return marked(self.entry.title, self.forms)

    @property
    def place(self) -> SafeString:
        """Return which of several it is, with the words marked."""
        return marked(self.entry.place, self.forms)

    @property
    def excerpt(self) -> SafeString:
        return excerpt(self.entry.text, self.forms)
