"""How templates print what facts rest on and where documents differ; built into them all."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from policies.models import CitedFact, Edition
from policies.presentation.templatetags.addresses import correction_address

register = template.Library()


@register.inclusion_tag("components/basis.html", takes_context=True)
def basis(context: Context, fact: CitedFact) -> dict[str, Any]:
    """Print what a fact rests on; outside of previews, with where readers say that it is wrong."""
    edition: Edition = context["edition"]
    return {
        "fact": fact,
        "document": fact.source,
        "is_due": fact.is_due_for_review(edition.day),
        "correction": "" if edition.with_drafts else correction_address(fact),
    }


@register.simple_tag
def disputes(fact: CitedFact, owner_text: str = "") -> SafeString:
    """Print what the documents say beside a statement; `owner_text` is its figure as stored."""
    shown = fact.open_disputes
    if not shown:
        return SafeString()
    context = {"disputes": shown, "owner_text": owner_text}
    return SafeString(get_template("components/disputes.html").render(context))
