"""Which facts stand on which page, said a second time and without the site's own reads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from policies.models import (
    ApplicationRound,
    ComparisonCell,
    Criterion,
    EnterpriseCount,
    Material,
    MaterialChecklist,
    Obligation,
    PreparationAdvice,
    ProcessStep,
    Region,
    RegionalTopUp,
    RoundWindow,
    RuleSet,
    SmeSizeLimit,
    StandardChange,
    SupportMeasure,
    Term,
    Tier,
    TopicPage,
    TopicSection,
    UpdateNote,
    YearlyEvent,
)
from policies.pages.topic import TOP_UPS

# The texts of each kind that pages print; together they reach every page that shows the fact.
PRINTED: dict[type[Any], tuple[str, ...]] = {
    ApplicationRound: ("batch_name",),
    ComparisonCell: ("text",),
    Criterion: ("title", "wording"),
    EnterpriseCount: ("measure", "qualifier"),
    Material: ("name",),
    MaterialChecklist: ("title",),
    Obligation: ("rule",),
    PreparationAdvice: ("text",),
    ProcessStep: ("title",),
    RegionalTopUp: ("title", "other_benefits"),
    RoundWindow: ("title",),
    RuleSet: ("title",),
    SmeSizeLimit: ("industry",),
    StandardChange: ("item",),
    SupportMeasure: ("text", "amount_note"),
    Term: ("name",),
    Tier: ("official_name", "short_name"),
    TopicPage: ("title",),
    TopicSection: ("title",),
    UpdateNote: ("title",),
    YearlyEvent: ("what",),
}
OF_A_TIER = (
    ApplicationRound, ComparisonCell, EnterpriseCount, MaterialChecklist, PreparationAdvice,
    ProcessStep, RegionalTopUp, RuleSet, StandardChange, SupportMeasure, TopicPage,
)  # fmt: skip
NEEDED = {Criterion: ("group",), RegionalTopUp: ("region",), ComparisonCell: ("dimension",)}


@dataclass(frozen=True)
class Readers:
    """What readers see on a day at a moment, by plain reasoning over all stored rows."""

    today: date
    now: datetime
    rows: dict[type[Any], dict[int, Any]]

    @classmethod
    def of(cls, today: date, now: datetime) -> "Readers":
        """Read all rows as they are stored."""
        read: dict[type[Any], Any] = {
            kind: QuerySet(kind).select_related(*NEEDED.get(kind, ())) for kind in PRINTED
        }
        return cls(today, now, {kind: rows.in_bulk() for kind, rows in read.items()})

    def seen(self, kind: type[Any]) -> list[Any]:
        """Return the facts of a kind that readers see."""
        return self.all_seen[kind]

    @cached_property
    def all_seen(self) -> dict[type[Any], list[Any]]:
        """Return the facts that readers see, by kind."""
        return {
            kind: [row for row in rows.values() if self.sees(row)]
            for kind, rows in self.rows.items()
        }

    def sees(self, row: Any) -> bool:
        """Return whether readers see a fact: itself and all that it belongs to."""
        if not (self.is_published(row) and self.is_in_force(row)):
            return False
        if isinstance(row, Obligation):
            return any(self.sees(self.rows[Tier][tier.pk]) for tier in row.tiers.all())
        return all(self.sees(whole) for whole in self.wholes(row))

    def is_published(self, row: Any) -> bool:
        """Return whether a fact is published, be it in force or not."""
        if row.publication == "scheduled":
            return bool(row.publish_at <= self.now)
        return bool(row.publication == "published")

    def is_in_force(self, row: Any) -> bool:
        """Return whether a fact applies today."""
        if isinstance(row, RuleSet):
            return self.is_newest(row)
        first, last = row.effective_from or date.min, row.effective_to or date.max
        return bool(first <= self.today <= last)

    def is_newest(self, row: RuleSet) -> bool:
        """Return whether no published rule set that began later has taken a rule set's place."""
        if row.effective_from > self.today or (row.repealed_on and row.repealed_on <= self.today):
            return False
        begun = [
            other
            for other in self.rows[RuleSet].values()
            if (other.tier_id, other.orientation) == (row.tier_id, row.orientation)
            and self.is_published(other)
            and row.effective_from < other.effective_from <= self.today
        ]
        return any(
            getattr(row, kind) and not any(getattr(other, kind) for other in begun)
            for kind in ("for_new_applications", "for_reviews")
        )

    def wholes(self, row: Any) -> Iterable[Any]:
        """Yield what a fact belongs to."""
        if isinstance(row, OF_A_TIER) and row.tier_id:
            yield self.rows[Tier][row.tier_id]
        if isinstance(row, ComparisonCell):
            yield from self.printed_instead(row)
        for kind, name, whole in (
            (TopicSection, "page_id", TopicPage),
            (RoundWindow, "round_id", ApplicationRound),
            (Material, "checklist_id", MaterialChecklist),
        ):
            if isinstance(row, kind):
                yield self.rows[whole][getattr(row, name)]
        if isinstance(row, Criterion):
            yield self.rows[RuleSet][row.group.rule_set_id]

    def printed_instead(self, cell: ComparisonCell) -> Iterable[Any]:
        """Yield the amount or count that a cell prints in place of a text."""
        if cell.support_measure_id:
            yield self.rows[SupportMeasure][cell.support_measure_id]
        if cell.enterprise_count_id:
            yield self.rows[EnterpriseCount][cell.enterprise_count_id]

    def on_home(self) -> Iterable[Any]:
        """Yield the ladder with what one may apply for and get, the calendar, and updates."""
        notes = [row for row in self.seen(UpdateNote) if not row.is_minor]
        yield from sorted(notes, key=lambda row: (row.publish_at, row.pk), reverse=True)[:3]
        yield from (tier for tier in self.seen(Tier) if tier.is_neighbour)
        yield from self.seen(YearlyEvent)
        for tier in self.on_ladder():
            yield from self.named_rounds(tier)
            yield from self.money(tier)

    def on_ladder(self) -> list[Tier]:
        """Return the tiers with a topic page."""
        with_page = {page.tier_id for page in self.seen(TopicPage)}
        return [row for row in self.seen(Tier) if not row.is_neighbour and row.pk in with_page]

    def named_rounds(self, tier: Tier) -> Iterable[ApplicationRound]:
        """Yield the rounds that a line about a tier names: the next, and the last of a title."""
        rounds = [row for row in self.seen(ApplicationRound) if row.tier_id == tier.pk]
        rounds.sort(key=lambda row: (row.application_year, row.pk), reverse=True)
        states = [self.state(row) for row in rounds]
        for row, state in zip(rounds, states, strict=True):
            if state == "expected":
                looked = row.state_checked_on
                if looked and self.today - looked <= timedelta(days=14):
                    yield row
                break
        closed = [row for row, state in zip(rounds, states, strict=True) if state == "closed"][:1]
        yield from (row for row in closed if not row.state_text)
        yield from self.closed_batch(tier)

    def closed_batch(self, tier: Tier) -> Iterable[ApplicationRound]:
        """Yield the last round of a title, when it has closed and no other is on."""
        rounds = [row for row in self.seen(ApplicationRound) if row.tier_id == tier.pk]
        rounds.sort(key=lambda row: (row.application_year, row.pk), reverse=True)
        states = [self.state(row) for row in rounds]
        if (
            "closed" in states
            and not {"open", "announced"} & {*states}
            and not tier.is_support_list
        ):
            yield rounds[states.index("closed")]

    def state(self, row: ApplicationRound) -> str:
        """Return the state of a round by its dates that readers see."""
        is_past = row.application_year < self.today.year
        if row.notice_state == "expected":
            return "closed" if is_past else "expected"
        windows = [of for of in self.seen(RoundWindow) if of.round_id == row.pk]
        windows = [of for of in windows if of.closes_on] or windows
        days = [day for of in windows for day in (of.opens_on, of.closes_on) if day]
        if not days:
            return "closed" if is_past else "announced"
        if self.today < min(days):
            return "announced"
        return "open" if self.today <= max(days) else "closed"

    def money(self, tier: Tier) -> list[SupportMeasure]:
        """Return the central money of a tier: a measure with two figures, else the last amount."""
        return list(self.central_money(tier.pk))[:1]

    def newest_rounds(self, tier: Tier) -> list[Any]:
        """Return the rounds of the two newest years on record that readers see."""
        rounds = [row for row in self.seen(ApplicationRound) if row.tier_id == tier.pk]
        return sorted(rounds, key=lambda row: row.application_year, reverse=True)[:2]

    def dated_round(self, tier: Tier) -> list[Any]:
        """Return the newest round with dates that readers see, with its dates."""
        windows = self.seen(RoundWindow)
        rounds = [row for row in self.seen(ApplicationRound) if row.tier_id == tier.pk]
        rounds.sort(key=lambda row: (row.application_year, row.pk), reverse=True)
        for row in rounds:
            if dates := [window for window in windows if window.round_id == row.pk]:
                return [row, *dates]
        return []

    def rewards(self, tier: Tier) -> list[Any]:
        """Return what a topic page lists of the regions: one kind, with amounts, a few."""
        kind = "top_up" if tier.is_support_list else "reward"
        fitting = [
            row
            for row in self.current_top_ups()
            if row.kind == kind
            and row.amount_max is not None
            and (row.tier_id == tier.pk or (tier.is_support_list and row.tier_id is None))
        ]
        fitting.sort(
            key=lambda row: (
                row.region.parent_id is not None,
                row.position,
                -row.amount_max,
                row.region.code,
            )
        )
        return fitting[:TOP_UPS]

    def central_money(self, tier: int) -> Iterable[SupportMeasure]:
        """Yield what a tier gets from the state: each pair of figures, and the last amount."""
        central = [
            row
            for row in self.seen(SupportMeasure)
            if row.tier_id == tier and row.group == "central_finance"
        ]
        central.sort(key=lambda row: (row.position, row.pk))
        amounts = [row for row in central if row.amount is not None] or central[:1]
        amounts.sort(key=lambda row: row.source.kind == "owner")
        yield from (row for row in amounts if row.has_two_figures)
        yield from (row for row in amounts[-1:] if not row.has_two_figures)

    def on_topic(self, page: TopicPage) -> Iterable[Any]:
        """Yield what a topic page prints: its first screen, its sections and what these draw."""
        tier = self.rows[Tier][page.tier_id]
        sections = [row for row in self.seen(TopicSection) if row.page_id == page.pk]
        yield page
        yield from sections
        yield from self.newest_rounds(tier)
        yield from self.central_money(tier.pk)
        for section in sections:
            if draw := DRAWN.get(section.kind):
                yield from draw(self, tier)

    def on_compare(self, *, with_old: bool) -> Iterable[Any]:
        """Yield what the comparison of all tiers with a topic page names."""
        tiers = {tier.pk for tier in self.on_ladder()}
        for event in self.seen(YearlyEvent):
            if any(tier.pk in tiers for tier in event.tiers.all()):
                yield event
        for cell in self.seen(ComparisonCell):
            if cell.tier_id in tiers and cell.dimension.key == "financing":
                yield cell
        for tier in self.on_ladder():
            yield from self.money(tier)
            yield from self.closed_batch(tier)
            counts = [row for row in self.seen(EnterpriseCount) if row.tier_id == tier.pk]
            counts.sort(key=lambda row: (row.position, row.code))
            yield from (row for row in counts[:1] if row.value is not None)
        for rules in self.rows[RuleSet].values():
            has_begun = self.is_published(rules) and rules.effective_from <= self.today
            is_current = self.sees(rules) and rules.for_new_applications
            if rules.tier_id in tiers and not rules.orientation and has_begun:
                criteria = [row for row in self.rule_set(rules) if isinstance(row, Criterion)]
                if with_old and not is_current:
                    yield rules
                if with_old or is_current:
                    yield from (row for row in criteria if is_told_in_words(row))

    def cells(self, tiers: set[int]) -> Iterable[Any]:
        """Yield the cells of some tiers, and the amounts and counts that they print."""
        for cell in self.seen(ComparisonCell):
            if cell.tier_id in tiers:
                yield cell
                yield from self.printed_instead(cell)

    def rule_set(self, rules: RuleSet) -> Iterable[Any]:
        """Yield a rule set with its criteria that readers see."""
        yield rules
        for row in self.rows[Criterion].values():
            of_these = row.group.rule_set_id == rules.pk
            if of_these and self.is_published(row) and self.is_in_force(row):
                yield row

    def on_region(self, region: Region | None) -> Iterable[Any]:
        """Yield all of a province with its cities; without one, what all pay that has not ended."""
        if region is None:
            yield from (row for row in self.current_top_ups() if row.kind != "rule")
            return
        for row in self.seen(RegionalTopUp):
            if region.pk in (row.region_id, row.region.parent_id):
                yield row
        with_page = {page.tier_id for page in self.seen(TopicPage)}
        for tier in self.seen(Tier):
            if tier.is_support_list and tier.pk in with_page:
                yield from self.central_money(tier.pk)
                yield from self.central_money(tier.prerequisite_id)

    def current_top_ups(self) -> Iterable[Any]:
        """Yield the top-ups that have not expired."""
        for row in self.seen(RegionalTopUp):
            has_ended = row.valid_until is not None and row.valid_until < self.today
            if not has_ended and row.validity != "expired":
                yield row

    def on_sources(self) -> Iterable[Any]:
        """Yield every fact: each stands under its document."""
        for kind in PRINTED:
            if kind is not UpdateNote:
                yield from self.seen(kind)


