"""The conditions of a tier as one table of indicators, and who verifies them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from policies.models import Condition, Criterion, CriterionGroup, Path, RuleSet
from policies.rules.wording import threshold_text
from policies.vocabulary import GroupMode

FEWEST_GROUPS = 4  # of which the table prints the titles
SIMPLE = 2  # conditions of a path that a cell can print


@dataclass(frozen=True)
class Requirement:
    """One criterion as a row: what is asked, what stands in its stead, what proves it."""

    criterion: Criterion

    @cached_property
    def asked(self) -> list[str]:
        """What holds by itself, one text for each way; empty where the wording says it all."""
        paths = self.criterion.main_paths
        if not paths or any(len(path.conditions.all()) > SIMPLE for path in paths):
            return []
        if any(path.wording for path in paths):
            return [path.text for path in paths]
        texts = [self._figures(path) for path in paths]
        return [] if self.criterion.wording and not all(texts) else texts

    def _figures(self, path: Path) -> str:
        """Return the thresholds of a path with their period; empty without a figure."""
        conditions: Sequence[Condition] = list(path.conditions.all())
        if not any(condition.threshold is not None for condition in conditions):
            return "" if self.criterion.wording else path.text
        period = self.criterion.period.partition("；")[0]
        if not period or len(self.criterion.main_paths) > 1:
            return path.text
        thresholds = dict.fromkeys(threshold_text(of.to_rules()) for of in conditions)
        return f"{period}{'，且'.join(thresholds)}"

    @property
    def remarks(self) -> list[str]:
        """What else readers have to know, without what has been said."""
        criterion = self.criterion
        said = "".join(self.asked)
        wording = criterion.wording.removeprefix(f"{criterion.period}；")
        remarks = [text for text in (wording, criterion.caveat) if text not in said]
        if criterion.review:
            remarks.append("由专家评审")
        if criterion.platform_only:
            remarks.append("由培育平台计算")
        return remarks

    @property
    def ways(self) -> list[str]:
        """All that is asked, in whole sentences."""
        return [self.criterion.wording] if self.criterion.wording else self.asked

    @property
    def alternatives(self) -> str:
        return "、".join(path.exemption for path in self.criterion.exemption_paths)


@dataclass(frozen=True)
class RequirementGroup:
    """Criteria under one heading."""

    group: CriterionGroup
    requirements: list[Requirement]

    @property
    def is_choice(self) -> bool:
        return self.group.mode == GroupMode.ANY


@dataclass(frozen=True)
class RequirementTable:
    """The criteria of a rule set."""

    rule_set: RuleSet

    @cached_property
    def groups(self) -> list[RequirementGroup]:
        groups = [
            RequirementGroup(group, [Requirement(criterion) for criterion in group.criteria.all()])
            for group in self.rule_set.groups.all()
        ]
        return [group for group in groups if group.requirements]

    @property
    def requirements(self) -> list[Requirement]:
        return [requirement for group in self.groups for requirement in group.requirements]

    @property
    def names_groups(self) -> bool:
        return len(self.groups) >= FEWEST_GROUPS

    @property
    def has_alternatives(self) -> bool:
        return any(requirement.alternatives for requirement in self.requirements)

    @property
    def is_former(self) -> bool:
        """Whether new applications follow another standard by now."""
        return not self.rule_set.for_new_applications

    @property
    def verified_by(self) -> dict[str, list[Criterion]]:
        """The criteria by who verifies them."""
        by: dict[str, list[Criterion]] = {}
        for criterion in self.rule_set.criteria:
            if criterion.verified_by:
                by.setdefault(criterion.verified_by, []).append(criterion)
        return by
