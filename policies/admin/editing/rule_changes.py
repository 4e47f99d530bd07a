"""What differs between two states of a rule set, and whether it is fit to be published."""

from collections.abc import Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Max

from policies import rules
from policies.models import Criterion, Edition, RuleSet
from policies.vocabulary import PublicationState


class RuleChange(NamedTuple):
    """A condition in words, before and after; empty where it did not or will not exist."""

    criterion: str
    before: str
    after: str


class StoredRules(NamedTuple):
    """A rule set as it is stored at a moment, to be compared with another state."""

    rules: rules.RuleSet
    conditions: dict[tuple[str, int], tuple[str, str]]
    """The criterion's title and the condition in words, by criterion code and number."""


def stored_rules(pk: int) -> StoredRules:
    """Read a rule set with its drafts."""
    day = RuleSet.objects.aggregate(last=Max("effective_from"))["last"]
    row = RuleSet.objects.with_rules(Edition.on(day, with_drafts=True)).get(pk=pk)
    conditions = {
        (criterion.code, condition.position): (criterion.title, condition.text)
        for criterion in row.criteria
        for condition in sorted(
            {each for path in criterion.paths.all() for each in path.conditions.all()},
            key=lambda condition: condition.position,
        )
    }
    return StoredRules(row.to_rules(), conditions)


def changes_between(before: StoredRules, after: StoredRules) -> list[RuleChange]:
    """Return the conditions that differ, in the order of print, those that are gone last."""
    nothing = ("", "")
    changes = []
    for place in dict.fromkeys([*after.conditions, *before.conditions]):
        old, new = before.conditions.get(place, nothing), after.conditions.get(place, nothing)
        if old[1] != new[1]:
            changes.append(RuleChange(new[0] or old[0], old[1], new[1]))
    return changes


def problems_of(rule_set: RuleSet) -> list[str]:
    """Return what keeps a rule set from being published, as if it were published now."""
    found: list[str] = []
    state = rule_set.publication
    rule_set.publication = PublicationState.PUBLISHED
    try:
        rule_set.full_clean()
    except ValidationError as error:
        found += error.messages
    finally:
        rule_set.publication = state
    criteria = Criterion.objects.filter(group__rule_set=rule_set).prefetch_related(
        "conditions", "paths__conditions"
    )
    for criterion in criteria:
        found += [f"{criterion}：{problem}" for problem in _problems_of_criterion(criterion)]
    return found if criteria else [*found, "还没有条件项。"]


def _problems_of_criterion(criterion: Criterion) -> Iterator[str]:
    for condition in criterion.conditions.all():
        try:
            condition.full_clean()
        except ValidationError as error:
            yield from error.messages
    if not criterion.review and not criterion.paths.all():
        yield "没有条件，也不是由专家判断。"
    for path in criterion.paths.all():
        if not path.conditions.all():
            yield f"{path}没有条件。"
