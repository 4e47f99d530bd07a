"""Filters that print policy figures, dates and Markdown; built into every template."""

from datetime import date
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from policies import formats
from policies.markdown import render_markdown

register = template.Library()


@register.filter
def yuan(amount: Decimal) -> str:
    """Print an amount stored in 元: 3000万元."""
    return formats.amount_text(amount)


@register.filter
def plain(figure: Decimal | int | None) -> str:
    """Print a figure without trailing zeros; nothing for a missing one."""
    return "" if figure is None else formats.plain_number(Decimal(figure))


@register.filter
def chinese_date(day: date | None) -> str:
    """Print a date in Chinese form; nothing for a missing one."""
    return formats.date_text(day) if day else ""


@register.filter
def markdown(text: str) -> SafeString:
    """Print Markdown as sanitised HTML."""
    return render_markdown(text)
