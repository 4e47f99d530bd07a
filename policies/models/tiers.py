"""The ladder of tiers, their topic pages and the counts of enterprises on them."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from markdownx.models import MarkdownxField

from policies.models.publishing import Edition
from policies.models.sources import CitedFact, Says
from policies.models.wording import Worded
from policies.vocabulary import ContentKind, SectionKind, TierCode
from policies.vocabulary.formats import count_text, date_text


class Tier(CitedFact):
    """One step of the ladder, the support list above it, or a neighbouring honour."""

    code = models.CharField("代号", max_length=20, unique=True, choices=TierCode.choices())
    position = models.PositiveSmallIntegerField("梯度次序（自下而上）", unique=True)
    official_name = models.CharField("正式名称", max_length=120)
    short_name = models.CharField("简称", max_length=40)
    former_name = models.CharField("曾用名", max_length=80, blank=True)
    kind = models.CharField("性质", max_length=60)
    is_support_list = models.BooleanField("是支持名单，不是称号", default=False)
    is_neighbour = models.BooleanField("相邻体系，不在梯度内", default=False)
    recognised_by = models.CharField("由谁认定", max_length=200)
    validity = models.CharField("有效期", max_length=120)
    prerequisite = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_tiers",
        verbose_name="前置层级",
    )
    prerequisite_note = models.CharField("前置条件说明", max_length=200, blank=True)
    meaning = models.CharField("一句话说明", max_length=200)
    open_point = models.CharField("尚未明确之处", max_length=200, blank=True)

    url_relations = ("topic_page",)
    says = Says(
        ContentKind.PAGE,
        title="official_name",
        context="kind",
        states=("meaning",),
        details=("recognised_by", "validity", "former_name", "open_point"),
        other_names=("short_name",),
    )

    class Meta(CitedFact.Meta):
        verbose_name = "层级"
        verbose_name_plural = "层级"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.short_name

    @property
    def headline_count(self) -> "EnterpriseCount | None":
        """Return the count that stands for the tier: the first in the editors' order."""
        return next(iter(self.counts.all()), None)

    @property
    def page(self) -> "TopicPage | None":
        """Return the tier's topic page where there is one."""
        return getattr(self, "topic_page", None)

    @property
    def is_comparable(self) -> bool:
        """Return whether this is a step of the ladder that has a topic page."""
        return not self.is_neighbour and self.page is not None

    def get_absolute_url(self) -> str:
        """Return the tier's topic page, or the home page for a tier without one."""
        return self.page.get_absolute_url() if self.page else reverse("home")


