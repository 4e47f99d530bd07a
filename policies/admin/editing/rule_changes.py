"""What differs between two states of a rule set, and whether it is fit to be published."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from policies import rules
from policies.models import Criterion, Edition, RuleSet
from policies.vocabulary import PublicationState


@dataclass(frozen=True)
class RuleChange:
    """A condition in words, before and after; empty where it did not or will not exist."""

    criterion: str
    before: str
    after: str


@dataclass(frozen=True)
class StoredRules:
    """A rule set as it is stored at a moment, to be compared with another state."""

    title: str
    rules: rules.RuleSet
    conditions: dict[tuple[str, int], tuple[str, str]]
    """The criterion's title and the condition in words, by criterion code and number."""

    @classmethod
    def of(cls, pk: int) -> "StoredRules":
        """Read a rule set with its drafts."""
        day: date = RuleSet.objects.aggregate(last=Max("effective_from"))["last"]
        row = RuleSet.objects.with_rules(Edition.on(day, with_drafts=True)).get(pk=pk)
        return cls(
            row.title,
            row.to_rules(),
            {
                (criterion.code, condition.position): (criterion.title, condition.text)
                for criterion in row.criteria
                for condition in _conditions(criterion)
            },
        )


def _conditions(criterion: Criterion) -> list[Any]:
    of_paths = [path.conditions.all() for path in criterion.paths.all()]
    found = {condition.pk: condition for conditions in of_paths for condition in conditions}
    return sorted(found.values(), key=lambda condition: condition.position)


def changes_between(before: StoredRules, after: StoredRules) -> list[RuleChange]:
    """Return the conditions that differ, in the order of print, those that are gone last."""
    places = dict.fromkeys([*after.conditions, *before.conditions])
    nothing = ("", "")
    changes = []
    for place in places:
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
        found += _problems_of_criterion(criterion)
    if not criteria:
        found.append("还没有条件项。")
    return found


def _problems_of_criterion(criterion: Criterion) -> list[str]:
    problems = []
    for condition in criterion.conditions.all():
        try:
            condition.full_clean()
        except ValidationError as error:
            problems += [f"{criterion}：{message}" for message in error.messages]
    if not criterion.review and not criterion.paths.all():
        problems.append(f"{criterion}：没有条件，也不是由专家判断。")
    problems += [
        f"{criterion}：{path}没有条件。"
        for path in criterion.paths.all()
        if not path.conditions.all()
    ]
    return problems
