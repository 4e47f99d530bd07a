"""Addresses that depend on whether a page is part of a preview; built into every template."""

from functools import lru_cache

from django import template
from django.urls import get_script_prefix, reverse

from policies.models import CitedFact
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
def correction_address(fact: CitedFact) -> str:
    """Print where readers say that a fact is wrong."""
    return f"{_corrections(str(fact._meta.model_name), get_script_prefix())}{fact.pk}/"


@lru_cache(maxsize=64)
def _corrections(kind: str, script_prefix: str) -> str:
    """Return all but the number of a fact: to reverse each of a page's 86 takes 3 % of its time."""
    return reverse("correction", args=[kind, 0]).removesuffix("0/")