def is_told_in_words(criterion: Criterion) -> bool:
    """Return whether the comparison prints the wording of a criterion, not its figures."""
    metrics = [condition.metric for condition in criterion.conditions.all()]
    return not metrics or metrics[0] in ("excluded_by_notice", "product_fields")


def of_tier(*kinds: type[Any]) -> Callable[[Readers, Tier], Iterable[Any]]:
    """Return what draws all facts of some kinds that are the tier's own."""

    def drawn(readers: Readers, tier: Tier) -> Iterable[Any]:
        return (row for kind in kinds for row in readers.seen(kind) if row.tier_id == tier.pk)

    return drawn


def parts_too(whole: type[Any], part: type[Any], name: str) -> Any:
    """Return what draws the tier's facts of a kind together with their parts."""

    def drawn(readers: Readers, tier: Tier) -> Iterable[Any]:
        wholes = [row for row in readers.seen(whole) if row.tier_id == tier.pk]
        pks = {row.pk for row in wholes}
        return [*wholes, *(row for row in readers.seen(part) if getattr(row, name) in pks)]

    return drawn


def rule_sets(*, orientation: bool) -> Callable[[Readers, Tier], Iterable[Any]]:
    """Return what draws the tier's rule sets of one sort."""

    def drawn(readers: Readers, tier: Tier) -> Iterable[Any]:
        for rules in readers.seen(RuleSet):
            if rules.tier_id == tier.pk and rules.orientation == orientation:
                yield from readers.rule_set(rules)

    return drawn


