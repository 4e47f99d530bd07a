"""What enterprises hand in, and how far the advisers are with it."""

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from policies.diagnosis.assessment.answer import Answer, answer_of
from policies.diagnosis.assessment.assess import Assessment
from policies.diagnosis.models.deliveries import Delivery
from policies.diagnosis.references import LENGTH, new_reference
from policies.diagnosis.vocabulary import (
    CaseOutcome,
    CaseStatus,
    Channel,
    ContactPreference,
    DeliveryKind,
    DeliveryState,
    FiguresBasis,
    Goal,
    SpamSignal,
)
from policies.models.rounds import AccountingPeriod, ApplicationRound
from policies.vocabulary import NoticeState, TierCode
from policies.vocabulary.typed_text import visible

# Of several deliveries the one that needs a look first stands for the submission.
STATES_BY_URGENCY = (
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.RETRY,
    DeliveryState.SENDING,
    DeliveryState.QUEUED,
    DeliveryState.SENT,
)


NEWEST_FIRST = ("-created_at", "-pk")
# Who waits for a first call, by the day promised; then open cases alike; then the newest.
ORDER_OF_WORK = (
    models.Case(
        models.When(status__in=CaseStatus.uncontacted(), then=0),
        models.When(status__in=CaseStatus.open(), then=1),
        default=2,
    ),
    models.Case(models.When(status__in=CaseStatus.open(), then="due_on")),
    *NEWEST_FIRST,
)
MOST_AT_ONCE = 1000  # found submissions that are named one by one
LONGEST_SEARCH = 100  # characters, as many as a company's name may have


