"""Tiers and their rounds."""

from collections.abc import Callable

from django.db.models import Prefetch
from django.utils import timezone

from policies.models import ApplicationRound, Edition, Tier, TopicPage, UpdateNote
from policies.pages.topic import ShapedSection, sections_of, standing_of
from policies.vocabulary import RoundState, SectionKind
from xiaojuren_site.styleguide import examples
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen, chosen

SECTIONS: dict[str, Callable[[ShapedSection], object]] = {
    "突出显示": lambda shaped: shaped.section.callout,
    "没有正文": lambda shaped: not shaped.section.body,
    "只有正文": lambda shaped: shaped.section.kind == SectionKind.DIAGNOSIS,
}
WINDOWS: dict[str, Callable[[ApplicationRound], object]] = {
    "有日期": lambda row: row.axis,
    "没有日期": lambda row: row.windows.all() and not row.axis,
}


def tiers(edition: Edition) -> Group:
    """Return what introduces a tier and says where its rounds stand."""
    rounds = ApplicationRound.objects.in_edition(edition)
    ladder = list(Tier.objects.for_ladder(edition).prefetch_related(Prefetch("rounds", rounds)))
    pages = TopicPage.objects.in_edition(edition).with_tier(edition)
    note = UpdateNote(code="example", title="示例更新", publish_at=timezone.now())
    return Group(
        "tiers",
        "层级与批次",
        [
            Specimen(
                "components/ladder_step.html",
                {f"{tier}": {"tier": tier} for tier in ladder},
                element="ol",
                css="ladder",
            ),
            Specimen(
                "components/standing.html",
                {
                    page.title: {"tier": page.tier, "standing": standing_of(page.tier, edition)}
                    for page in pages
                },
            ),
            Specimen("components/section.html", _sections(pages[len(pages) - 1], edition)),
            Specimen("components/round_state.html", _round_states(edition), is_small=True),
            Specimen("components/round_windows.html", _windows(edition)),
            Specimen("components/recent_updates.html", {"有更新": {"updates": [note]}}),
        ],
    )


def _sections(page: TopicPage, edition: Edition) -> dict[str, Context]:
    sections = chosen(sections_of(page, edition), SECTIONS)
    return {name: {"shaped": shaped} for name, shaped in sections.items()}


def _round_states(edition: Edition) -> dict[str, Context]:
    stored = ApplicationRound.objects.in_edition(edition)
    states: dict[str, Context] = {
        state.label: {
            "round": stored.filter(state=state).first() or examples.application_round(state)
        }
        for state in RoundState
    }
    checked = examples.application_round(RoundState.OPEN, checked_on=edition.day)
    return states | {"核验过原文": {"round": checked}}


def _windows(edition: Edition) -> dict[str, Context]:
    rounds = ApplicationRound.objects.in_edition(edition).with_windows(edition).newest_first()
    return {name: {"round": row} for name, row in chosen(list(rounds), WINDOWS).items()}
