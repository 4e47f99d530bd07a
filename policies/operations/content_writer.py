"""Rows of the fixtures put into the database, each after those that it refers to."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from policies.models.history import record
from policies.models.keys import content_models
from policies.models.storing import InvalidRow, Links, store_rows
from policies.operations.content_rows import Rows, Values, fields_of, key_of, model_of, name_of
from policies.operations.fixtures import SUBJECTS, FixtureError, written_rows

Keys = Mapping[tuple[Any, str], int]  # by model and natural key


def put(rows: Rows) -> None:
    """Store rows as the fixtures have them, and record them; raise FixtureError for none of them.

    One file after the other, as texts refer to what earlier ones hold; the rows of a file by
    model, in as few rounds as their references to each other need.
    """
    keys = {(m, key): pk for m in content_models() for pk, key in m.natural_keys().items()}
    places: dict[str, Any] = {name: (model_of(name), key_of(name)) for name in rows}
    for subject in SUBJECTS:
        names = (name_of(written) for written in written_rows(subject))
        pending = {name: rows[name] for name in names if name in rows}
        while pending:
            ready, missing = defaultdict[Any, dict[str, Any]](dict), KeyError()
            for name, values in pending.items():
                model, key = places[name]
                try:
                    ready[model][name] = filled(model(pk=keys.get((model, key))), values, keys)
                except KeyError as error:
                    missing = error
            if not any(ready.values()):
                raise FixtureError(f"{subject}.yaml: {next(iter(pending))}: 没有{missing}")
            for of_model in ready.values():
                store(subject, of_model)
                keys |= {places[name]: row.pk for name, (row, _) in of_model.items()}
                pending = {name: v for name, v in pending.items() if name not in of_model}
    for model in content_models():
        if pks := [keys[place] for place in places.values() if place[0] is model]:
            record(model._base_manager.filter(pk__in=pks))


def filled(row: Any, values: Values, keys: Keys) -> tuple[Any, Links]:
    """Give a row the values of a fixture, return it with its links; KeyError for one not there."""
    links = {}
    for field in fields_of(type(row)):
        value = values[field.name]
        if field.many_to_many:
            links[field.name] = [keys[field.related_model, key] for key in value]
        elif field.is_relation:
            setattr(row, field.attname, value and keys[field.related_model, value])
        else:
            setattr(row, field.name, value)
    return row, links


def store(subject: str, rows: dict[str, tuple[Any, Links]]) -> None:
    if rows:
        try:
            store_rows(list(rows.values()), only_editable=True)
        except InvalidRow as invalid:
            name = next(name for name, (row, _) in rows.items() if row is invalid.row)
            raise FixtureError(f"{subject}.yaml: {name}: {invalid.error}") from invalid