class TopicPage(CitedFact):
    """The page about one tier."""

    tier = models.OneToOneField(
        Tier, models.PROTECT, related_name="topic_page", verbose_name="层级"
    )
    slug = models.SlugField(
        "网址名", unique=True, help_text="例如 xiaojuren，页面地址为 /xiaojuren/"
    )
    title = models.CharField("标题", max_length=80)
    description = models.CharField("摘要", max_length=160, help_text="列表和搜索结果里显示的一句话")
    lead = MarkdownxField("导语")
    notice = MarkdownxField("提示", blank=True, help_text="页面顶部的状态提示")

    natural_key_lookups = ("slug",)
    visibility_parents = ("tier",)
    says = Says(
        ContentKind.PAGE, context="tier", states=("lead",), details=("description", "notice")
    )

    class Meta(CitedFact.Meta):
        verbose_name = "专题页"
        verbose_name_plural = "专题页"
        ordering = ("tier__position",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class TopicSection(Worded, CitedFact):
    """One section of a topic page: text, and what its kind draws from the data."""

    page = models.ForeignKey(
        TopicPage, models.CASCADE, related_name="sections", verbose_name="专题页"
    )
    key = models.SlugField("锚点", help_text="页面内链接用，例如 process")
    position = models.PositiveSmallIntegerField("排序", default=0)
    kind = models.CharField(
        "内容", max_length=12, choices=SectionKind.choices(), default=SectionKind.TEXT
    )
    title = models.CharField("标题", max_length=60)
    body = MarkdownxField("正文", blank=True)
    callout = MarkdownxField("突出显示", blank=True, help_text="放在边框里强调的内容")

    natural_key_lookups = ("page__slug", "key")
    visibility_parents = ("page",)
    parent_field = "page"
    url_relations = ("page",)
    says = Says(
        ContentKind.SECTION, title="title", context="page", states=("body",), details=("callout",)
    )

    class Meta(CitedFact.Meta):
        verbose_name = "专题页章节"
        verbose_name_plural = "专题页章节"
        ordering = ("page", "position", "pk")
        constraints = (
            *CitedFact.Meta.constraints,
            models.UniqueConstraint(fields=("page", "key"), name="topicsection_key_once_per_page"),
        )

    def __str__(self) -> str:
        return f"{self.page}：{self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.page.get_absolute_url()}#{self.key}"


class EnterpriseCount(CitedFact):
    """How many enterprises a tier or batch had on a day, in one view."""

    code = models.SlugField("代号", unique=True)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="counts", verbose_name="层级")
    position = models.PositiveSmallIntegerField("排序", default=0)
    measure = models.CharField("数的是什么", max_length=80, help_text="例如：累计培育、第五批认定")
    batch_name = models.CharField("批次", max_length=40, blank=True)
    value = models.DecimalField(
        "数值",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="未查到时留空",
    )
    unit = models.CharField("单位", max_length=4, choices=[("家", "家"), ("%", "%")], default="家")
    qualifier = models.CharField("限定词", max_length=10, blank=True, help_text="约、以上等")
    figure_wording = models.CharField(
        "数字照这样写", max_length=400, blank=True, help_text="填了就照印，不填就按上面的数"
    )
    as_of = models.DateField("截至", null=True, blank=True)
    as_of_note = models.CharField("时间说明", max_length=80, blank=True)
    attributed_to = models.CharField("数据归属", max_length=60, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)
    says = Says(
        ContentKind.FIGURE,
        title="measure",
        context="tier",
        states=("text",),
        details=("batch_name", "attributed_to", "as_of_note", "note"),
    )
    figure_field = "value"

    class Meta(CitedFact.Meta):
        verbose_name = "企业数量"
        verbose_name_plural = "企业数量"
        ordering = ("tier", "position", "code")

    def __str__(self) -> str:
        return f"{self.measure}：{self.text}"

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#counts"

    @property
    def text(self) -> str:
        """Return the figure as readers see it: 约5500家, 14万家以上, 未查到."""
        if self.figure_wording or self.value is None:
            return self.figure_wording or "未查到"
        figure = count_text(self.value, self.unit)
        return (
            f"{figure}{self.qualifier}" if self.qualifier == "以上" else f"{self.qualifier}{figure}"
        )

    @property
    def figure_unit(self) -> str:
        return self.unit

    @property
    def qualified_text(self) -> str:
        """Return the figure with whose it is and its time: 约5500家（工信部数据，截至…）."""
        until = f"截至{date_text(self.as_of)}" if self.as_of else ""
        qualifiers = "，".join(filter(None, (self.attributed_to, until, self.as_of_note)))
        return f"{self.text}（{qualifiers}）" if qualifiers else self.text


def ladder(edition: Edition) -> list[Tier]:
    """Return the tiers that readers see, lowest first, each with its page and the tier below.

    A page or tier that readers do not see is as if there were none: two queries.
    """
    pages = TopicPage.objects.itself_in_edition(edition)
    rows = Tier.objects.in_edition(edition).prefetch_related(models.Prefetch("topic_page", pages))
    seen = {tier.pk: tier for tier in rows}
    for tier in seen.values():
        tier.prerequisite = seen.get(tier.prerequisite_id or 0)
    return list(seen.values())