# What a section of each kind prints beside its own text.
DRAWN: dict[str, Callable[[Readers, Tier], Iterable[Any]]] = {
    "definition": of_tier(EnterpriseCount),
    "comparison": lambda readers, tier: readers.cells({tier.pk, tier.prerequisite_id or 0}),
    "criteria": rule_sets(orientation=False),
    "orientation": rule_sets(orientation=True),
    "support": of_tier(SupportMeasure),
    "regions": lambda readers, tier: readers.rewards(tier),
    "process": lambda readers, tier: [
        *of_tier(ProcessStep)(readers, tier),
        *readers.dated_round(tier),
    ],
    "preparation": lambda readers, tier: [
        *of_tier(PreparationAdvice)(readers, tier),
        *parts_too(MaterialChecklist, Material, "checklist_id")(readers, tier),
    ],
    "obligations": lambda readers, tier: (
        row for row in readers.seen(Obligation) if tier in row.tiers.all()
    ),
    "changes": of_tier(StandardChange),
    "rounds": lambda readers, tier: [
        *of_tier(ApplicationRound)(readers, tier),
        *readers.dated_round(tier),
        *parts_too(MaterialChecklist, Material, "checklist_id")(readers, tier),
    ],
    "materials": parts_too(MaterialChecklist, Material, "checklist_id"),
}
