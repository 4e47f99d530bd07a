"""Which stored submissions would come to another outcome by other rules."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies import rules
from policies.diagnosis.models import Submission
from policies.rules.parsing import MOST_PLACES, InvalidProfile, parse_profile
from policies.vocabulary import RuleSetOutcome

MOST_SUBMISSIONS = 2_000  # the newest; older ones tell little, and a page must not take minutes
PORTION = 500


@dataclass(frozen=True)
class OutcomeChange:
    """A submission and its outcome by the former and by the new rules; None where none applies."""

    submission: Submission
    before: RuleSetOutcome | None
    after: RuleSetOutcome | None


@dataclass(frozen=True)
class OutcomeChanges:
    """What other rules would change among the submissions looked at."""

    looked_at: int
    changes: list[OutcomeChange]


def outcome_changes(before: rules.RuleSet | None, after: rules.RuleSet) -> OutcomeChanges:
    """Return the newest submissions whose outcome differs between two rule sets of a tier.

    Dates are left aside: each rule set is applied to whom it addresses, as if it were in force.
    """
    looked_at, changes = 0, []
    for submission, profile in _newest_profiles():
        looked_at += 1
        outcomes = [_outcome(rule_set, profile) for rule_set in (before, after)]
        if outcomes[0] != outcomes[1]:
            changes.append(OutcomeChange(submission, outcomes[0], outcomes[1]))
    return OutcomeChanges(looked_at, changes)


def _newest_profiles() -> Iterator[tuple[Submission, rules.Profile]]:
    """Yield the newest submissions with their answers; none whose answers are unreadable today."""
    newest = Submission.objects.order_by("-created_at", "-pk")[:MOST_SUBMISSIONS]
    shown = newest.only("reference", "company_name", "created_at", "answers")
    for submission in shown.iterator(chunk_size=PORTION):
        try:
            yield submission, parse_profile(submission.answers, money_places=MOST_PLACES)
        except InvalidProfile:
            continue  # answered under questions of former rules: nothing to compare


def _outcome(rule_set: rules.RuleSet | None, profile: rules.Profile) -> RuleSetOutcome | None:
    if rule_set is None or not rules.addresses(rule_set, profile):
        return None
    [assessment] = rules.evaluate(profile, [rule_set])
    return assessment.outcome
