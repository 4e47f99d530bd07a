"""How templates print what facts rest on and where documents differ; built into them all."""

import secrets
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString

from policies.models import CitedFact, Edition
from policies.presentation.templatetags.addresses import correction_address
from policies.vocabulary import SourceKind, TrustState

register = template.Library()

KEPT_BASES = 512  # printed, in memory
SLOT = secrets.token_hex(16)  # nobody can guess it, so no stored text holds it


@dataclass(frozen=True)
class Basis:
    """All that is printed of what a fact rests on; many facts of a page have the same."""

    title: str
    document_number: str
    is_owners: bool
    key: str
    script_prefix: str
    """Where addresses begin: inside a preview, at the preview's."""
    links: tuple[tuple[str, str], ...]
    """Label and address."""
    links_are_checked: bool
    trust_state: TrustState
    checked_on: date | None
    review_by: date | None
    is_due: bool
    is_unsure: bool

    @property
    def address(self) -> str:
        return f"{reverse('sources')}#{self.key}"

    @classmethod
    def of(cls, fact: CitedFact, edition: Edition) -> Self:
        """Return the basis of a fact, due for review or not on the day of an edition."""
        document = fact.source
        return cls(
            title=document.title,
            document_number=document.document_number,
            is_owners=document.kind == SourceKind.OWNER,
            key=document.key,
            script_prefix=get_script_prefix(),
            links=tuple((link.label, link.url) for link in document.known_links),
            links_are_checked=document.url_checked_on is not None,
            trust_state=TrustState(fact.trust_state),
            checked_on=fact.checked_on,
            review_by=fact.review_by,
            is_due=fact.review_by is not None and fact.review_by < edition.day,
            is_unsure=fact.is_unsure,
        )


@register.simple_tag(takes_context=True)
def basis(context: Context, fact: CitedFact) -> SafeString:
    """Print what a fact rests on; outside of previews, with where readers say that it is wrong."""
    edition: Edition = context["edition"]
    if edition.with_drafts:
        return printed(Basis.of(fact, edition))
    before, after = printed(Basis.of(fact, edition), SLOT).split(SLOT)
    return SafeString(f"{before}{correction_address(fact)}{after}")


@lru_cache(maxsize=KEPT_BASES)
def printed(basis: Basis, correction: str = "") -> SafeString:
    """Return a basis as HTML, with the address for corrections where there is one."""
    context = {"basis": basis, "correction": correction}
    return SafeString(get_template("components/basis.html").render(context))


@register.simple_tag
def disputes(fact: CitedFact, owner_text: str = "") -> SafeString:
    """Print what the documents say beside a statement; `owner_text` is its figure as stored."""
    if not fact.known_disputes:
        return SafeString()
    context = {"disputes": fact.known_disputes, "owner_text": owner_text}
    return SafeString(get_template("components/disputes.html").render(context))
