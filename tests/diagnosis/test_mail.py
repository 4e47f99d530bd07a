"""The advisers' message: everything answered, readable, and typed text is never more than text."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.mail import EmailMessage

from policies.diagnosis.delivery.messages import message_id
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.brief import brief_of
from policies.diagnosis.submission.message import subject_line
from policies.rules.answers import Profile
from policies.vocabulary import CurrentTitle, ProductField, Province

PROFILE = Profile(
    region=Province.HUBEI,
    current_title=CurrentTitle.SPECIALIZED,
    title_valid=True,
    revenue_y1=Decimal("6000.50"),
    domestic_rank=Decimal(3),
    listed=False,
    product_fields=frozenset({ProductField.KEY_SOFTWARE, ProductField.CORE_PARTS}),
    chain_roles=frozenset(),
)

pytestmark = pytest.mark.django_db


def test_the_text_carries_every_answer_with_label_year_and_unit(
    submit: Callable[..., Submission],
) -> None:
    text = submit(profile=PROFILE, wechat="zhang_2026").deliveries.get().text
    for line in (
        "企业名称：襄阳某某精密机械有限公司",
        "电话：13800138000",
        "微信号：zhang_2026",
        "希望怎样联系：打电话",
        "数字来自：审计报告数",
        "研发费用怎么归集？",
        "2026年（预计）营业收入：6000.5万元",
        "主导产品国内细分市场排名：第3名",
        "现有称号：专精特新",
        "证书还在有效期内：是",
        "没有上市：是",
        "主导产品所属领域：制造业核心基础零部件、关键软件",
        "产业链作用（补短板/填空白/解决“卡脖子”）：以上都没有",
    ):
        assert line in text


def test_a_reply_goes_to_the_enterprise(submit: Callable[..., Submission]) -> None:
    assert submit().deliveries.get().reply_to == "zhang@example.com"
    assert submit(key="1" * 32, email="").deliveries.get().reply_to == ""


@pytest.mark.parametrize("typed", ["{{ settings.SECRET_KEY }}", "{% now %}", "{{", "<b>甲</b>&"])
def test_template_syntax_and_markup_are_only_text(
    submit: Callable[..., Submission], typed: str
) -> None:
    delivery = submit(company_name=typed, message=typed).deliveries.get()
    assert delivery.text.count(typed) == 3
    assert "<b>" not in delivery.html


def test_a_subject_has_one_line_whatever_is_stored(submit: Callable[..., Submission]) -> None:
    submission = submit(company_name="甲\r\nBcc: other@example.com\u2028乙")
    message = EmailMessage(subject=submission.deliveries.get().subject, to=["a@example.com"])
    assert message.message()["Bcc"] is None
    assert "甲 Bcc: other@example.com 乙" in subject_line(submission, brief_of(submission))


def test_a_long_name_is_shortened_in_the_subject_only(submit: Callable[..., Submission]) -> None:
    delivery = submit(company_name="长" * 100).deliveries.get()
    assert len(delivery.subject) < 80
    assert "长" * 100 in delivery.text


def test_the_message_id_is_the_same_every_time_and_per_recipient(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    first = message_id(submission.reference, "a@example.com")
    assert first == message_id(submission.reference, "a@example.com")
    assert first != message_id(submission.reference, "b@example.com")


def test_zero_and_no_are_answers(submit: Callable[..., Submission]) -> None:
    profile = replace(PROFILE, class1_ip=Decimal(0), tax_clean=False)
    text = submit(profile=profile).deliveries.get().text
    assert "Ⅰ类知识产权项数：0项" in text
    assert "近三年没有偷漏税：否" in text
