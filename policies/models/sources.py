"""Source documents, disputes between them and the owner, and the trust fields of every fact."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from policies import rules
from policies.models.keys import KeyedManager, KeyedModel, KeyedQuerySet
from policies.models.publishing import (
    Edition,
    Publishable,
    PublishableQuerySet,
    relations,
)
from policies.models.wording import Worded
from policies.vocabulary import (
    Confidence,
    ContentKind,
    LinkState,
    Settlement,
    SourceKind,
    Treatment,
    TrustState,
    View,
)

F = TypeVar("F", bound=models.Model)


class SourceDocumentQuerySet(KeyedQuerySet["SourceDocument"]):
    """Reads of documents."""

    def listed(self, edition: Edition) -> Self:
        """Return what readers see: all but those that only what they do not see rests on."""
        listed = Q(is_listed=True)
        for kind in CitedFact.__subclasses__():
            facts: Any = kind._default_manager.all()
            listed |= Q(pk__in=facts.itself_in_edition(edition).order_by().values("source"))
        return self.filter(listed)


class SourceDocument(Worded, KeyedModel):
    """A document, report, calculation or page that facts rest on."""

    key = models.SlugField("代号", unique=True, help_text="稳定不变的英文代号，例如 miit-2026-2")
    kind = models.CharField("种类", max_length=12, choices=SourceKind.choices())
    title = models.CharField("名称", max_length=200)
    document_number = models.CharField("文号", max_length=80, blank=True)
    issuers = models.CharField(
        "发文机关", max_length=200, blank=True, help_text="多个机关用顿号分开"
    )
    issued_on = models.DateField("印发日期", null=True, blank=True)
    published_on = models.DateField("公开日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    date_note = models.CharField(
        "日期说明", max_length=300, blank=True, help_text="日期不完整或来源不一时在这里写明"
    )
    status = models.CharField("效力", max_length=200, blank=True)
    period = models.CharField("适用期间", max_length=40, blank=True, help_text="例如：2024—2026年")
    governs = models.CharField("管什么", max_length=300, blank=True)
    structure = models.CharField("文件结构", max_length=300, blank=True)
    confidence = models.CharField(
        "把握", max_length=8, choices=Confidence.choices(), default=Confidence.MEDIUM
    )
    url_checked_on = models.DateField(
        "链接打开核对日期", null=True, blank=True, help_text="有人亲自打开原文后才填写"
    )
    first_hand = models.BooleanField(
        "见过官方页面的摘录", default=False, help_text="见过官方网页上的部分原文，还没有人打开全文"
    )
    is_listed = models.BooleanField(
        "列入“依据”页", default=True, help_text="只有草稿用它时不列；用它的内容一公开就列出"
    )
    seen_at = models.TextField("在哪里看到的（读者看不到）", blank=True, help_text="一行一个网址")
    editors_note = models.TextField("编辑备注（读者看不到）", blank=True)

    objects = SourceDocumentQuerySet.as_manager()
    natural_key_lookups = ("key",)

    class Meta:
        verbose_name = "依据文件"
        verbose_name_plural = "依据文件"
        ordering = ("kind", "key")
        permissions = (("check_facts", "核对依据"),)

    def __str__(self) -> str:
        return f"{self.title}（{self.document_number}）" if self.document_number else self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('sources')}#{self.key}"

    @cached_property
    def known_links(self) -> "list[SourceLink]":
        """Return the document's addresses, as they were when they were first asked for."""
        return list(self.links.all())

    @property
    def citation(self) -> str:
        """Return the document number where there is one, else the title."""
        return self.document_number or self.title

    @property
    def state_before_reading(self) -> TrustState:
        """Return how far a fact that rests on this is verified while nobody has compared it."""
        if self.kind == SourceKind.CALCULATION:
            return TrustState.CALCULATED
        if self.kind == SourceKind.OWNER:
            return TrustState.OWNER
        return TrustState.EXCERPT if self.first_hand else TrustState.RETOLD


class SourceLink(KeyedModel):
    """An address at which a source document can be read."""

    document = models.ForeignKey(
        SourceDocument, models.CASCADE, related_name="links", verbose_name="依据文件"
    )
    label = models.CharField("名称", max_length=60, default="官方页面")
    url = models.URLField("网址", max_length=500)

    objects = KeyedManager()
    natural_key_lookups = ("document__key", "url")
    parent_field = "document"

    class Meta:
        verbose_name = "原文链接"
        verbose_name_plural = "原文链接"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("document", "url"), name="sourcelink_once_per_document"
            ),
        )

    def __str__(self) -> str:
        return f"{self.label}：{self.url}"


