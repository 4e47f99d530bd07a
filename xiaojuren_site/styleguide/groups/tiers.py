"""Tiers and their rounds."""

from collections.abc import Callable

from django.utils import timezone

from policies.models import ApplicationRound, Edition, UpdateNote
from policies.pages.ladder import ladder_with_figures
from policies.pages.topic import ShapedSection, Topic, topic_of
from policies.presentation.templatetags.charts import axis
from policies.vocabulary import RoundState, SectionKind
from xiaojuren_site.styleguide import examples
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen, chosen

SECTIONS: dict[str, Callable[[ShapedSection], object]] = {
    "突出显示": lambda shaped: shaped.section.callout,
    "没有正文": lambda shaped: not shaped.section.body,
    "只有正文": lambda shaped: shaped.section.kind == SectionKind.DIAGNOSIS,
}
WINDOWS: dict[str, Callable[[ApplicationRound], object]] = {
    "有日期": axis,
    "没有日期": lambda row: row.windows.all() and not axis(row),
}


def tiers(edition: Edition) -> Group:
    """Return what introduces a tier and says where its rounds stand."""
    ladder = ladder_with_figures(edition)
    topics = {tier: topic_of(tier.page, ladder, edition) for tier in ladder if tier.page}
    highest = topics[max(topics, key=lambda tier: tier.position)]
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
                    f"{tier.page}": {"tier": tier, "standing": topic.standing}
                    for tier, topic in topics.items()
                },
            ),
            Specimen("components/section.html", _sections(highest)),
            Specimen("components/round_state.html", _round_states(edition), is_small=True),
            Specimen("components/round_windows.html", _windows(edition)),
            Specimen("components/recent_updates.html", {"有更新": {"updates": [note]}}),
        ],
    )


def _sections(topic: Topic) -> dict[str, Context]:
    sections = chosen(topic.sections, SECTIONS)
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
