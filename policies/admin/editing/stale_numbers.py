"""After a figure was changed, tells the editor which texts still hold the former one."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from policies.admin.editing.stale_passages import Passage, stale_passages
from policies.models.settling import figure_field
from policies.vocabulary.formats import amount_text, count_text

MOST_SHOWN = 30
SAYING = (
    "{}已改为{}，下面{}处文字里还有原来的数，请逐处看看要不要改"
    "（在Markdown里写[[条件代号]]，以后就会自己跟着变）：<ul>{}</ul>"
)


class StaleNumbersMixin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Looks for the former figures of a page and of the rows inside it once they are saved."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        inside = (row_form for formset in formsets for row_form in formset.forms)
        for old, new, unit in dict.fromkeys(changed_figures([form, *inside])):
            passages = stale_passages(old, unit, new)
            if passages:
                messages.warning(request, saying(old, new, unit, passages))


def changed_figures(forms: Iterable[Any]) -> Iterator[tuple[Decimal, Decimal | None, str]]:
    """Yield the old and the new value and the unit of each figure that forms changed."""
    for form in forms:
        name, unit = figure_field(form.instance) or ("", "")
        if name in form.changed_data and form.initial.get(name) is not None:
            yield form.initial[name], form.cleaned_data.get(name), unit


def saying(old: Decimal, new: Decimal | None, unit: str, passages: list[Passage]) -> SafeString:
    """Return the message: the figures, and a link to each text."""
    shown = [
        (p.row.get_admin_url(p.field.name), p.row, p.field.verbose_name, excerpt(p))
        for p in passages[:MOST_SHOWN]
    ]
    listed = format_html_join("", '<li><a href="{}">{}·{}</a>：{}</li>', shown)
    if len(passages) > MOST_SHOWN:
        listed = format_html("{}<li>……</li>", listed)
    figures = figure_text(old, unit), figure_text(new, unit)
    return format_html(SAYING, *figures, len(passages), listed)


def figure_text(figure: Decimal | None, unit: str) -> str:
    if figure is None:
        return "空"
    return amount_text(figure) if unit == "元" else count_text(figure, unit)


def excerpt(passage: Passage) -> str:
    return Truncator(passage.text).chars(60)
