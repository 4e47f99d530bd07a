"""Application rounds, their windows and the rhythm of the year."""

import re
from dataclasses import astuple, dataclass
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from policies.models.publishing import Edition
from policies.models.sources import CitedFact, CitedFactQuerySet, Says, SourceDocument
from policies.models.tiers import Tier
from policies.vocabulary import ContentKind, NoticeState, RoundState, TierCode
from policies.vocabulary.formats import date_text

PERIOD = re.compile(r"([0-9]{4})-([0-9]{4})-([01])-([01])")
A_MONTH = (MinValueValidator(1), MaxValueValidator(12))


@dataclass(frozen=True, slots=True)
class AccountingPeriod:
    """The application year that the 诊断表 speaks of, and the accounting years that it asks for."""

    application_year: int
    last_accounting_year: int
    is_estimate: bool = False
    """The notice of that application year has not been issued."""
    is_unfinished: bool = False
    """The last accounting year is still running, so its figures are expected ones."""

    @property
    def accounting_years(self) -> tuple[int, int, int]:
        """Return the three accounting years, latest first."""
        last = self.last_accounting_year
        return (last, last - 1, last - 2)

    @property
    def as_text(self) -> str:
        """The period as a page carries it to its post: 2027-2026-1-1."""
        return "-".join(str(int(part)) for part in astuple(self))

    @classmethod
    def from_text(cls, text: str, on: date) -> "AccountingPeriod | None":
        """Return the period that a page of these days asked for; None where the text tells none."""
        if not (found := PERIOD.fullmatch(text)):
            return None
        year, last, is_estimate, is_unfinished = map(int, found.groups())
        is_near = abs(year - on.year) <= 1 and 0 <= year - last <= 1
        return cls(year, last, bool(is_estimate), bool(is_unfinished)) if is_near else None

    def with_years(self, text: str) -> str:
        """Return a text with the years that it means: 上年度营业收入 → 2026年（预计）营业收入."""
        last, before, first = self.accounting_years
        expected = "（预计）" if self.is_unfinished else ""
        # 再前一年度 contains 前一年度, so the longer wording is replaced first.
        for wording, years in (
            ("再前一年度", f"{first}年"),
            ("前一年度", f"{before}年"),
            ("上年度", f"{last}年{expected}"),
            ("截至上年末", f"截至{last}年末"),
            ("上年末", f"{last}年末{expected}"),
            ("近两年", f"近两年（{before}、{last}年）"),
        ):
            text = text.replace(wording, years)
        return text


def period_without_rounds(on: date) -> AccountingPeriod:
    """Return the period of a day without any round on record: this year's, after last year."""
    return AccountingPeriod(on.year, on.year - 1, is_estimate=True)


class ApplicationRoundQuerySet(CitedFactQuerySet["ApplicationRound"]):
    """Reads of the rounds."""

    def with_windows(self, edition: Edition) -> Self:
        """Fetch the windows and the notice of each round that readers see."""
        return self.select_related("notice").with_state(edition)

    def with_state(self, edition: Edition) -> Self:
        """Fetch the windows alone, from which the state on the edition's day follows."""
        windows = RoundWindow.objects.itself_in_edition(edition).order_by("position")
        prefetch = models.Prefetch("windows", windows)
        return self.read_on(edition.day).prefetch_related(prefetch)

    def newest_first(self) -> Self:
        """Return the rounds, newest application year first."""
        return self.order_by("-application_year", "-pk")

    def closed_lists(self, on: date) -> dict[str, str]:
        """Return the support lists that take no applications on a day, by tier with their state.

        A list without any round on record is not said to be closed.
        """
        closed: dict[str, str] = {}
        taking: set[str] = set()
        edition = Edition.on(on)
        rounds = self.in_edition(edition).filter(tier__is_support_list=True).with_state(edition)
        for row in rounds.select_related("tier").newest_first():
            if row.state == RoundState.CLOSED:
                closed.setdefault(row.tier.code, row.state_text or row.state.label)
            elif row.state != RoundState.EXPECTED:
                taking.add(row.tier.code)
        return {code: state for code, state in closed.items() if code not in taking}

    def period_on(self, on: date) -> AccountingPeriod:
        """Return the period that an enterprise which asks on a day prepares for.

        The earliest “小巨人” round that is not over decides; when all are over, it is the year
        after the latest, by the rules in force and before any notice.
        """
        edition = Edition.on(on)
        little_giant = self.in_edition(edition).filter(tier__code=TierCode.LITTLE_GIANT)
        rounds = list(little_giant.with_state(edition).order_by("application_year", "pk"))
        ahead = next((row for row in rounds if row.state != RoundState.CLOSED), None)
        if ahead is not None:
            year, last = ahead.application_year, ahead.last_accounting_year
            is_estimate = ahead.state == RoundState.EXPECTED
        elif rounds:
            year = max(rounds[-1].application_year + 1, on.year)
            last, is_estimate = year - 1, True
        else:
            return period_without_rounds(on)
        return AccountingPeriod(year, last, is_estimate, is_unfinished=last >= on.year)


