"""Questions to all kinds of content at once."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Count, Model, Q, QuerySet, Value
from django.urls import reverse

Row = tuple[type[Any], int]


def content(base: type[Model]) -> list[type[Any]]:
    models = apps.get_app_config("policies").get_models()
    return [model for model in models if issubclass(model, base)]


def union(queries: Iterable[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    """Return the rows of all queries, asked for at once."""
    first, *others = queries
    return first.union(*others, all=True)


def of_kind(model: type[Any]) -> QuerySet[Any, Any]:
    """Return the rows of a model, each with the name of the model."""
    rows: QuerySet[Any, Any] = model._base_manager.order_by()
    return rows.annotate(model_name=Value(model._meta.model_name))  # type: ignore[no-any-return]


def counts(models: list[type[Any]], condition: Q) -> list[Row]:
    """Return how many rows of each model there are, without the models that have none."""
    found = union(
        of_kind(model)
        .filter(condition)
        .values("model_name")
        .annotate(count=Count("pk"))
        .values_list("model_name", "count")
        for model in models
    )
    by_kind = dict(found)
    named = ((model, by_kind.get(model._meta.model_name, 0)) for model in models)
    return [(model, count) for model, count in named if count]


def whole_of(model: type[Any]) -> type[Any]:
    whole: type[Any] = (
        model._meta.get_field(model.parent_field).related_model if model.parent_field else model
    )
    return whole


def list_of(model: type[Any]) -> str:
    """Return where the desk lists the rows of a model, or their wholes."""
    return reverse(f"admin:policies_{whole_of(model)._meta.model_name}_changelist")


def page_of(model: type[Any], pk: int) -> str:
    """Return where a row is edited; for a part, where its wholes are listed."""
    if model.parent_field:
        return list_of(model)
    return reverse(f"admin:policies_{model._meta.model_name}_change", args=[pk])