class LinkCheck(models.Model):
    """What the last check of a link found; no content, so it leaves no history."""

    link = models.OneToOneField(
        SourceLink, models.CASCADE, related_name="check_result", verbose_name="原文链接"
    )
    state = models.CharField("结果", max_length=10, choices=LinkState.choices())
    checked_at = models.DateTimeField("检查时间")
    status_code = models.PositiveSmallIntegerField("状态码", null=True, blank=True)
    final_url = models.URLField("最后到达的网址", max_length=500, blank=True)
    content_hash = models.CharField("内容指纹", max_length=64, blank=True)
    accepted_hash = models.CharField("看过的内容的指纹", max_length=64, blank=True)
    detail = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "链接检查"
        verbose_name_plural = "链接检查"
        ordering = ("link",)

    def __str__(self) -> str:
        return f"{self.link}：{self.get_state_display()}"


class Decided(models.Model):
    """What the owner decides about, with who did and when."""

    decided_on = models.DateField("主办方确认日期", null=True, blank=True, editable=False)
    decided_by = models.CharField("确认人", max_length=40, blank=True, editable=False)

    class Meta:
        abstract = True


class Dispute(Decided, KeyedModel):
    """Where the owner's statement and the documents differ, and how the site says so."""

    code = models.SlugField("代号", unique=True)
    about = models.CharField("关于", max_length=80)
    treatment = models.CharField("呈现方式", max_length=12, choices=Treatment.choices())
    owner_view = models.CharField("本中心口径", max_length=300, blank=True)
    documents_view = models.CharField("文件口径", max_length=400)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, related_name="disputes", verbose_name="文件口径的依据"
    )
    shown_first = models.CharField(
        "先显示哪一种", max_length=10, choices=View.choices(), default=View.DOCUMENTS
    )
    further_sources = models.ManyToManyField(
        SourceDocument, blank=True, related_name="further_disputes", verbose_name="另见"
    )
    public_wording = models.CharField("对读者的说明", max_length=200)
    editors_note = models.TextField("编辑备注（读者看不到）", blank=True)
    confidence = models.CharField(
        "把握", max_length=8, choices=Confidence.choices(), default=Confidence.MEDIUM
    )
    position = models.PositiveSmallIntegerField("排序", default=0)
    status = models.CharField(
        "定了没有",
        max_length=20,
        choices=Settlement.choices(),
        default=Settlement.OPEN,
        editable=False,
    )
    owner_document = models.ForeignKey(
        SourceDocument,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="settled_disputes",
        verbose_name="本中心口径的依据",
    )
    settled_wording = models.CharField("本中心新表述", max_length=200, blank=True, editable=False)
    former = models.TextField("定下之前的内容", blank=True, editable=False)

    objects = KeyedManager()

    class Meta:
        verbose_name = "口径差异"
        verbose_name_plural = "口径差异"
        ordering = ("position", "code")

    def __str__(self) -> str:
        return f"{self.code} {self.about}"

    def get_absolute_url(self) -> str:
        return f"{reverse('sources')}#{self.code}"

    @property
    def is_unsure(self) -> bool:
        """Return whether the documents' side is itself 待核实."""
        return self.confidence == Confidence.LOW

    @property
    def is_open(self) -> bool:
        """Return whether both sides stand beside each other."""
        return self.status == Settlement.OPEN

    @property
    def sides(self) -> dict[str, str]:
        """Return what readers see of each side, and of what is said about both."""
        owner, documents = self.owner_view, self.documents_view
        if self.status in (Settlement.DOCUMENTS, Settlement.WITHDRAWN):
            owner = ""
        elif self.status in (Settlement.OWNER, Settlement.REWORDED):
            owner, documents = self.settled_wording or owner, ""
        both = (owner and documents) or self.treatment != Treatment.TWO_FIGURES
        wording = self.public_wording if both else ""
        return {"owner_view": owner, "documents_view": documents, "public_wording": wording}


