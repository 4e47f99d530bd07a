"""Rows and people that many tests start from; keywords replace single values."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User

from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.diagnosis.vocabulary import SpamSignal
from policies.models import ApplicationRound, SourceDocument, Tier
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
from policies.vocabulary import TierCode
from tests.admin.accounts.signing_in import PASSWORD
from tests.admin.cases.staff import member_of_staff

CONTACT = {
    "company_name": "襄阳某某精密机械有限公司",
    "uscc": "",
    "main_product": "高压共轨阀组件",
    "city": "襄阳",
    "industry": "",
    "figures_basis": "audited",
    "contact_name": "张三",
    "phone": "13800138000",
    "email": "zhang@example.com",
    "contact_preference": "phone",
    "message": "研发费用怎么归集？",
}


@pytest.fixture
def period() -> AccountingPeriod:
    return AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True)


@pytest.fixture
def source(db: None) -> SourceDocument:
    return SourceDocument.objects.get(key="miit-2026-2")


@pytest.fixture
def little_giant(db: None) -> Tier:
    return Tier.objects.get(code=TierCode.LITTLE_GIANT)


@pytest.fixture
def closed_round(little_giant: Tier) -> ApplicationRound:
    """Return the round of 2026, whose last window closed on 30 June, without any round after it."""
    little_giant.rounds.exclude(application_year=2026).delete()
    return little_giant.rounds.get()


@pytest.fixture
def submit(db: None, period: AccountingPeriod) -> Callable[..., Submission]:
    """Return a function that stores a submission; keywords replace single values."""

    def store(
        key: str = "0" * 32,
        profile: Profile | None = None,
        spam_signal: SpamSignal | None = None,
        **contact: Any,
    ) -> Submission:
        return submit_diagnosis(
            idempotency_key=key,
            profile=profile or Profile(),
            contact={**CONTACT, **contact},
            period=period,
            on=date(2026, 11, 24),
            spam_signal=spam_signal,
        )

    return store


@pytest.fixture
def filled_form() -> dict[str, Any]:
    """Return what a browser posts for a submission."""
    return {
        **CONTACT,
        "action": "submit",
        "consent": "on",
        "application_type": "new",
        "current_title": "specialized",
        "title_valid": "true",
        "region": "420000",
        "revenue_y1": "0.6亿",
        "rd_y1": "３２０",
        "debt_ratio": "58.3%",
        "class1_ip": "3",
        "product_fields": ["core_parts", "key_software"],
    }


@pytest.fixture
def editor(db: None) -> User:
    """Return an editor, 张三."""
    user = member_of_staff("编辑")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secret(editor: User) -> str:
    """Return the secret of the editor's second factor."""
    secret: str = generate_totp_secret()
    TOTP.activate(editor, secret)
    RecoveryCodes.activate(editor)
    return secret
