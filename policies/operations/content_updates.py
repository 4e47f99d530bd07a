"""A new edition of the fixtures beside the stored content: compared three ways, taken or left.

Rows are compared as plain values by natural keys: stored, in versions, in the fixtures.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, Model, QuerySet
from reversion.models import Version

from policies.models import Publishable, SeededContent
from policies.models.history import SEEDING, Change, change, record
from policies.models.keys import KeyedModel, content_models
from policies.operations.fixtures import SUBJECTS, deserialized, edition, store, written_rows
from policies.vocabulary import PublicationState

Values = dict[str, Any]  # by field; related rows by natural key
Place = tuple[type[KeyedModel], int]
Rows = dict[str, Values]  # by the model's name and the natural key: "term class-1-ip"


def fixture_rows() -> Rows:
    return {name_of(row): values_in(row) for subject in SUBJECTS for row in written_rows(subject)}


def stored_rows(*, locked: bool = False) -> Rows:
    """Return the stored content; `locked` keeps others from changing it meanwhile."""
    raw: dict[Place, Values] = {}
    for model in content_models():
        own = [field for field in fields_of(model) if not field.many_to_many]
        rows = model._base_manager.order_by("pk")
        for row in rows.select_for_update() if locked else rows:
            raw[model, row.pk] = {f.name: f.value_from_object(row) for f in own}
            raw[model, row.pk] |= {field.name: [] for field in model._meta.many_to_many}
        for field in model._meta.many_to_many:
            columns = (field.m2m_column_name(), field.m2m_reverse_name())
            through: Any = field.remote_field.through
            for pk, other in through._base_manager.values_list(*columns):
                raw[model, pk][field.name].append(other)
    return keyed(raw)


def seeded_rows() -> Rows:
    """Return the content as it was seeded, or last decided upon.

    A site of before this was noted tells it by the first versions of its rows.
    """
    if content := SeededContent.objects.first():
        found = {}
        for name, values in content.rows.items():
            model = model_of(name)
            fields = [field for field in fields_of(model) if field.name in values]
            found[name] = {field.name: read(field, values[field.name]) for field in fields}
        return found
    seeding = Version.objects.filter(revision__comment=SEEDING, revision__user=None)
    return keyed(raw_versions(seeding.order_by("-pk")))


def newest_rows() -> Rows:
    """Return the newest version of each row, in the fields that there were then."""
    kinds = ContentType.objects.get_for_models(*content_models()).values()
    versions = Version.objects.filter(content_type__in=kinds).order_by()
    each = versions.values("content_type", "object_id").annotate(newest=Max("pk"))
    newest = Version.objects.filter(pk__in=each.values("newest"))
    return keyed(raw_versions(newest.order_by("pk")))


def raw_versions(versions: "QuerySet[Version]") -> dict[Place, Values]:
    """Return rows as versions hold them, the last of the versions of each."""
    kinds = ContentType.objects.get_for_models(*content_models())
    models: dict[int, Any] = {kind.pk: model for model, kind in kinds.items()}
    return {
        (models[version.content_type_id], int(version.object_id)): json.loads(
            version.serialized_data
        )[0]["fields"]
        for version in versions
        if version.content_type_id in models
    }


def keyed(raw: dict[Place, Values]) -> Rows:
    """Return rows by name, in place of primary keys the natural ones."""

    def part(model: Any, pk: Any, path: str) -> str:
        name, _, rest = path.partition("__")
        value = raw.get((model, pk), {}).get(name)
        return part(model._meta.get_field(name).related_model, value, rest) if rest else str(value)

    def key(model: Any, pk: int) -> str:
        return "/".join(part(model, pk, path) for path in model.natural_key_lookups)

    def value(field: Any, stored: Any) -> Any:
        if field.many_to_many:
            return sorted(key(field.related_model, int(pk)) for pk in stored)
        if field.is_relation:
            return None if stored is None else key(field.related_model, stored)
        return field.to_python(stored)

    return {
        f"{model._meta.model_name} {key(model, pk)}": {
            field.name: value(field, values[field.name])
            for field in fields_of(model)
            if field.name in values
        }
        for (model, pk), values in raw.items()
    }


def values_in(written: dict[str, Any]) -> Values:
    """Return what a row of a fixture says, its defaults included."""
    model, fields = apps.get_model(written["model"]), written["fields"]
    return {
        field.name: read(field, joined(field, fields[field.name]))
        if field.name in fields
        else default(model, field.name)
        for field in fields_of(model)
    }


def joined(field: Any, value: Any) -> Any:
    """Return natural keys as one text each."""
    if field.many_to_many:
        return ["/".join(map(str, each)) for each in value]
    return "/".join(map(str, value)) if field.is_relation and value is not None else value


def read(field: Any, value: Any) -> Any:
    """Return a value that was written as JSON or YAML as Python's."""
    if field.many_to_many:
        return sorted(value)
    return value if field.is_relation else field.to_python(value)


def default(model: Any, name: str) -> Any:
    field = model._meta.get_field(name)
    return [] if field.many_to_many else field.get_default()


