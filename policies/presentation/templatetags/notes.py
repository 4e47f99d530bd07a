"""How templates print marks, both figures of a pair and amounts; built into every template."""

import re
from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from policies.models import CitedFact, Dispute, Term, TopicSection
from policies.presentation.notes import (
    Mark,
    PageNotes,
    Source,
    source_name,
    state_text,
)
from policies.vocabulary import Treatment

register = template.Library()
register.filter(source_name)

AMOUNT = re.compile(r"[0-9][0-9.]*(?:万|亿)?元")
FIGURE = re.compile(r"约?[0-9][0-9.]*(?:万?家|%|万元(?:/家)?)")
END_OF_CLAUSE = re.compile(r"[；，（]")
MARK = '<a class="mark" data-note="{0}"{1} href="#note-{0}">〔{0}〕</a>'


@register.simple_tag(takes_context=True)
def marks(context: Context, *facts: CitedFact) -> SafeString:
    """Print the marks of facts in the section that is rendered."""
    notes: PageNotes | None = context.get("page_notes")
    key = context.get("section_key") or ""
    found = [mark for fact in facts if notes for mark in notes.marks_of(fact, key)]
    return printed_marks(found)


@register.filter
def printed_marks(found: Iterable[Mark]) -> SafeString:
    return format_html_join(
        "",
        MARK,
        (
            (mark.note.number, format_html(' id="mark-{}"', mark.note.number))
            if mark.is_first
            else (mark.note.number, "")
            for mark in found
        ),
    )


@register.filter
def pair_of(fact: CitedFact) -> Dispute | None:
    """Return the open pair of figures of a fact, if there is one."""
    pairs = [row for row in fact.open_disputes if row.treatment == Treatment.TWO_FIGURES]
    return pairs[0] if pairs else None


@register.simple_tag(takes_context=True)
def documents_state(context: Context, pair: Dispute) -> str:
    """Print how far the documents' side of a pair has been checked: 转述."""
    return state(context["page_notes"].state_of(pair.source))


@register.filter
def figure_of(statement: str) -> str:
    """Return the figure of a statement's first clause: 4264家, 600万元/家; else that clause."""
    clause = END_OF_CLAUSE.split(statement, maxsplit=1)[0]
    figures = FIGURE.findall(clause)
    return figures[-1] if figures else clause


@register.filter
def amounts(text: str) -> SafeString:
    """Print a text with its amounts of money in bold."""
    parts = AMOUNT.split(text)
    bold = [format_html("<b>{}</b>", amount) for amount in AMOUNT.findall(text)]
    woven = format_html_join("", "{}{}", zip(parts, [*bold, ""], strict=True))
    return mark_safe(woven)  # noqa: S308 - escaped above


@register.filter
def state(trust_state: str) -> str:
    """Print a trust state behind a source: 转述, 出处待补."""
    return state_text(trust_state).partition("，")[0]


@register.filter
def basis_of(section: TopicSection | Term, notes: PageNotes) -> list[Source]:
    """Return the sources of the basis line of a section, or of a term."""
    return notes.basis.get(section.key, [])
