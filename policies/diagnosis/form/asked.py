"""Which questions an aim asks: those that its rules look at, in their order."""

from datetime import date

from policies.diagnosis.goals import REVIEWED, Aim
from policies.models import Edition, RegionalTopUp, RuleSet
from policies.rules.answers import QUESTIONS, QUESTIONS_BY_NAME, AnswerKind
from policies.rules.metrics import inputs
from policies.vocabulary import TierCode

Names = tuple[str, ...]
# Known from the first step.
GIVEN = frozenset({"region", "application_type", "current_title"})
# No figure decides these; an adviser looks at them first.
FOR_ADVISERS = {TierCode.KEY_LITTLE_GIANT: ("product_fields",)}
# Asked with what it follows from.
FOLLOWED = {
    "is_sme": ("is_sme", "industry", "employees"),
    "title_valid": ("title_year", "title_valid"),
}


def asked_names(aim: Aim, on: date, region: str | None = None) -> tuple[Names, Names]:
    """Return the names of the fields that decide an aim, and of all others that may be answered.

    A `region` may ask for more than the national rules. Figures come before what is answered
    with yes or no. Without rules everything decides.
    """
    names = _askable(aim)
    decisive = [name for name in _of_rules(aim, on, region) if name in names] or names
    decisive.sort(key=lambda name: QUESTIONS_BY_NAME[name].kind == AnswerKind.FLAG)
    if aim.title in REVIEWED:
        decisive = ["title_valid", *(name for name in decisive if name != "title_valid")]
    if aim.tier in FOR_ADVISERS:
        decisive += [name for name in FOR_ADVISERS[aim.tier] if name not in decisive]
    more = [name for name in names if name not in decisive]
    return _with_followed(decisive), _with_followed(more)


def everything(aim: Aim) -> tuple[Names, Names]:
    """Return all fields as `asked_names` does, for when no rules can be read."""
    return _with_followed(_askable(aim)), ()


def _askable(aim: Aim) -> list[str]:
    names = [question.name for question in QUESTIONS if question.name not in GIVEN]
    if aim.title not in REVIEWED:
        names.remove("title_valid")
    return names


def _of_rules(aim: Aim, on: date, region: str | None) -> list[str]:
    edition = Edition.on(on)
    rows = RuleSet.objects.in_edition(edition).with_rules(edition).filter(tier__code=aim.tier)
    rule_sets = [row.to_rules() for row in rows]
    criteria = [
        criterion
        for rule_set in rule_sets
        if aim.application_type in rule_set.applies_to and not rule_set.orientation
        for criterion in rule_set.criteria
    ]
    local = RegionalTopUp.objects.local_rules(region, aim.tier, edition)
    criteria += [rule.to_criterion() for rule in local]
    conditions = (condition for criterion in criteria for condition in criterion.conditions)
    return list(dict.fromkeys(name for item in conditions for name in inputs(item.metric)))


def _with_followed(names: list[str]) -> Names:
    return tuple(part for name in names for part in FOLLOWED.get(name, (name,)))