class CitedFactQuerySet(PublishableQuerySet[F]):
    """Reads that bring the basis of each fact along."""

    def with_places(self, edition: Edition | None = None) -> Self:
        """Fetch what naming a fact and linking to its place on the site needs.

        A page that readers of an edition do not see is as if there were none.
        """
        url_relations: tuple[str, ...] = self.model.url_relations  # type: ignore[attr-defined]
        if edition is None:
            return self.prefetch_related(*url_relations)
        steps = [path.split("__") for path in url_relations]
        paths = ["__".join(names[: end + 1]) for names in steps for end in range(len(names))]
        return self.prefetch_related(*(self._seen(path, edition) for path in paths))

    def _seen(self, path: str, edition: Edition) -> "models.Prefetch[str] | str":
        """Return what fetches a relation without the content that readers do not see."""
        rows = relations(self.model, path)[-1].related_model._default_manager.all()
        is_content = isinstance(rows, PublishableQuerySet)
        return models.Prefetch(path, rows.in_edition(edition)) if is_content else path


@dataclass(frozen=True)
class Says:
    """What a fact says, as search, corrections and the desk read it; fields may be properties."""

    kind: ContentKind
    title: str = ""  # a dotted path, in place of __str__
    context: str = ""  # a dotted path to which of several of the same title it is
    states: tuple[str, ...] = ()  # what it states beside its title
    details: tuple[str, ...] = ()  # what else readers see of it
    other_names: tuple[str, ...] = ()  # what names the very thing too
    relations: tuple[str, ...] = ()  # what all this follows beside `url_relations`


CHECKED_IFF_DATED = models.CheckConstraint(
    condition=Q(trust_state=TrustState.CHECKED, checked_on__isnull=False)
    | (~Q(trust_state=TrustState.CHECKED) & Q(checked_on__isnull=True)),
    name="%(class)s_checked_iff_dated",
    violation_error_message="“已核原文”要填核对日期；其他状态不填核对日期。",
)


class CitedFact(Publishable):
    """The trust fields that every row that states a fact carries."""

    source = models.ForeignKey(
        SourceDocument, models.PROTECT, related_name="%(class)s_facts", verbose_name="依据"
    )
    trust_state = models.CharField(
        "核对状态",
        max_length=12,
        choices=TrustState.choices(),
        default=TrustState.RETOLD,
        help_text="亲自打开原文核对过才选“已核原文”，并填写日期",
    )
    checked_on = models.DateField("核对日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="核对人",
    )
    confidence = models.CharField(
        "把握", max_length=8, choices=Confidence.choices(), default=Confidence.MEDIUM
    )
    review_by = models.DateField("下次复核", null=True, blank=True)
    disputes = models.ManyToManyField(
        Dispute, blank=True, related_name="%(class)s_facts", verbose_name="口径差异"
    )
    further_sources = models.ManyToManyField(
        SourceDocument, blank=True, related_name="further_%(class)s_facts", verbose_name="另见"
    )
    editors_note = models.TextField("编辑备注（读者看不到）", blank=True)

    # The relations that __str__ and get_absolute_url follow.
    url_relations: ClassVar[tuple[str, ...]] = ()
    says: ClassVar[Says]

    objects = CitedFactQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            *Publishable.Meta.constraints,
            CHECKED_IFF_DATED,
        )

    @property
    def heading(self) -> str:
        return str(attrgetter(self.says.title)(self) if self.says.title else self)

    @property
    def context(self) -> str:
        """Return which of several facts with the same heading this is."""
        return str((self.says.context and attrgetter(self.says.context)(self)) or "")

    def to_rules_source(self) -> rules.Source:
        """Return the document of this fact, and how far it was checked, as the engine names it."""
        return rules.Source(
            key=self.source.key,
            citation=self.source.citation,
            trust_state=TrustState(self.trust_state),
            is_unsure=self.is_unsure,
        )

    @property
    def is_unsure(self) -> bool:
        """Return whether readers see this fact as 待核实."""
        return self.confidence == Confidence.LOW

    def is_due_for_review(self, day: date) -> bool:
        return self.review_by is not None and self.review_by < day

    @cached_property
    def known_disputes(self) -> list[Dispute]:
        """Return the fact's disputes, as they were when they were first asked for or looked up."""
        return list(self.disputes.all())

    @cached_property
    def known_further_sources(self) -> list[SourceDocument]:
        """Return the fact's further documents, as they were when they were first asked for."""
        return list(self.further_sources.all())

    @property
    def open_disputes(self) -> list[Dispute]:
        """The fact's disputes that nobody has settled; a settled one leaves one figure."""
        return [dispute for dispute in self.known_disputes if dispute.is_open]

    @property
    def has_two_figures(self) -> bool:
        """Return whether the documents state another figure, to be shown beside this one."""
        return any(d.treatment == Treatment.TWO_FIGURES for d in self.open_disputes)
