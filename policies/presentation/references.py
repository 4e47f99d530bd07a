"""The names in `[[…]]`: lg-ip, lg-market:2, little-giant-2026/lg-ip, doc:miit-2026-2, term:注."""

import html
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from markdownx.models import MarkdownxField

from policies.models import CitedFact, Condition, Criterion, Edition, RuleSet, SourceDocument, Term
from policies.presentation.markdown import (
    Printed,
    reference_names,
    refuse_long_texts,
    render_markdown,
)
from policies.vocabulary import PublicationState

NAME_OF_CRITERION = re.compile(r"(?:([-\w]+)/)?([-\w]+)(?:[:：] *(\d{1,4}))?")
NAME_OF_OTHER = re.compile(r"(doc|term)[:：] *(.+)")
END_OF_BLOCK = re.compile(r"</(?:p|li|h\d|t[dh]|div|blockquote)>|<br>")
UNCLEAR = Printed("待核实")
HOW_TO_WRITE = (
    "（数值写[[条件代号]]，文件写[[doc:文件代号]]，术语写[[term:术语]]；只想写方括号时写\\[[）"
)


class UnclearReference(ValueError):
    """A name that stands for nothing, or for several things; says so in Chinese."""


class References:
    """What names print, each kind looked up when the first text of a page asks for it."""

    def __init__(self, edition: Edition | None) -> None:
        """Take what readers of an edition see; of None, whatever is not withdrawn."""
        self.edition = edition
        self.texts_rendered = 0

    def _seen(self, kind: Any) -> Any:
        if self.edition is None:
            return kind.objects.filter(~Q(publication=PublicationState.WITHDRAWN))
        return kind.objects.in_edition(self.edition)

    def render(self, text: str) -> SafeString:
        """Return Markdown as safe HTML; footnotes of several texts have different ids."""
        self.texts_rendered += 1
        return render_markdown(text, self._printed_or_unclear, number=self.texts_rendered)

    def texts_of(self, fact: CitedFact, fields: Iterable[str]) -> list[str]:
        """Return what a fact says in fields and properties, Markdown on one line as it reads."""
        markdown = {f.name for f in fact._meta.fields if isinstance(f, MarkdownxField)}
        texts = {name: str(getattr(fact, name) or "") for name in fields}
        said = (self.plain(text) if n in markdown else text for n, text in texts.items() if text)
        return list(dict.fromkeys(said))

    def plain(self, text: str) -> str:
        blocks_apart = END_OF_BLOCK.sub(" ", self.render(text))
        return " ".join(html.unescape(strip_tags(blocks_apart)).split())

    def printed(self, name: str) -> Printed:
        """Return what a name prints; raise UnclearReference."""
        if other := NAME_OF_OTHER.fullmatch(name):
            kind, code = other.groups()
            if kind == "doc":
                document = self._documents.get(code)
                if document is None:
                    raise UnclearReference(f"没有代号为“{code}”的依据文件")
                return Printed(document.citation, document.get_absolute_url())
            term = self._terms_by_name.get(code)
            if term is None:
                raise UnclearReference(f"术语表里没有“{code}”")
            return Printed(term.name, term.get_absolute_url())
        parts = NAME_OF_CRITERION.fullmatch(name)
        rule_set, code, number = parts.groups() if parts else (None, name, None)
        criterion = self._criterion(code, rule_set)
        return Printed(_condition(criterion, code, int(number) if number else None).figure)

    def _printed_or_unclear(self, name: str) -> Printed:
        try:
            return self.printed(name)
        except UnclearReference:
            return UNCLEAR

    @cached_property
    def _criteria_by_code(self) -> dict[str, list[Criterion]]:
        by_code: dict[str, list[Criterion]] = {}
        criteria = self._seen(Criterion).filter(group__rule_set__in=self._seen(RuleSet))
        criteria = criteria.select_related("group__rule_set").prefetch_related("conditions")
        for criterion in criteria:
            by_code.setdefault(criterion.code, []).append(criterion)
        return by_code

    @cached_property
    def _documents(self) -> dict[str, SourceDocument]:
        return SourceDocument.objects.in_bulk(field_name="key")

    @cached_property
    def _terms_by_name(self) -> dict[str, Term]:
        return {term.name: term for term in self._seen(Term)}

    def _criterion(self, code: str, rule_set: str | None) -> Criterion:
        """Return the criterion of a name, in the newest rule set of its tier."""
        found = [
            criterion
            for criterion in self._criteria_by_code.get(code, [])
            if rule_set in (None, criterion.group.rule_set.code)
        ]
        if not found:
            raise UnclearReference(f"没有代号为“{code}”的条件项")
        newest = max(criterion.group.rule_set.effective_from for criterion in found)
        candidates = [c for c in found if c.group.rule_set.effective_from == newest]
        if len(candidates) > 1 or len({c.group.rule_set.tier_id for c in found}) > 1:
            sets = sorted(criterion.group.rule_set.code for criterion in found)
            offered = "、".join(f"[[{rule_set}/{code}]]" for rule_set in sets)
            raise UnclearReference(f"几套规则里都有“{code}”，请写明是哪一套：{offered}")
        return candidates[0]


def _condition(criterion: Criterion, code: str, number: int | None) -> Condition:
    numeric = {c.position: c for c in criterion.conditions.all() if c.threshold is not None}
    offered = "、".join(f"[[{code}:{number}]]（{c.figure}）" for number, c in numeric.items())
    if not numeric:
        raise UnclearReference(f"条件“{criterion}”没有数值")
    if number is None and len(numeric) > 1:
        raise UnclearReference(f"条件“{criterion}”有几个数值，请写明是哪一个：{offered}")
    if number is None:
        return next(iter(numeric.values()))
    if number not in numeric:
        raise UnclearReference(f"条件“{criterion}”里没有这个序号的数值，可以写：{offered}")
    return numeric[number]


def refuse_unclear_references(text: str) -> None:
    """Raise ValidationError for each name that stands for nothing, or for several things."""
    if len(text) > refuse_long_texts.limit_value:
        return  # refused for its length
    references = References(None)
    errors = []
    for name in dict.fromkeys(reference_names(text)):
        try:
            references.printed(name)
        except UnclearReference as error:
            errors.append(f"[[{name}]]：{error}。")
    if errors:
        raise ValidationError([*errors[:-1], errors[-1] + HOW_TO_WRITE])


def check_markdown() -> None:
    """Check every Markdown field of content whenever a row is cleaned: desk, import, seeding."""
    for model in apps.get_app_config("policies").get_models():
        for field in model._meta.local_fields:
            if isinstance(field, MarkdownxField):
                field.validators += [refuse_long_texts, refuse_unclear_references]