def differs(model: Any, newest: Values, seeded: Values, stored: Values) -> bool:
    """Return whether staff changed a row: by its versions, as a migration is no edit.

    A field that came after the seeding counts by its default; links may change without a version.
    """
    links = [field.name for field in model._meta.many_to_many if field.name in newest]
    return any(stored[name] != newest[name] for name in links) or any(
        value != seeded.get(name, default(model, name)) for name, value in newest.items()
    )


def name_of(written: dict[str, Any]) -> str:
    """Return the name of a row of a fixture."""
    model: Any = apps.get_model(written["model"])

    def part(path: str) -> Any:
        name, _, rest = path.partition("__")
        value = written["fields"][name]
        lookups = model._meta.get_field(name).related_model.natural_key_lookups if rest else ()
        return value[lookups.index(rest)] if rest else value

    return f"{model._meta.model_name} {'/'.join(str(part(p)) for p in model.natural_key_lookups)}"


def owner_of(name: str, values: Values) -> str:
    """Return the name of the row that a row is taken or left with: often itself."""
    model = model_of(name)
    if not model.parent_field or issubclass(model, Publishable):
        return name
    parent: Any = model._meta.get_field(model.parent_field).related_model
    return f"{parent._meta.model_name} {values[model.parent_field]}"


def model_of(name: str) -> type[KeyedModel]:
    model: type[KeyedModel] = apps.get_model("policies", name.partition(" ")[0])
    return model


def fields_of(model: type[Model]) -> list[Any]:
    """Return the fields that fixtures may fill."""
    own = [f for f in model._meta.concrete_fields if not f.primary_key and f.editable]
    return [*own, *model._meta.many_to_many]


def shown(value: Any) -> str:
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.split())


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
    found: dict[str, list[RowDifference]] = {}
    for name in dict.fromkeys([*fixtures, *seeded, *stored]):
        mine, theirs = stored.get(name), fixtures.get(name)
        owner = owner_of(name, theirs or mine or seeded[name])
        is_staffs_own = name not in fixtures and name not in seeded
        if mine == theirs or (is_staffs_own and (owner == name or owner not in fixtures)):
            continue
        was = seeded.get(name)
        is_edited = (mine is None) != (was is None) or (
            mine is not None
            and was is not None
            and differs(model_of(name), newest.get(name, {}), was, mine)
        )
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
    updates = choose(compare(locked=True), tokens)
    rows = {row.name: row for update in updates for row in update.rows}
    record_former(rows)
    with change(author=author, reason=f"内容更新 {edition():%Y-%m-%d}") as made:
        for subject in SUBJECTS:
            for written in written_rows(subject):
                if name_of(written) in rows:
                    store(subject, deserialized(subject, written))
        for name, row in rows.items():
            if row.fixture is None and row.stored is not None:
                retire(row.model, name)
        decide(updates)
    return made


def record_former(rows: dict[str, RowDifference]) -> None:
    """Record rows whose versions are older than a field of theirs, so that an undo knows it."""
    newest = newest_rows()
    with change(reason="内容更新以前"):
        for name, row in rows.items():
            if row.stored is not None and newest.get(name, {}).keys() < row.stored.keys():
                record([stored_row(row.model, name)])


def leave(tokens: Collection[str]) -> None:
    """Keep rows as they are: what the fixtures have is decided upon; raises Outdated."""
    with change():
        decide(choose(compare(locked=True), tokens))


def choose(updates: list[ContentUpdate], tokens: Collection[str] | None) -> list[ContentUpdate]:
    if tokens is None:
        return [update for update in updates if update.state in ("new", "update")]
    chosen = [update for update in updates if update.token in tokens]
    if len(chosen) < len(tokens):
        raise Outdated("打开页面之后，内容又有改动。请看过再选。")
    return chosen


def stored_row(model: type[KeyedModel], name: str) -> KeyedModel:
    key = name.partition(" ")[2].split("/", len(model.natural_key_lookups) - 1)
    row: KeyedModel = model._default_manager.get_by_natural_key(*key)  # type: ignore[attr-defined]
    return row


def retire(model: type[KeyedModel], name: str) -> None:
    """Withdraw a fact that the fixtures have no more; delete a part that is none."""
    row = stored_row(model, name)
    if isinstance(row, Publishable):
        row.publication = PublicationState.WITHDRAWN
        row.save()
    elif model.parent_field:
        row.delete()


def decide(updates: Iterable[ContentUpdate]) -> None:
    """Note what the fixtures have of these rows, and the edition when nothing waits any more."""
    content = SeededContent.objects.select_for_update().first()
    content = content or SeededContent(pk=1, rows=seeded_rows())
    for row in (row for update in updates for row in update.rows):
        content.rows.pop(row.name, None)
        if row.fixture is not None:
            content.rows[row.name] = row.fixture
    content.save()
    if not any(update.state for update in compare()):
        content.edition = edition()
        content.save()


def remember(created: Iterable[str]) -> None:
    """Note rows that were just created from the fixtures."""
    fixtures = fixture_rows()
    rows = [RowDifference(name, None, None, fixtures[name], False) for name in created]
    decide([ContentUpdate("", rows)])
