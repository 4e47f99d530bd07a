"""The rule sets in force, in the words of `manage.py assess`."""

from typing import Any

from policies.models import Criterion, Edition, Path, RuleSet
from policies.rules.structure import plain


def criteria_data(edition: Edition) -> dict[str, Any]:
    """Return the rule sets of an edition: paths that suffice, each of conditions that all hold."""
    rule_sets = RuleSet.objects.in_edition(edition).with_rules(edition)
    return {
        "as_of": edition.day.isoformat(),
        "rule_sets": [_rule_set(row) for row in rule_sets],
    }


def _rule_set(row: RuleSet) -> dict[str, Any]:
    rules = row.to_rules()
    return {
        "code": rules.code,
        "tier": rules.tier,
        "source": rules.source.key,
        "title": row.title,
        "effective_from": row.effective_from.isoformat(),
        "effective_to": row.effective_to.isoformat() if row.effective_to else None,
        "applies_to": sorted(rules.applies_to),
        "holders_only": sorted(rules.holders_only),
        "orientation": rules.orientation,
        "criteria": [_criterion(criterion) for criterion in row.criteria],
    }


def _criterion(row: Criterion) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "review": row.review,
        "paths": [_path(path) for path in row.paths.all()],
    }


def _path(row: Path) -> dict[str, Any]:
    rules = row.to_rules()
    return {
        "exemption": rules.exemption or None,
        "conditions": [
            {
                "metric": condition.metric,
                "op": condition.operator,
                "required": plain(condition.required, condition.metric),
                "unit": condition.metric.unit,
            }
            for condition in rules.conditions
        ],
    }
