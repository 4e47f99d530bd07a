"""Submissions as advisers read them: nothing here can be changed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from policies.diagnosis.form.answer_sheet import answer_sheet
from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.submission.brief import LEFT_TO_A_PERSON, brief_of


class ReadOnlyMixin:
    """Looking only: no adding, changing or deleting."""

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


class DeliveryInline(ReadOnlyMixin, admin.TabularInline):  # type: ignore[type-arg]
    """The messages of a submission and where each stands."""

    model = Delivery
    extra = 0
    fields = ("recipient", "subject", "state", "attempts", "next_attempt_at", "last_error", "log")
    readonly_fields = ("log",)

    @admin.display(description="发送记录")
    def log(self, delivery: Delivery) -> str:
        """Return every attempt, oldest first."""
        return render_to_string(
            "diagnosis/admin_attempts.html", {"attempts": delivery.attempt_log.all()}
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).prefetch_related("attempt_log")


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """The inbox of submitted 诊断表."""

    list_display = ("reference", "company_name", "created_at", "delivery_state")
    list_filter = ("created_at", "deliveries__state")
    search_fields = ("reference", "company_name", "uscc")
    search_help_text = "按编号、企业名称或统一社会信用代码查找"
    date_hierarchy = "created_at"
    list_per_page = 50
    inlines = (DeliveryInline,)
    fieldsets = (
        (None, {"fields": ("reference", "created_at", "delivery_state")}),
        (
            "企业与联系人",
            {
                "fields": (
                    "company_name",
                    "uscc",
                    "main_product",
                    "city",
                    "industry",
                    "contact_name",
                    "phone",
                    "email",
                    "contact_preference",
                    "message",
                )
            },
        ),
        ("要点", {"fields": ("brief_text",)}),
        ("诊断结果", {"fields": ("assessment_text",), "classes": ("collapse",)}),
        ("回答", {"fields": ("figures_basis", "answers_text"), "classes": ("collapse",)}),
        ("同意", {"fields": ("consent_version", "consented_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return Submission.objects.with_delivery_states()

    @admin.display(description="邮件")
    def delivery_state(self, submission: Submission) -> str:
        """Return where the messages of a submission stand."""
        state = submission.delivery_state
        return state.label if state else "没有收件人"

    @admin.display(description="回答")
    def answers_text(self, submission: Submission) -> str:
        """Return the answers as the enterprise saw them."""
        sheet = answer_sheet(submission.answers, submission.period)
        return render_to_string("diagnosis/answer_sheet.html", {"sheet": sheet, "is_open": True})

    @admin.display(description="要点")
    def brief_text(self, submission: Submission) -> str:
        """Return the brief that the mail leads with."""
        return render_to_string("diagnosis/brief.html", {"brief": brief_of(submission)})

    @admin.display(description="逐项结论")
    def assessment_text(self, submission: Submission) -> str:
        """Return the assessment as stored on the day of the submission."""
        assessment = submission.assessed
        if assessment is None:
            return LEFT_TO_A_PERSON
        return render_to_string("diagnosis/assessment.html", {"assessment": assessment})
