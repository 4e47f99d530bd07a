"""Addresses that depend on whether a page is part of a preview; built into every template."""

from django import template
from django.urls import get_script_prefix, reverse

from policies.models import CitedFact, Tier
from policies.presentation.previews import addresses_below

register = template.Library()


@register.filter
def page_address(path: str) -> str:
    """Print the address of a page by its path on the site; inside a preview, the preview's."""
    return f"{get_script_prefix()}{path.lstrip('/')}"


@register.simple_tag
def site_address(name: str) -> str:
    """Print the address of what no preview shows, such as the 诊断表, outside of any preview."""
    with addresses_below("/"):
        return reverse(name)


@register.filter
def asked_as(tier: Tier) -> str:
    """Print what the 诊断表 is asked for a tier: to apply with the title that it presumes."""
    prerequisite = tier.prerequisite
    return f"?now={prerequisite.code}&goal=next" if prerequisite else ""


@register.filter
def correction_address(fact: CitedFact) -> str:
    """Print where readers say that a fact is wrong."""
    return reverse("correction", args=[fact._meta.model_name, fact.pk])
