"""What names refer to: in an edition, or at all; four queries however many names."""

from collections.abc import Iterable
from typing import Self

from django.db.models import Q

from policies.models import Condition, Criterion, Edition, RuleSet, SourceDocument, Term
from policies.models.sources import CitedFactQuerySet
from policies.presentation.markdown_syntax import Printed
from policies.presentation.references.names import Name
from policies.vocabulary import PublicationState

NOT_WITHDRAWN = ~Q(publication=PublicationState.WITHDRAWN)


class UnclearReference(ValueError):
    """A name that stands for nothing, or for several things; says so in Chinese."""


class References:
    """The criteria, documents and terms that some names may mean."""

    def __init__(
        self, criteria: Iterable[Criterion], documents: Iterable[SourceDocument],
        terms: Iterable[Term],
    ) -> None:  # fmt: skip
        self.criteria: dict[str, list[Criterion]] = {}
        for criterion in criteria:
            self.criteria.setdefault(criterion.code, []).append(criterion)
        self.documents = {document.key: document for document in documents}
        self.terms = {term.name: term for term in terms}

    @classmethod
    def in_edition(cls, names: Iterable[str], edition: Edition) -> Self:
        names = set(names)
        if not names:  # as in most texts; wording the queries alone takes a millisecond
            return cls((), (), ())
        criteria = Criterion.objects.in_edition(edition)
        rule_sets = RuleSet.objects.in_edition(edition)
        return cls._among(
            names,
            criteria.filter(group__rule_set__in=rule_sets),
            Term.objects.in_edition(edition),
        )

    @classmethod
    def not_withdrawn(cls, names: Iterable[str]) -> Self:
        """Return what the names mean now or will mean, drafts and what is to come included."""
        rule_sets = RuleSet.objects.filter(NOT_WITHDRAWN)
        criteria = Criterion.objects.filter(NOT_WITHDRAWN, group__rule_set__in=rule_sets)
        return cls._among(names, criteria, Term.objects.filter(NOT_WITHDRAWN))

    @classmethod
    def _among(
        cls,
        names: Iterable[str],
        criteria: CitedFactQuerySet[Criterion],
        terms: CitedFactQuerySet[Term],
    ) -> Self:
        codes: dict[str, set[str]] = {"criterion": set(), "doc": set(), "term": set()}
        for name in map(Name.parse, names):
            codes[name.kind].add(name.code)
        of_names = criteria.filter(code__in=codes["criterion"]).select_related("group__rule_set")
        return cls(
            of_names.prefetch_related("conditions") if codes["criterion"] else (),
            SourceDocument.objects.filter(key__in=codes["doc"]) if codes["doc"] else (),
            terms.filter(name__in=codes["term"]) if codes["term"] else (),
        )

    def printed(self, written: str) -> Printed:
        """Return what a name prints; raise UnclearReference."""
        name = Name.parse(written)
        if name.kind == "criterion":
            return Printed(self._condition(name).figure)
        if name.kind == "doc":
            document = self.documents.get(name.code)
            if document is None:
                raise UnclearReference(f"没有代号为“{name.code}”的依据文件")
            return Printed(document.citation, document.get_absolute_url())
        term = self.terms.get(name.code)
        if term is None:
            raise UnclearReference(f"术语表里没有“{name.code}”")
        return Printed(term.name, term.get_absolute_url())

    def _condition(self, name: Name) -> Condition:
        criterion = self._criterion(name)
        numeric = {c.position: c for c in criterion.conditions.all() if c.threshold is not None}
        offered = "、".join(
            f"[[{name.code}:{number}]]（{c.figure}）" for number, c in numeric.items()
        )
        if not numeric:
            raise UnclearReference(f"条件“{criterion}”没有数值")
        if name.number is None and len(numeric) > 1:
            raise UnclearReference(f"条件“{criterion}”有几个数值，请写明是哪一个：{offered}")
        number = next(iter(numeric)) if name.number is None else name.number
        if number not in numeric:
            raise UnclearReference(f"条件“{criterion}”里没有这个序号的数值，可以写：{offered}")
        return numeric[number]

    def _criterion(self, name: Name) -> Criterion:
        """Return the criterion of a name, in the newest rule set of its tier."""
        found = [
            criterion
            for criterion in self.criteria.get(name.code, [])
            if name.rule_set in ("", criterion.group.rule_set.code)
        ]
        if not found:
            raise UnclearReference(f"没有代号为“{name.code}”的条件项")
        newest = max(criterion.group.rule_set.effective_from for criterion in found)
        candidates = [c for c in found if c.group.rule_set.effective_from == newest]
        if len(candidates) > 1 or len({c.group.rule_set.tier_id for c in found}) > 1:
            sets = sorted(criterion.group.rule_set.code for criterion in found)
            offered = "、".join(f"[[{rule_set}/{name.code}]]" for rule_set in sets)
            raise UnclearReference(f"几套规则里都有“{name.code}”，请写明是哪一套：{offered}")
        return candidates[0]
