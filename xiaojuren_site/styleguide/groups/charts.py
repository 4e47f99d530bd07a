"""Pictures, each in the states that its lines can be in."""

from datetime import date
from decimal import Decimal

from policies.models import Edition, YearlyEvent
from policies.models.attach_sources import attach_sources
from policies.pages.counts import counts_of_tiers
from policies.pages.ladder import ladder_with_figures, stairs_of
from policies.pages.thresholds import threshold_changes
from policies.presentation.drawings.bars import WHOLE
from policies.presentation.drawings.calendar import Axis, Span, recurring
from policies.presentation.drawings.gauge import gauge
from policies.vocabulary import Outcome, TrustState
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen

REQUIRED = Decimal(100)


def charts(edition: Edition) -> Group:
    tiers = ladder_with_figures(edition)
    ladder = [tier for tier in reversed(tiers) if not tier.is_neighbour]
    apart = [tier for tier in tiers if tier.is_neighbour]
    year = Axis(edition.day.year, edition.day.year)
    events = attach_sources(YearlyEvent.objects.in_edition(edition))
    changes = [change for tier in ladder for change in threshold_changes(tier, edition)]
    spans = [(event, recurring(event.period)) for event in events]
    return Group(
        "charts",
        "图",
        [
            Specimen("components/charts/bar.html", _bars(), is_small=True),
            Specimen("components/charts/legend.html", {"图例": {"says": "示例："}}),
            Specimen("components/charts/gauge.html", _gauges(), is_small=True),
            Specimen("components/charts/axis.html", _axes(year), is_small=True),
            Specimen("components/charts/strip.html", _strips(year), is_small=True),
            Specimen(
                "components/charts/ladder.html",
                {
                    "有相邻体系": {"picture": stairs_of(ladder, apart)},
                    "只有梯度": {"picture": stairs_of(ladder, [])},
                },
                parts=["components/charts/ladder_step.html"],
            ),
            Specimen(
                "components/charts/tier_counts.html", {"数量": {"counts": counts_of_tiers(ladder)}}
            ),
            Specimen(
                "components/charts/year.html", {"一年": {"year": year, "yearly_events": spans}}
            ),
            Specimen("components/charts/thresholds.html", {"新旧门槛": {"thresholds": changes}}),
        ],
    )


def _bars() -> dict[str, Context]:
    lengths = {"最长": WHOLE, "一半": WHOLE // 2, "最短": 1, "零": 0}
    states: dict[str, Context] = {
        state.label: {"state": state, "length": WHOLE // 2} for state in TrustState
    }
    return states | {
        name: {"state": TrustState.CHECKED, "length": length} for name, length in lengths.items()
    }


def _gauges() -> dict[str, Context]:
    values = {"达标": Decimal(160), "刚好": REQUIRED, "差一点": Decimal(99), "零": Decimal(0)}
    states: dict[str, Context] = {"未答": _gauge(None, Outcome.UNKNOWN)}
    for name, value in values.items():
        states[name] = _gauge(value, Outcome.MET if value >= REQUIRED else Outcome.NOT_MET)
    over = {"上限以内": Decimal(60), "超过上限": Decimal(140)}
    for name, value in over.items():
        outcome = Outcome.MET if value <= REQUIRED else Outcome.NOT_MET
        states[name] = _gauge(value, outcome, is_limit=True)
    return states


def _gauge(value: Decimal | None, outcome: Outcome, *, is_limit: bool = False) -> Context:
    drawn = gauge(value, REQUIRED, is_limit=is_limit, is_met=outcome == Outcome.MET)
    return {"gauge": drawn, "condition": {"outcome": outcome}}


def _axes(year: Axis) -> dict[str, Context]:
    return {"一年": {"axis": year}, "两年": {"axis": Axis(year.first, year.last + 1)}}


def _strips(year: Axis) -> dict[str, Context]:
    first, last = date(year.first, 4, 1), date(year.first, 6, 30)
    spans: dict[str, Span | None] = {
        "一段": year.span(first, last),
        "一天": year.span(first, first),
        "止期未定": recurring("第三季度起"),
    }
    return {name: {"axis": year, "span": span} for name, span in spans.items()}
