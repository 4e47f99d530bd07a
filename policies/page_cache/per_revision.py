"""What pages draw from much of the content, gathered once for each revision of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from policies.models import ContentRevision, Edition
from policies.page_cache.policy import end_of

T = TypeVar("T")


@dataclass(frozen=True)
class Gathered(Generic[T]):
    """What was gathered, with the content and the time that it holds for."""

    value: T
    revision: str
    until: datetime


class Current(Generic[T]):
    """What readers see now, one for a process; whoever comes while it is gathered waits for it."""

    def __init__(self, gather: Callable[[Edition], T]) -> None:
        self.gather = gather
        self.gathered: Gathered[T] | None = None
        self.lock = Lock()

    def of(self, edition: Edition) -> T:
        """Return it for an edition; a preview's is gathered for its one request."""
        if edition.with_drafts:
            return self.gather(edition)
        revision = ContentRevision.current()  # before the content is read: never newer than it
        with self.lock:
            gathered = self.gathered
            if (
                gathered is None
                or gathered.revision != revision
                or gathered.until <= edition.moment
            ):
                until = end_of(revision, edition)
                gathered = self.gathered = Gathered(self.gather(edition), revision, until)
            return gathered.value
