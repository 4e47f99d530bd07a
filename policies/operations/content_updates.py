"""A new edition of the fixtures beside the stored content: compared three ways, taken or left."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from policies.models import Publishable, SeededContent
from policies.models.history import Change, change, record
from policies.models.keys import KeyedModel
from policies.models.sources import Decided
from policies.operations.content_rows import (
    Rows,
    Values,
    default,
    differs,
    fixture_rows,
    key_of,
    model_of,
    names_stored,
    newest_rows,
    owner_of,
    seeded_rows,
    shown,
    stored_rows,
)
from policies.operations.content_writer import put
from policies.operations.fixtures import edition
from policies.vocabulary import PublicationState


class Outdated(Exception):
    """A row is not any more what the page showed."""


@dataclass(frozen=True)
class RowDifference:
    """A row as it was seeded, as it is, and as the fixtures have it; None where it is not."""

    name: str
    seeded: Values | None
    stored: Values | None
    fixture: Values | None
    is_edited: bool

    @property
    def model(self) -> type[KeyedModel]:
        return model_of(self.name)

    @property
    def has_news(self) -> bool:
        """Return whether the fixtures say something that they did not say before."""
        if not self.is_edited:
            return True
        if self.seeded is None or self.fixture is None:
            return self.seeded is not self.fixture
        return any(
            value != self.seeded.get(name, default(self.model, name))
            for name, value in self.fixture.items()
        )

    def lines(self) -> Iterator[str]:
        """Yield for each field that differs what is stored, and what else there is."""
        if self.stored is None or self.fixture is None:
            yield f"{self.name} is {'missing' if self.stored is None else 'not in the fixtures'}"
            return
        for name, new in self.fixture.items():
            if self.stored[name] != new:
                was = (self.seeded or {}).get(name, new) if self.is_edited else new
                seeded = "" if was == new else f"seeded: {shown(was)}; "
                both = f"{shown(self.stored[name])} ({seeded}fixture: {shown(new)})"
                yield f"{self.name} {name}: {both}"


@dataclass(frozen=True)
class ContentUpdate:
    """What differs of a row with those of its parts that state no fact of their own."""

    name: str
    rows: list[RowDifference]

    @property
    def state(self) -> str:
        """Return `new`, `update`, `edited` by staff, `gone` from the fixtures; `` for no news."""
        own = next((row for row in self.rows if row.name == self.name), None)
        if not any(row.has_news for row in self.rows):
            return ""
        if own and own.fixture is None:
            return "gone"
        if any(row.is_edited for row in self.rows):
            return "edited"
        return "new" if own and own.stored is None else "update"

    @property
    def token(self) -> str:
        """Return a name for exactly this difference, which a page shows and sends back."""
        both = [(row.name, row.stored, row.fixture) for row in self.rows]
        return hashlib.sha256(repr(both).encode()).hexdigest()[:16]


def compare(*, locked: bool = False) -> list[ContentUpdate]:
    """Return all that the stored content and the fixtures have differently."""
    stored, fixtures = stored_rows(locked=locked), fixture_rows()
    seeded, newest = seeded_rows(), newest_rows()
    decided = names_stored(Decided, decided_on__isnull=False)
    found: dict[str, list[RowDifference]] = {}
    for name in dict.fromkeys([*fixtures, *seeded, *stored]):
        mine, theirs = stored.get(name), fixtures.get(name)
        owner = owner_of(name, theirs or mine or seeded[name])
        is_staffs_own = name not in fixtures and name not in seeded
        if mine == theirs or (is_staffs_own and (owner == name or owner not in fixtures)):
            continue
        was = seeded.get(name)
        is_edited = name in decided or (mine is None) != (was is None)
        if not is_edited and mine is not None and was is not None:
            is_edited = differs(model_of(name), newest.get(name, {}), was, mine)
        found.setdefault(owner, []).append(RowDifference(name, was, mine, theirs, is_edited))
    return [ContentUpdate(owner, rows) for owner, rows in found.items()]


def waiting() -> int:
    """Return how many updates of content wait for a decision."""
    decided = SeededContent.objects.filter(edition=edition()).exists()
    return 0 if decided else sum(update.state != "" for update in compare())


@transaction.atomic
def take(tokens: Collection[str] | None = None, *, author: User | None = None) -> Change:
    """Bring rows to what the fixtures have, as one revision; without tokens all nobody edited.

    Raises Outdated where a token's row has changed, FixtureError for what cannot be stored.
    """
    updates = compare(locked=True)
    taken = choose(updates, tokens)
    rows = {row.name: row for update in taken for row in update.rows}
    record_former(rows)
    with change(author=author, reason=f"内容更新 {edition():%Y-%m-%d}") as made:
        put({name: row.fixture for name, row in rows.items() if row.fixture is not None})
        for name, row in rows.items():
            if row.fixture is None and row.stored is not None:
                retire(row.model, name)
        decide(taken, updates)
    return made


def record_former(rows: dict[str, RowDifference]) -> None:
    """Record rows whose versions are older than a field of theirs, so that an undo knows it."""
    newest = newest_rows()
    older: dict[type[KeyedModel], set[str]] = {}
    for name, row in rows.items():
        if row.stored is not None and newest.get(name, {}).keys() < row.stored.keys():
            older.setdefault(row.model, set()).add(key_of(name))
    with change(reason="内容更新以前"):
        for model, keys in older.items():
            pks = [pk for pk, key in model.natural_keys().items() if key in keys]
            record(model._base_manager.filter(pk__in=pks))


def leave(tokens: Collection[str]) -> None:
    """Keep rows as they are: what the fixtures have is decided upon; raises Outdated."""
    updates = compare(locked=True)
    with change():
        decide(choose(updates, tokens), updates)


def choose(updates: list[ContentUpdate], tokens: Collection[str] | None) -> list[ContentUpdate]:
    if tokens is None:
        return [update for update in updates if update.state in ("new", "update")]
    chosen = [update for update in updates if update.token in tokens]
    if len(chosen) < len(tokens):
        raise Outdated("打开页面之后，内容又有改动。请看过再选。")
    return chosen


def retire(model: type[KeyedModel], name: str) -> None:
    """Withdraw a fact that the fixtures have no more; delete a part that is none."""
    [pk] = (pk for pk, key in model.natural_keys().items() if key == key_of(name))
    row = model._base_manager.get(pk=pk)
    if isinstance(row, Publishable):
        row.publication = PublicationState.WITHDRAWN
        row.save()
    elif model.parent_field:
        row.delete()


def decide(decided: Iterable[ContentUpdate], updates: Iterable[ContentUpdate]) -> None:
    """Note what the fixtures have of these rows, and the edition when nothing waits any more."""
    content = SeededContent.objects.select_for_update().first()
    content = content or SeededContent(pk=1, rows=seeded_rows())
    tokens = {update.token for update in decided}
    for row in (row for update in decided for row in update.rows):
        content.rows.pop(row.name, None)
        if row.fixture is not None:
            content.rows[row.name] = row.fixture
    if not any(update.state for update in updates if update.token not in tokens):
        content.edition = edition()
    content.save()


def remember(created: Rows) -> None:
    """Note rows that were just created from the fixtures."""
    rows = [RowDifference(name, None, None, values, False) for name, values in created.items()]
    decide([ContentUpdate("", rows)], compare())
