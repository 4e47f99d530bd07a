"""How templates print policy figures, dates and Markdown; built into every template."""

from datetime import date
from decimal import Decimal

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from policies.models import Edition
from policies.presentation.references.prose import page_of_prose, render_prose
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
def markdown(text: str) -> SafeString:
    """Print Markdown as sanitised HTML, its references as what they stand for."""
    return render_prose(text)


@register.tag
def prose(parser: Parser, token: Token) -> "ProseNode":
    """Look up what all texts between `prose` and `endprose` refer to at once."""
    nodelist = parser.parse(("endprose",))
    parser.delete_first_token()
    return ProseNode(nodelist)


class ProseNode(template.Node):
    """A page whose texts are filled in when all of them are known."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        edition = context.get("edition") or Edition.now()
        with page_of_prose() as page:
            html = self.nodelist.render(context)
        return mark_safe(page.completed(html, edition))  # noqa: S308 - rendered by Django
