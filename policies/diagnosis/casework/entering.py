"""Entering a case that came by telephone, visit or WeChat, while the enterprise is asked."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from policies.diagnosis.casework.steps import move_case, standing_of
from policies.diagnosis.form.fields import single_choice
from policies.diagnosis.form.forms import DiagnosisForm
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.diagnosis.vocabulary import CaseStatus, CaseStep, Channel
from policies.presentation.form_fields import PastDayField, PlainTextField
from policies.vocabulary.formats import date_text

# What an adviser says of the talk, beside what the enterprise tells of itself.
OF_THE_TALK = ("channel", "consented_by", "consented_on")


class CaseForm(DiagnosisForm):
    """The 诊断表 as an adviser fills it in; of the contact it needs no more than is known."""

    channel = single_choice(Channel, "怎样找来的", unset="")
    consented_by = PlainTextField(label="谁口头同意的", max_length=40, help_text="对方的称呼。")
    consented_on = PastDayField(label="哪天同意的", required=False, initial=timezone.localdate)
    consent = forms.BooleanField(label="已告诉对方怎么用、留多久，对方口头同意", required=False)
    wants_receipt = forms.BooleanField(label="对方要回执，发到上面的邮箱", required=False)

    def _require_contact(self) -> None:
        self._require(
            {
                "company_name": "请填写企业名称。",
                "channel": "请选怎样找来的。",
                "consented_by": "请写明谁同意的。",
                "consented_on": "请填哪天同意的。",
                "consent": "对方没有同意，不能保存。",
            }
        )
        if self.cleaned_data["wants_receipt"]:
            self._require({"email": "要发回执，请填邮箱。"})


@transaction.atomic
def enter_case(*, form: CaseForm, idempotency_key: str, by: User) -> Submission:
    """Store what a valid form holds as a case of the adviser, with the consent that was given.

    Raises AlreadySubmitted where the form was stored before with other content.
    """
    said = form.cleaned_data
    on = said["consented_on"]
    told: dict[str, Any] = {name: said[name] for name in ("channel", "consented_by")}
    told["consented_at"] = timezone.make_aware(datetime.combine(on, time.min))
    case = submit_diagnosis(
        idempotency_key=idempotency_key,
        profile=form.profile(),
        aim=form.aim,
        circumstances=form.circumstances() | told,
        contact=form.contact(),
        period=form.period,
        on=form.on,
        acknowledge=said["wants_receipt"],
    )
    if case.status == CaseStatus.NEW:  # a second click finds it taken
        text = f"{said['channel'].label}；{said['consented_by']}于{date_text(on)}口头同意"
        seen = standing_of(case)
        move_case(pk=case.pk, step=CaseStep.CONTACTED, by=by, seen=seen, text=text)
    return case