class ReadableJSON(DjangoJSONEncoder):
    """JSON that keeps Chinese as it is, at a third of the escaped size."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"ensure_ascii": False})


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Reads of submissions."""

    def with_delivery_states(self) -> Self:
        """Fetch where the messages of each submission stand, without their text."""
        only_states = Delivery.objects.only("submission_id", "state", "kind")
        return self.prefetch_related(models.Prefetch("deliveries", only_states))

    def for_list(self) -> Self:
        """Fetch what a list shows of each submission; answers and contact stay unread."""
        shown = ("reference", "created_at", "company_name", "verdict", "due_on", "status")
        adviser = (f"assigned_to__{name}" for name in ("username", "first_name", "last_name"))
        return (
            self.select_related("assigned_to")
            .only(*shown, "outcome", *adviser)
            .with_delivery_states()
        )

    def for_calls(self) -> Self:
        """Fetch all of each submission with its notes, of its messages no text."""
        return self.select_related("assigned_to").prefetch_related("notes").with_delivery_states()

    def for_page(self) -> Self:
        """Fetch a submission with its notes and messages; what the messages say stays unread."""
        messages = Delivery.objects.defer("text", "html").select_related("confirmed_by")
        messages = messages.prefetch_related("attempt_log")
        notes_and_messages = ("notes__author", models.Prefetch("deliveries", messages))
        return self.select_related("assigned_to").prefetch_related(*notes_and_messages)

    def for_export(self) -> Self:
        """Fetch what a spreadsheet holds of each submission, its assessment left unread."""
        return self.select_related("assigned_to").defer("assessment").with_delivery_states()

    def matching(self, text: str) -> Self:
        """Return the submissions whose reference, company or code holds every word of a text."""
        words = visible(text)[:LONGEST_SEARCH].split()
        if not words:
            return self
        found = self
        for word in words:
            code = unicodedata.normalize("NFKC", word).upper()
            exact = models.Q(reference=code) | models.Q(uscc=code)
            if self.filter(exact).exists():  # by an index; no name has to be read
                found = found.filter(exact)
                continue
            # Chinese has no case, and folding it takes PostgreSQL as long as all the rest.
            contains = "contains" if word == word.swapcase() else "icontains"
            of_name = models.Q((f"company_name__{contains}", word))
            begins = models.Q(reference__startswith=code) | models.Q(uscc__startswith=code)
            found = found.filter(of_name | begins if code.isascii() else of_name)
        # No index knows parts of names, so all are read: once, not for every count and page.
        pks = list(found.order_by().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        return self.filter(pk__in=pks) if len(pks) <= MOST_AT_ONCE else found

    def of_the_same_enterprise(self, submission: "Submission") -> Self:
        """Return the other submissions under the same uscc, newest first; none without one."""
        if not submission.uscc:
            return self.none()
        return self.for_list().filter(uscc=submission.uscc).exclude(pk=submission.pk)

    def with_mail_in(self, state: DeliveryState) -> Self:
        kinds = DeliveryKind.of_submissions()
        messages = Delivery.objects.filter(kind__in=kinds, state=state)
        return self.filter(pk__in=messages.values("submission"))

    def counts_by_outcome(self) -> dict[CaseOutcome, int]:
        ended = self.exclude(outcome="").order_by().values_list("outcome")
        found = dict(ended.annotate(count=models.Count("*")))
        return {outcome: found[outcome] for outcome in CaseOutcome if outcome in found}

    def counts_by_status(self) -> dict[CaseStatus, int]:
        found = dict(self.order_by().values_list("status").annotate(count=models.Count("*")))
        return {status: found.get(status, 0) for status in CaseStatus}

    def open(self) -> Self:
        """Return the cases that an adviser still has to close."""
        return self.filter(status__in=CaseStatus.open())

    def overdue(self, on: date) -> Self:
        """Return the enterprises that nobody has contacted by the day that they were promised."""
        return self.filter(status__in=CaseStatus.uncontacted(), due_on__lt=on)

    def past_retention(self, now: datetime) -> Self:
        """Return what has to be deleted by now: long closed, or too long ago in any case."""
        after_closing = timedelta(days=settings.RETENTION_DAYS_AFTER_CLOSING)
        after_submission = timedelta(days=settings.RETENTION_DAYS_AFTER_SUBMISSION)
        after_notice = timedelta(days=settings.RETENTION_DAYS_AFTER_NOTICE)
        at_the_longest = timedelta(days=30 * settings.REMINDER_RETENTION_MONTHS)
        # The list of support is what they wait for; by any notice since, of whatever year.
        notices = ApplicationRound.objects.alias(
            issued_on=Coalesce("notice__published_on", "notice__issued_on")
        ).filter(
            tier__code=TierCode.KEY_LITTLE_GIANT,
            notice_state=NoticeState.ISSUED,
            issued_on__gt=models.OuterRef("created_at__date"),
            issued_on__lte=timezone.localdate(now - after_notice),
        )
        return self.filter(
            models.Q(closed_at__lte=now - after_closing, kept_for_round=False)
            | models.Q(created_at__lte=now - after_submission, kept_for_round=False)
            | models.Q(models.Exists(notices), kept_for_round=True)
            | models.Q(created_at__lte=now - at_the_longest)
        )


class Submission(models.Model):
    """A submitted 诊断表: answers, assessment, contact and consent, as they were on that day."""

    reference = models.CharField(
        "编号", max_length=LENGTH, unique=True, default=new_reference, editable=False
    )
    idempotency_key = models.CharField("表单标识", max_length=32, unique=True, editable=False)
    content_digest = models.CharField("内容摘要", max_length=64, editable=False)
    created_at = models.DateTimeField("提交时间", default=timezone.now, editable=False)

    company_name = models.CharField("企业名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    main_product = models.CharField("主导产品", max_length=120, blank=True)
    city = models.CharField("所在城市", max_length=40, blank=True)
    industry = models.CharField("所属行业", max_length=60, blank=True)
    figures_basis = models.CharField(
        "数字来自", max_length=10, blank=True, choices=FiguresBasis.choices()
    )
    contact_name = models.CharField("联系人", max_length=40)
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("邮箱", max_length=254, blank=True)
    wechat = models.CharField("微信号", max_length=40, blank=True)
    contact_preference = models.CharField(
        "希望怎样联系", max_length=10, blank=True, choices=ContactPreference.choices()
    )
    message = models.TextField("想对顾问说的话", max_length=1000, blank=True)
    consent_version = models.CharField("同意的说明版本", max_length=20)
    consented_at = models.DateTimeField("同意时间", default=timezone.now)
    channel = models.CharField("来路", max_length=10, blank=True, choices=Channel.choices())
    consented_by = models.CharField("谁口头同意", max_length=40, blank=True)

    goal = models.CharField("目标", max_length=10, blank=True, choices=Goal.choices())
    title_year = models.PositiveSmallIntegerField("称号认定年份", null=True, blank=True)
    employees = models.PositiveIntegerField("从业人员（人）", null=True, blank=True)
    application_year = models.PositiveSmallIntegerField("申报年度")
    last_accounting_year = models.PositiveSmallIntegerField("上年度（会计年度）")
    period_is_estimate = models.BooleanField("提交时通知未发", default=False)
    verdict = models.CharField("结论", max_length=60, blank=True)
    status = models.CharField(
        "进度", max_length=10, choices=CaseStatus.choices(), default=CaseStatus.NEW
    )
    spam_signal = models.CharField(
        "可疑之处", max_length=10, blank=True, choices=SpamSignal.choices(), editable=False
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="顾问",
    )
    due_on = models.DateField("答复期限")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    kept_for_round = models.BooleanField("保留到下一轮通知后", default=False)
    outcome = models.CharField("结果", max_length=10, blank=True, choices=CaseOutcome.choices())
    outcome_on = models.DateField("结果日期", null=True, blank=True)

    # Last, because SQLite reads through a large column to reach those behind it.
    answers = models.JSONField("回答", default=dict, encoder=ReadableJSON)
    assessment = models.JSONField(
        "诊断结果",
        null=True,
        blank=True,
        encoder=ReadableJSON,
        help_text="空表示未能自动诊断，待人工评估",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "诊断表"
        verbose_name_plural = "诊断表"
        ordering = NEWEST_FIRST
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="submission_newest"),
            models.Index(fields=("status", "due_on"), name="submission_due"),
            models.Index(
                fields=("kept_for_round",),
                condition=models.Q(kept_for_round=True),
                name="submission_kept",
            ),
            # A part of a name is looked for in all of them: less to read than whole rows.
            models.Index(
                fields=("company_name", "uscc", "reference", "id"), name="submission_names"
            ),
        )

    def __str__(self) -> str:
        # Lists, logs and error reports print this, so it names no enterprise.
        return f"诊断表 {self.reference}"

    @property
    def period(self) -> AccountingPeriod:
        """Return the years that the answers mean."""
        return AccountingPeriod(
            application_year=self.application_year,
            last_accounting_year=self.last_accounting_year,
            is_estimate=self.period_is_estimate,
            is_unfinished=self.last_accounting_year >= timezone.localdate(self.created_at).year,
        )

    @property
    def standing(self) -> str:
        """How far the advisers are with it, and what it came to: 已关闭，已申报."""
        parts = (self.get_status_display(), self.get_outcome_display())
        return "，".join(filter(None, parts))

    @property
    def assessed(self) -> Assessment | None:
        """Return the assessment of that day; None where a person has to assess."""
        return Assessment.from_json(self.assessment) if self.assessment else None

    @property
    def answer(self) -> Answer | None:
        """Return what the enterprise was told; None where a person has to assess."""
        assessed = self.assessed
        return answer_of(assessed, self.answers, self.period) if assessed else None

    @property
    def gap_text(self) -> str:
        """What is missing, in a few words; the verdict where nothing is."""
        answer = self.answer
        gaps = answer.gaps if answer else ()
        return "；".join(f"{gap.title}：{gap.text}" for gap in gaps) or self.verdict

    @property
    def last_word(self) -> str:
        """The newest note."""
        notes = list(self.notes.all())
        return notes[-1].text if notes else ""

    def days_overdue(self, on: date) -> int:
        """Return for how many days the enterprise has waited past its day; 0 where it does not."""
        is_waiting = self.status in CaseStatus.uncontacted()
        return max((on - self.due_on).days, 0) if is_waiting else 0

    @property
    def delivery_state(self) -> DeliveryState | None:
        """Return the state of the advisers' message that most needs a look; None without one."""
        kinds = DeliveryKind.of_submissions()
        states = {item.state for item in self.deliveries.all() if item.kind in kinds}
        return next((state for state in STATES_BY_URGENCY if state in states), None)
