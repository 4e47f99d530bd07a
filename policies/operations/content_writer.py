"""Rows of the fixtures put into the database, each after those that it refers to."""

from collections.abc import Iterable, Iterator
from typing import Any

from policies.models.history import record
from policies.models.keys import content_models
from policies.models.storing import InvalidRow, Links, store_rows
from policies.operations.content_rows import Rows, Values, key_of, model_of, name_of
from policies.operations.fixtures import SUBJECTS, FixtureError, written_rows


def put(rows: Rows) -> None:
    """Store rows as the fixtures have them, and record them; raise FixtureError for none of them.

    One file after the other, as texts refer to what earlier ones hold; the rows of a file by
    model, in as few rounds as their references to each other need.
    """
    keys = {m: {key: pk for pk, key in m.natural_keys().items()} for m in content_models()}
    for subject in SUBJECTS:
        names = (name_of(written) for written in written_rows(subject))
        pending = {name: rows[name] for name in names if name in rows}
        while pending:
            ready = {name: v for name, v in pending.items() if not any(unknown(name, v, keys))}
            if not ready:
                name, values = next(iter(pending.items()))
                missing = "、".join(unknown(name, values, keys))
                raise FixtureError(f"{subject}.yaml: {name}: 没有{missing}")
            store(subject, ready, keys)
            pending = {name: values for name, values in pending.items() if name not in ready}
    for model in content_models():
        pks = [keys[model][key_of(name)] for name in rows if model_of(name) is model]
        if pks:
            record(model._base_manager.filter(pk__in=pks))


def unknown(name: str, values: Values, keys: Any) -> Iterator[str]:
    """Yield the natural keys to which a row refers and that no stored row has."""
    for field in references(model_of(name)):
        for key in keys_in(values[field.name]):
            if key not in keys[field.related_model]:
                yield key


def store(subject: str, rows: Rows, keys: Any) -> None:
    """Store rows of a file, and note the keys of the new ones."""
    for model in content_models():
        of_model = {key_of(name): row for name, row in rows.items() if model_of(name) is model}
        if not of_model:
            continue
        known = keys[model]
        present = model._base_manager.in_bulk([known[key] for key in of_model if key in known])
        filled = {
            key: fill(present.get(known.get(key)) or model(), values, keys)
            for key, values in of_model.items()
        }
        try:
            store_rows(list(filled.values()))
        except InvalidRow as invalid:
            key = next(key for key, (row, _) in filled.items() if row is invalid.row)
            name = f"{model._meta.model_name} {key}"
            raise FixtureError(f"{subject}.yaml: {name}: {invalid.error}") from invalid
        known.update({key: row.pk for key, (row, _) in filled.items()})


def fill(row: Any, values: Values, keys: Any) -> tuple[Any, Links]:
    """Give a row the values of a fixture; return it with its links."""
    meta = row._meta
    refers = {field.name for field in references(meta.model)}
    links = {}
    for name, value in values.items():
        field = meta.get_field(name)
        if name not in refers:
            setattr(row, name, value)
            continue
        pks = [keys[field.related_model][key] for key in keys_in(value)]
        if field.many_to_many:
            links[name] = pks
        else:
            setattr(row, field.attname, next(iter(pks), None))
    return row, links


def references(model: Any) -> Iterable[Any]:
    own = [field for field in model._meta.concrete_fields if field.is_relation and field.editable]
    return [*own, *model._meta.many_to_many]


def keys_in(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]
