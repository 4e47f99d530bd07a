"""Criteria as pages print them."""

from collections.abc import Callable

from policies.models import Criterion, Edition, RuleSet, SmeSizeLimit
from policies.models.attach_sources import attach_sources
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen, chosen

STATES: dict[str, Callable[[Criterion], object]] = {
    "一条路径": lambda criterion: len(criterion.main_paths) == 1 and not criterion.exemption_paths,
    "几条路径，满足其一": lambda criterion: len(criterion.main_paths) > 1,
    "可以另一项替代": lambda criterion: criterion.exemption_paths,
    "由专家判断": lambda criterion: criterion.review and not criterion.main_paths,
    "有指标序号": lambda criterion: criterion.indicator,
    "只认平台的得分": lambda criterion: criterion.platform_only,
    "有口径差异": lambda criterion: criterion.known_disputes,
}


def criteria(edition: Edition) -> Group:
    rule_sets = list(RuleSet.objects.in_edition(edition).with_rules(edition))
    stored = [criterion for rule_set in rule_sets for criterion in rule_set.criteria]
    attach_sources([*rule_sets, *stored])
    states: dict[str, Context] = {
        name: {"criterion": criterion} for name, criterion in chosen(stored, STATES).items()
    }
    limits = attach_sources(SmeSizeLimit.objects.in_edition(edition))
    shortest = min(rule_sets, key=lambda rule_set: len(rule_set.criteria))
    return Group(
        "criteria",
        "认定条件",
        [
            Specimen("components/criterion.html", states),
            Specimen("components/rule_set.html", {shortest.title: {"rule_set": shortest}}),
            Specimen("components/sme_size_table.html", {"划型上限": {"size_limits": limits}}),
        ],
    )
