"""Rows of content as plain values by natural keys: stored, in versions, in the fixtures."""

import json
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Max, Model, QuerySet
from reversion.models import Version

from policies.models import Publishable, SeededContent
from policies.models.history import SEEDING
from policies.models.keys import KeyedModel, content_models
from policies.operations.fixtures import SUBJECTS, FixtureError, written_rows

Values = dict[str, Any]  # by field; related rows by natural key
Place = tuple[type[KeyedModel], int]
Rows = dict[str, Values]  # by the model's name and the natural key: "term class-1-ip"


def fixture_rows() -> Rows:
    return {name: row for subject in SUBJECTS for name, row in rows_of(subject).items()}


def rows_of(subject: str) -> Rows:
    """Return the rows of a fixture file; raise FixtureError for one that is no content."""
    rows = {}
    for written in written_rows(subject):
        try:
            rows[name_of(written)] = values_in(written)
        except (LookupError, FieldDoesNotExist, ValidationError) as error:
            raise FixtureError(f"{subject}.yaml: {written}: {error}") from error
    return rows


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


def names_stored(base: type[Model] = KeyedModel, **condition: Any) -> set[str]:
    """Return the names of the stored rows, or of those of a kind."""
    return {
        f"{model._meta.model_name} {key}"
        for model in content_models(base)
        for key in model.natural_keys(**condition).values()
    }


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
    for name in fields:
        model._meta.get_field(name)
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


def key_of(name: str) -> str:
    return name.partition(" ")[2]


def fields_of(model: type[Model]) -> list[Any]:
    """Return the fields that fixtures may fill."""
    own = [f for f in model._meta.concrete_fields if not f.primary_key and f.editable]
    return [*own, *model._meta.many_to_many]


def shown(value: Any) -> str:
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.split())
