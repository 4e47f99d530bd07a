"""The 诊断表: its questions, stages and what stands above them."""

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from policies.diagnosis.form.forms import DiagnosisForm
from policies.diagnosis.form.layout import Question, StageOfForm, stages_of
from policies.models import ApplicationRound, Edition, SmeSizeLimit, Term
from policies.models.attach_sources import attach_sources
from policies.models.rounds import AccountingPeriod
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen

# One question of each kind, by the name of its answer.
KINDS = {
    "revenue_y1": "金额",
    "class1_ip": "个数，有术语",
    "current_title": "单选",
    "is_sme": "是否",
    "product_fields": "多选",
    "region": "下拉",
    "company_name": "一行字",
    "message": "几行字",
    "consent": "勾选",
}
FILLED = (
    "revenue_y1=6200&class1_ip=3&current_title=specialized&is_sme=true&product_fields=core_parts"
    "&region=420000&company_name=示例企业&message=示例留言&consent=on&contact_name=示例"
    "&phone=13800138000&action=submit"
)
WRONG = (
    "revenue_y1=示例&class1_ip=-1&current_title=x&is_sme=x&product_fields=core_parts"
    "&product_fields_none=true&region=x&company_name=&message=%E2%80%8E&phone=1&action=submit"
)


def questions(edition: Edition) -> Group:
    """Return what the form asks, unanswered, answered and answered wrongly."""
    period = ApplicationRound.objects.period_on(edition.day)
    terms = {term.key: term for term in Term.objects.in_edition(edition)}
    forms = {
        "未填": DiagnosisForm(period=period),
        "填好": _filled(FILLED, period),
        "填错": _filled(WRONG, period),
    }
    stages = {name: stages_of(form, terms) for name, form in forms.items()}
    wrong: Context = {"form": forms["填错"], "stages": stages["填错"]}
    retention = {
        "after_closing": settings.RETENTION_DAYS_AFTER_CLOSING,
        "after_submission": settings.RETENTION_DAYS_AFTER_SUBMISSION,
    }
    shared = {
        "recipients": settings.DIAGNOSIS_RECIPIENTS,
        "contact_email": settings.CONTACT_EMAIL,
        "retention": retention,
        "size_limits": attach_sources(SmeSizeLimit.objects.in_edition(edition)[:1]),
        "forloop": {"counter": 1},
    }
    notices = {"页面过期": "expired", "太频繁": "too_many", "保存不了": "unavailable"}
    return Group(
        "questions",
        "诊断表",
        [
            Specimen(
                "diagnosis/question.html",
                {
                    f"{kind}，{name}": {"question": _question(stages[name], answer)}
                    for answer, kind in KINDS.items()
                    for name in forms
                },
                element="form",
                parts=["diagnosis/question_notes.html"],
                is_small=True,
            ),
            Specimen(
                "diagnosis/stage.html",
                {
                    "未填，打开": shared | {"part": stages["未填"][0]},
                    "未填，收起": shared | {"part": stages["未填"][1]},
                    "填错": shared | {"part": stages["填错"][1]},
                    "联系顾问": shared | {"part": stages["填好"][-1]},
                },
                element="form",
                parts=["diagnosis/consent_notice.html"],
            ),
            Specimen("diagnosis/error_summary.html", {"几处填错": wrong}),
            Specimen(
                "diagnosis/notice.html",
                {
                    name: shared | {"notice": notice, "until": timezone.now()}
                    for name, notice in notices.items()
                },
            ),
        ],
    )


def _filled(query: str, period: AccountingPeriod) -> DiagnosisForm:
    form = DiagnosisForm(QueryDict(query), period=period)
    form.full_clean()
    return form


def _question(stages: tuple[StageOfForm, ...], name: str) -> Question:
    found = (question for part in stages for question in part.questions)
    return next(question for question in found if question.input.name == name)
