"""Rules succeed one another by their start, whatever becomes of the sets around them."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.models import Edition, RuleSet, SourceDocument, Tier
from policies.vocabulary import ApplicationType, PublicationState

pytestmark = pytest.mark.django_db

TIER = "tech_innovative"  # has no rules of its own in the seeded content
FIRST = date(2026, 1, 1)
KINDS = {ApplicationType.NEW: "for_new_applications", ApplicationType.REVIEW: "for_reviews"}
# What is done to one of the sets, and by how many days it is postponed.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["draft", "publish", "withdraw", "restore", "postpone", "repeal"]),
        st.integers(1, 40),
    ),
    max_size=12,
)


def rule_sets() -> list[RuleSet]:
    """Return a set that stays published for both kinds, and four that succeed it."""
    tier, source = Tier.objects.get(code=TIER), SourceDocument.objects.get(key="owner")
    kinds = [(True, True), (True, False), (False, True), (True, True), (True, False)]
    return [
        RuleSet.objects.create(
            code=f"set-{number}",
            title=f"第{number}套",
            tier=tier,
            source=source,
            effective_from=FIRST + timedelta(days=30 * number),
            for_new_applications=new,
            for_reviews=review,
        )
        for number, (new, review) in enumerate(kinds)
    ]


def take(step: str, row: RuleSet, days: int) -> None:
    """Do what an editor does, unless it is refused because another set starts on that day."""
    if step == "postpone":
        row.effective_from += timedelta(days=days)
    elif step == "repeal":
        row.repealed_on = None if row.repealed_on else row.effective_from + timedelta(days=days)
    else:
        row.publication = {
            "draft": PublicationState.DRAFT,
            "withdraw": PublicationState.WITHDRAWN,
        }.get(step, PublicationState.PUBLISHED)
    if row.repealed_on and row.repealed_on <= row.effective_from:
        row.repealed_on = None
    taken = RuleSet.objects.filter(tier=row.tier, effective_from=row.effective_from)
    if taken.exclude(pk=row.pk).exists():
        row.refresh_from_db()
    else:
        row.full_clean()
        row.save()


def in_force_by_hand(rows: list[RuleSet], day: date, kind: ApplicationType) -> str | None:
    """Return the code of the published set with the latest start, unless it was repealed."""
    begun = [
        row
        for row in rows
        if row.publication == PublicationState.PUBLISHED
        and getattr(row, KINDS[kind])
        and row.effective_from <= day
    ]
    newest = max(begun, key=lambda row: row.effective_from, default=None)
    if newest is None or (newest.repealed_on and newest.repealed_on <= day):
        return None
    return newest.code


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_any_sequence_of_steps_agrees_with_the_latest_start(
    seeded: None, steps: list[tuple[int, str, int]]
) -> None:
    RuleSet.objects.filter(tier__code=TIER).update(publication=PublicationState.WITHDRAWN)
    for row in RuleSet.objects.filter(code__startswith="set-"):
        RuleSet.objects.filter(pk=row.pk).update(code=f"old-{row.pk}", title="以前的")
    rows = rule_sets()
    for number, step, days in steps:
        take(step, rows[1 + number], days)
    for day in (FIRST + timedelta(days=n) for n in range(0, 240, 7)):
        edition = Edition.on(day)
        found = RuleSet.objects.in_edition(edition).filter(tier__code=TIER).with_rules(edition)
        for kind in KINDS:
            codes = [row.code for row in found if kind in row.applies_to]
            expected = in_force_by_hand(rows, day, kind)
            assert codes == ([expected] if expected else []), (day, kind)
            # The first set is never withdrawn: only an express end leaves a day without rules.
            assert codes or any(row.repealed_on for row in rows)


def test_withdrawing_a_successor_brings_the_former_back(seeded: None) -> None:
    first, second, *others = rule_sets()
    RuleSet.objects.filter(pk__in=[row.pk for row in others]).delete()
    day = second.effective_from
    assert [*in_force(day)] == [first.code, second.code]  # the former goes on for reviews
    second.publication = PublicationState.WITHDRAWN
    second.save()
    assert [*in_force(day)] == [first.code]
    first.refresh_from_db()
    assert first.repealed_on is None


def in_force(day: date) -> list[str]:
    found = RuleSet.objects.in_edition(Edition.on(day)).filter(tier__code=TIER)
    return [row.code for row in found.order_by("effective_from")]
