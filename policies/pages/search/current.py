"""The index of what readers see now: built once for each revision of the content."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from policies.models import ContentRevision, Edition
from policies.pages.kept import end_of
from policies.pages.search.entries import entries_of
from policies.pages.search.finding import Index
from policies.pages.search.synonyms import groups_of


@dataclass(frozen=True)
class Built:
    """An index, with the content and the time that it holds for."""

    index: Index
    revision: str
    until: datetime


class CurrentIndex:
    """The one index of a process; whoever comes while it is built waits for it."""

    def __init__(self) -> None:
        self.built: Built | None = None
        self.lock = Lock()

    def get(self, edition: Edition) -> Index:
        """Return the index of an edition of now."""
        revision = ContentRevision.current()  # before the content is read: never newer than it
        with self.lock:
            built = self.built
            if built is None or built.revision != revision or built.until <= edition.moment:
                until = end_of(revision, edition)
                built = self.built = Built(build(edition), revision, until)
            return built.index


def build(edition: Edition) -> Index:
    """Return the index of any edition."""
    return Index(entries_of(edition), groups_of(edition))


_current = CurrentIndex()


def index_of(edition: Edition) -> Index:
    """Return what can be found in an edition; a preview's is built for its one request."""
    return build(edition) if edition.with_drafts else _current.get(edition)
