"""Rows of the fixtures put into the database, each after those that it refers to."""

from collections.abc import Iterable, Iterator
from typing import Any

from policies.models.history import record
from policies.models.keys import content_models
from policies.models.storing import InvalidRow, Links, store_rows
from policies.operations.content_rows import Rows, Values, key_of, model_of, rows_of
from policies.operations.fixtures import SUBJECTS, FixtureError


def put(rows: Rows) -> None:
    """Store rows as the fixtures have them, and record them; raise FixtureError for none of them.

    Rows are stored by model, in as few rounds as their references to each other need.
    """
    keys = {m: {key: pk for pk, key in m.natural_keys().items()} for m in content_models()}
    pending, stored = dict(rows), dict[Any, set[int]]()
    while pending:
        ready = {name: v for name, v in pending.items() if not any(unknown(name, v, keys))}
        if not ready:
            name, values = next(iter(pending.items()))
            raise refusal(name, f"没有{'、'.join(unknown(name, values, keys))}")
        # What a text names has to be there, and no relation tells what it is: such rows come last.
        ready = {name: v for name, v in ready.items() if "[[" not in str(v)} or ready
        for model in content_models():
            if of_model := {name: ready[name] for name in ready if model_of(name) is model}:
                store(model, of_model, keys)
                stored.setdefault(model, set()).update(keys[model][key_of(n)] for n in of_model)
        pending = {name: values for name, values in pending.items() if name not in ready}
    for model, pks in stored.items():
        record(model._base_manager.filter(pk__in=pks))


def unknown(name: str, values: Values, keys: Any) -> Iterator[str]:
    """Yield the natural keys to which a row refers and that no stored row has."""
    for field in references(model_of(name)):
        for key in keys_in(values[field.name]):
            if key not in keys[field.related_model]:
                yield key


def store(model: Any, rows: Rows, keys: Any) -> None:
    """Store rows of a model, and note the keys of the new ones."""
    known = keys[model]
    pks = [known[key] for name in rows if (key := key_of(name)) in known]
    present = model._base_manager.in_bulk(pks)
    filled = {
        name: fill(present.get(known.get(key_of(name))) or model(), values, keys)
        for name, values in rows.items()
    }
    try:
        store_rows(list(filled.values()))
    except InvalidRow as invalid:
        name = next(name for name, (row, _) in filled.items() if row is invalid.row)
        raise refusal(name, str(invalid.error)) from invalid
    known.update({key_of(name): row.pk for name, (row, _) in filled.items()})


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


def refusal(name: str, why: str) -> FixtureError:
    subject = next((subject for subject in SUBJECTS if name in rows_of(subject)), "")
    return FixtureError(f"{subject}.yaml: {name}: {why}")
