"""What readers see when: drafts, scheduled and published content, and the dates facts apply."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, reduce
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from policies.models.keys import KeyedModel, KeyedQuerySet
from policies.vocabulary import PublicationState

P = TypeVar("P", bound=models.Model)


@dataclass(frozen=True)
class Edition:
    """The site as readers see it on a day at a moment; a preview adds what is still a draft."""

    day: date
    moment: datetime
    with_drafts: bool = False

    @classmethod
    def now(cls) -> Self:
        moment = timezone.now()
        return cls(timezone.localdate(moment), moment)

    @classmethod
    def on(cls, day: date, *, with_drafts: bool = False) -> Self:
        """Return what applies on a day, by what is published until then; never less than today."""
        begins = timezone.make_aware(datetime.combine(day, time.min))
        return cls(day, max(begins, timezone.now()), with_drafts)

    @property
    def ends(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day + timedelta(days=1), time.min))

    @property
    def published_states(self) -> list[PublicationState]:
        drafts = [PublicationState.DRAFT] if self.with_drafts else []
        return [PublicationState.PUBLISHED, *drafts]

    @cached_property
    def is_published(self) -> Q:
        """Return the condition of being published, whether or not in force."""
        is_due = Q(publication=PublicationState.SCHEDULED, publish_at__lte=self.moment)
        return Q(publication__in=self.published_states) | is_due

    @cached_property
    def is_seen(self) -> Q:
        return self.is_published & in_force(self.day)

    def shows(self, row: "Publishable") -> bool:
        """Return whether a row that was read already is published and in force."""
        is_due = (
            row.publication == PublicationState.SCHEDULED
            and row.publish_at is not None
            and row.publish_at <= self.moment
        )
        return (is_due or row.publication in self.published_states) and row.is_in_force(self.day)


def in_force(on: date) -> Q:
    """Return the condition of applying on a day, both ends included."""
    begun = Q(effective_from__isnull=True) | Q(effective_from__lte=on)
    return begun & (Q(effective_to__isnull=True) | Q(effective_to__gte=on))


def relations(model: Any, path: str) -> list[Any]:
    fields = []
    for name in path.split("__"):
        fields.append(model._meta.get_field(name))
        model = fields[-1].related_model
    return fields


class PublishableQuerySet(KeyedQuerySet[P]):
    """Reads of what readers may see."""

    def read_on(self, day: date) -> Self:
        return self.annotate(read_on=models.Value(day, models.DateField()))

    def published(self, edition: Edition) -> Self:
        """Return what is published in an edition, whether or not in force."""
        return self.filter(edition.is_published)

    def itself_in_edition(self, edition: Edition) -> Self:
        """Return what is published and in force; readers see it where they see its parents."""
        return self.filter(edition.is_seen)

    def in_edition(self, edition: Edition) -> Self:
        """Return what readers of an edition see: published and in force, as all it belongs to."""
        visibility_parents: tuple[str, ...] = self.model.visibility_parents  # type: ignore[attr-defined]
        seen = Q()
        for path in visibility_parents:
            fields = relations(self.model, path)
            parents = fields[-1].related_model._default_manager.in_edition(edition)
            parent_is_seen = Q(**{f"{path}__in": parents})
            if any(field.null for field in fields):
                parent_is_seen |= Q(**{f"{path}__isnull": True})
            seen &= parent_is_seen
        return self.itself_in_edition(edition).filter(seen)


SCHEDULED_HAS_TIME = models.CheckConstraint(
    condition=Q(publish_at__isnull=False) | ~Q(publication=PublicationState.SCHEDULED),
    name="%(class)s_scheduled_has_time",
    violation_error_message="“定时发布”要填写发布时间。",
)


class Publishable(KeyedModel):
    """Content that is prepared, published at its time, in force for its time and withdrawn."""

    publication = models.CharField(
        "发布状态",
        max_length=12,
        choices=PublicationState.choices(),
        default=PublicationState.PUBLISHED,
        help_text="草稿、未到时间和已撤下的内容，读者都看不到",
    )
    publish_at = models.DateTimeField(
        "发布时间", null=True, blank=True, help_text="“定时发布”时填写；到这一分钟自动公开"
    )
    effective_from = models.DateField(
        "适用起", null=True, blank=True, help_text="从这一天起显示；一直适用时留空"
    )
    effective_to = models.DateField(
        "适用止", null=True, blank=True, help_text="含当天，之后不再显示；仍适用时留空"
    )

    # The day of the edition that a row was read in, where what it says depends on the day.
    read_on: date | None = None
    # The relations, where there are any, to what readers must see to see this.
    visibility_parents: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            SCHEDULED_HAS_TIME,
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message="止日早于起日。",
            ),
        )

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        super().clean()
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValidationError({"effective_to": "止日早于起日。"})

    if TYPE_CHECKING:
        # Every kind has its own place on the site.
        def get_absolute_url(self) -> str: ...

    def is_in(self, edition: Edition) -> bool:
        """Return whether readers of an edition see this, as they see all it belongs to.

        It is `in_edition` of a row read with its parents, of a kind that adds nothing to that.
        """
        parents = (reduce(getattr, path.split("__"), self) for path in self.visibility_parents)
        return edition.shows(self) and all(
            parent.is_in(edition) for parent in parents if parent is not None
        )

    def is_in_force(self, on: date) -> bool:
        """Return whether this applies on a day, both ends included."""
        begun = self.effective_from is None or self.effective_from <= on
        return begun and (self.effective_to is None or on <= self.effective_to)


def scheduled_moments() -> list[datetime]:
    """Return when scheduled rows of any kind are due, past moments included, in one query."""
    return [moment for moment in _scheduled().all() if moment]


@cache
def _scheduled() -> Any:
    """Return the query of these moments; to word it takes several times as long as to ask it."""
    kinds = [model for model in apps.get_models() if issubclass(model, Publishable)]
    due, *others = (
        kind._default_manager.filter(publication=PublicationState.SCHEDULED)
        .order_by()
        .values_list("publish_at", flat=True)
        for kind in kinds
    )
    return due.union(*others)
