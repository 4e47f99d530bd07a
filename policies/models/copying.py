"""A new rule set begins as a copy of the one that it will succeed."""

from datetime import date
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import models

from policies.models.conditions import Condition
from policies.models.criteria import Criterion, RuleSet
from policies.models.history import change
from policies.models.sources import CitedFact, SourceDocument
from policies.vocabulary import PublicationState

M = TypeVar("M", bound=models.Model)


def copy_rule_set(
    rule_set: RuleSet,
    *,
    code: str,
    title: str,
    effective_from: date,
    source: SourceDocument,
    author: User | None = None,
    reason: str = "",
) -> RuleSet:
    """Return a draft with every criterion of a rule set, resting on `source`, unchecked.

    Raises ValidationError for a code in use.
    """
    draft = _twin(
        rule_set,
        code=code,
        title=title,
        effective_from=effective_from,
        repealed_on=None,
        publication=PublicationState.DRAFT,
        publish_at=None,
        **_unchecked(source),
    )
    draft.full_clean()
    with change(author=author, reason=reason):
        draft.save()
        draft.holders.set(rule_set.holders.all())
        _copy_citations(rule_set, draft)
        for group in rule_set.groups.prefetch_related("criteria__paths__conditions"):
            new_group = _twin(group, rule_set=draft)
            new_group.save()
            for criterion in group.criteria.all():
                new = _twin(criterion, group=new_group, **_unchecked(source))
                new.save()
                _copy_citations(criterion, new)
                _copy_conditions(criterion, new)
    return draft


def _copy_citations(old: CitedFact, new: CitedFact) -> None:
    new.disputes.set(old.disputes.all())
    new.further_sources.set(old.further_sources.all())


def _copy_conditions(old: Criterion, new: Criterion) -> None:
    twins: dict[int, Condition] = {}
    for condition in old.conditions.all():
        twins[condition.pk] = _twin(condition, criterion=new)
        twins[condition.pk].save()
    for path in old.paths.all():
        new_path = _twin(path, criterion=new)
        new_path.save()
        new_path.conditions.set([twins[condition.pk] for condition in path.conditions.all()])


def _unchecked(source: SourceDocument) -> dict[str, object]:
    """Return the trust fields of a fact that nobody has checked against its new document."""
    return {
        "source": source,
        "trust_state": source.state_before_reading,
        "checked_on": None,
        "checked_by": None,
        "review_by": None,
    }


def _twin(row: M, **changes: object) -> M:
    """Return an unsaved row with the values of another, some of them changed."""
    fields = (field for field in row._meta.concrete_fields if not field.primary_key)
    values = {field.name: getattr(row, field.name) for field in fields}
    return type(row)(**values | changes)