class ApplicationRound(CitedFact):
    """One batch of applications to a tier: its notice, windows, accounting years and state."""

    tier = models.ForeignKey(Tier, models.PROTECT, related_name="rounds", verbose_name="层级")
    code = models.SlugField("代号", unique=True)
    application_year = models.PositiveSmallIntegerField("申报年度")
    batch_name = models.CharField("批次名称", max_length=40, help_text="例如：第八批")
    notice = models.ForeignKey(
        SourceDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name="通知",
    )
    notice_state = models.CharField(
        "通知",
        max_length=10,
        choices=NoticeState.choices(),
        default=NoticeState.EXPECTED,
        help_text="是否开始、截止由时间节点和日期得出",
    )
    state_text = models.CharField("状态说明", max_length=120, blank=True)
    state_checked_on = models.DateField("状态核验于", null=True, blank=True)
    last_accounting_year = models.PositiveSmallIntegerField(
        "上年度（会计年度）", help_text="表单里“上年度”指的年份，例如2026年申报填2025"
    )

    objects = ApplicationRoundQuerySet.as_manager()  # type: ignore[misc]
    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)
    says = Says(ContentKind.TIME, context="tier", states=("state_text",))

    class Meta(CitedFact.Meta):
        verbose_name = "申报批次"
        verbose_name_plural = "申报批次"
        ordering = ("tier", "-application_year", "pk")

    def __str__(self) -> str:
        return f"{self.application_year}年{self.batch_name}（{self.tier}）"

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#rounds"

    @property
    def state(self) -> RoundState:
        """The state on the day of reading, by the windows that were read with the round."""
        return self.state_on(self.read_on or timezone.localdate())

    def state_on(self, day: date) -> RoundState:
        """By the windows, or single days where there is no window; else by the application year."""
        if self.notice_state == NoticeState.EXPECTED:
            is_past = self.application_year < day.year
            return RoundState.CLOSED if is_past else RoundState.EXPECTED
        dated = [window for window in self.windows.all() if window.opens_on or window.closes_on]
        windows = [window for window in dated if window.closes_on] or dated
        days = [of for w in windows for of in (w.opens_on, w.closes_on) if of]
        if not days:
            is_past = self.application_year < day.year
            return RoundState.CLOSED if is_past else RoundState.ANNOUNCED
        if day < min(days):
            return RoundState.ANNOUNCED
        return RoundState.OPEN if day <= max(days) else RoundState.CLOSED


class RoundWindow(CitedFact):
    """One date or window of a round."""

    round = models.ForeignKey(
        ApplicationRound, models.CASCADE, related_name="windows", verbose_name="批次"
    )
    position = models.PositiveSmallIntegerField("排序", default=0)
    title = models.CharField("事项", max_length=120)
    opens_on = models.DateField("开始", null=True, blank=True)
    closes_on = models.DateField("截止", null=True, blank=True)
    date_note = models.CharField("时间说明", max_length=120, blank=True)

    natural_key_lookups = ("round__code", "position")
    visibility_parents = ("round",)
    parent_field = "round"
    url_relations = ("round__tier__topic_page",)
    says = Says(ContentKind.TIME, title="title", context="round", states=("date_text", "date_note"))

    class Meta(CitedFact.Meta):
        verbose_name = "时间节点"
        verbose_name_plural = "时间节点"
        ordering = ("round", "position")
        constraints = (
            *CitedFact.Meta.constraints,
            models.UniqueConstraint(fields=("round", "position"), name="roundwindow_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.round}：{self.title}"

    def clean(self) -> None:
        """Refuse a window that closes before it opens."""
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": "截止日期早于开始日期。"})

    @property
    def date_text(self) -> str:
        """The day, or the stretch of days, within the year of the round as readers say it."""
        days = [date_text(day) for day in (self.opens_on, self.closes_on) if day]
        year = f"{self.round.application_year}年"
        return "—".join(day.removeprefix(year) for day in days) or self.date_note

    def get_absolute_url(self) -> str:
        return self.round.get_absolute_url()


class YearlyEvent(CitedFact):
    """What recurs every year around the same time."""

    position = models.PositiveSmallIntegerField("排序", unique=True)
    first_month = models.PositiveSmallIntegerField("从几月", default=1, validators=A_MONTH)
    last_month = models.PositiveSmallIntegerField("到几月", default=12, validators=A_MONTH)
    period = models.CharField("时间", max_length=40, help_text="读者看到的说法，例如：5月31日前")
    what = models.CharField("事项", max_length=200)
    tiers = models.ManyToManyField(
        Tier, blank=True, related_name="yearly_events", verbose_name="适用层级"
    )

    natural_key_lookups = ("position",)
    says = Says(ContentKind.TIME, title="what", context="period")

    class Meta(CitedFact.Meta):
        verbose_name = "年度节奏"
        verbose_name_plural = "年度节奏"
        ordering = ("position",)
        constraints = (
            *CitedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(first_month__gte=1)
                & Q(last_month__gte=F("first_month"))
                & Q(last_month__lte=12),
                name="yearlyevent_within_a_year",
                violation_error_message="月份从1到12，止月不早于起月。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.period} {self.what}"

    def get_absolute_url(self) -> str:
        return f"{reverse('home')}#calendar"
