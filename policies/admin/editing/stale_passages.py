"""Which texts still hold a figure, in any of its usual writings, after it has changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps

from policies.models.keys import KeyedModel
from policies.vocabulary.formats import NUMBER, scaled
from policies.vocabulary.typed_text import fold_width

# 300万 alone is money too, unless something else is counted: 300万户.
UNITS = {"元": "(?:元|(?<=[万亿])(?![家户人个项件名次年]))"}


@dataclass(frozen=True)
class Passage:
    """A text that holds a figure, and where it stands."""

    row: Any
    field: Any
    text: str


def holds(text: str, figure: Decimal, unit: str) -> bool:
    """Return whether a text says exactly this figure: 1200 and 万元 also as 0.12亿元."""
    base = unit.removeprefix("万")
    wanted = scaled(f"{figure:f}", unit.removesuffix(base))
    pattern = rf"(?<![0-9])(?<![0-9][.,])({NUMBER}) *([万亿]?) *{UNITS.get(base, re.escape(base))}"
    # A full-width comma ends a clause more often than it parts thousands.
    folded = fold_width(text.replace("，", "；"))
    return any(scaled(*found) == wanted for found in re.findall(pattern, folded))


def stale_passages(old: Decimal, unit: str, new: Decimal | None) -> list[Passage]:
    """Return all texts of content that still hold a figure which is another one now."""
    if old == new:
        return []
    return [passage for model in kinds_of_content() for passage in _passages_of(model, old, unit)]


def kinds_of_content() -> Iterator[Any]:
    """Yield the models of content."""
    for model in apps.get_app_config("policies").get_models():
        if issubclass(model, KeyedModel):
            yield model


def _passages_of(model: Any, figure: Decimal, unit: str) -> Iterator[Passage]:
    fields = model.text_fields()
    found = [
        (pk, field, text)
        for pk, *texts in model._default_manager.values_list("pk", *(f.name for f in fields))
        for field, text in zip(fields, texts, strict=True)
        if holds(text, figure, unit)
    ]
    rows = model._default_manager.in_bulk({pk for pk, _, _ in found}) if found else {}
    return (Passage(rows[pk], field, text) for pk, field, text in found)
