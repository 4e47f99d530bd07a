"""Tiers and their rounds."""

from django.db.models import Prefetch
from django.utils import timezone

from policies.models import ApplicationRound, Edition, Tier, TopicPage, UpdateNote
from policies.pages.topic import sections_of, standing_of
from policies.vocabulary import RoundState, SectionKind
from xiaojuren_site.styleguide import examples
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen


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
    sections = sections_of(page, edition)
    with_callout = next(shaped for shaped in sections if shaped.section.callout)
    with_text = next(shaped for shaped in sections if shaped.section.kind == SectionKind.TEXT)
    without_text = next(shaped for shaped in sections if not shaped.section.body)
    return {
        f"{name}：{shaped.section.title}": {"shaped": shaped}
        for name, shaped in (
            ("突出显示", with_callout), ("正文", with_text), ("没有正文", without_text),
        )
    }  # fmt: skip


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
    stored = ApplicationRound.objects.in_edition(edition).with_windows(edition).newest_first()
    rounds = [row for row in stored if row.windows.all()]
    dated = next(row for row in rounds if row.axis)
    undated = next((row for row in rounds if not row.axis), None)
    states: dict[str, Context] = {"有日期": {"round": dated}}
    return states | ({"没有日期": {"round": undated}} if undated else {})
