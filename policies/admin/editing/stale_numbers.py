"""After a figure was changed, tells the editor which texts still hold the former one."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from policies.models.keys import content_models
from policies.vocabulary.formats import NUMBER, amount_text, count_text, scaled
from policies.vocabulary.typed_text import fold_width

# 300万 alone is money too, unless something else is counted: 300万户.
UNITS = {"元": "(?:元|(?<=[万亿])(?![家户人个项件名次年]))"}
MOST_SHOWN = 30
MESSAGE = (
    "{}已改为{}，下面{}处文字里还有原来的数，请逐处看看要不要改"
    "（在Markdown里写[[条件代号]]，以后就会自己跟着变）：<ul>{}</ul>"
)

Figure = tuple[Decimal, Decimal | None, str]  # the former and the new value, and their unit


class Passage(NamedTuple):
    """A text that holds a figure, and where it stands."""

    row: Any
    field: Any
    text: str


def changed_figures(forms: Iterable[Any]) -> Iterator[Figure]:
    """Yield each figure that forms changed."""
    for form in forms:
        name = form.instance.figure_field
        if name in form.changed_data and form.initial.get(name) is not None:
            yield form.initial[name], form.cleaned_data.get(name), form.instance.figure_unit


def warn_of_passages(request: HttpRequest, figures: Iterable[Figure]) -> None:
    """Say for each figure that changed which texts hold the former one, with a link to each."""
    for old, new, unit in dict.fromkeys(figures):
        if passages := stale_passages(old, unit, new):
            shown = [
                (row.get_admin_url(field.name), row, field.verbose_name, Truncator(text).chars(60))
                for row, field, text in passages[:MOST_SHOWN]
            ]
            listed = format_html_join("", '<li><a href="{}">{}·{}</a>：{}</li>', shown)
            if len(passages) > MOST_SHOWN:
                listed = format_html("{}<li>……</li>", listed)
            both = figure_text(old, unit), figure_text(new, unit)
            messages.warning(request, format_html(MESSAGE, *both, len(passages), listed))


def figure_text(figure: Decimal | None, unit: str) -> str:
    if figure is None:
        return "空"
    return amount_text(figure) if unit == "元" else count_text(figure, unit)


def stale_passages(old: Decimal, unit: str, new: Decimal | None) -> list[Passage]:
    """Return all texts of content that still hold a figure which is another one now."""
    if old == new:
        return []
    return [passage for model in content_models() for passage in _passages_of(model, old, unit)]


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


def holds(text: str, figure: Decimal, unit: str) -> bool:
    """Return whether a text says exactly this figure: 1200 and 万元 also as 0.12亿元."""
    base = unit.removeprefix("万")
    wanted = scaled(f"{figure:f}", unit.removesuffix(base))
    pattern = rf"(?<![0-9])(?<![0-9][.,])({NUMBER}) *([万亿]?) *{UNITS.get(base, re.escape(base))}"
    # A full-width comma ends a clause more often than it parts thousands.
    folded = fold_width(text.replace("，", "；"))
    return any(scaled(*found) == wanted for found in re.findall(pattern, folded))
