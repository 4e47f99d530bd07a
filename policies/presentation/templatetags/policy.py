"""How templates print policy figures, dates and Markdown; built into every template."""

from datetime import date
from decimal import Decimal

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from policies.models import RegionalTopUp
from policies.presentation.references import References
from policies.vocabulary import formats

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
def validity(top_up: RegionalTopUp, on: date) -> str:
    """Print how long a top-up applies, as far as its document shows."""
    return top_up.validity_text(on)


@register.simple_tag(takes_context=True)
def markdown(context: Context, text: str) -> SafeString:
    """Print Markdown as safe HTML, its references as what readers of the page's edition see."""
    references: References = context["references"]
    return references.render(text)
