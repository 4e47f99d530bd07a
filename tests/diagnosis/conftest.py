"""What the tests of the 诊断表 share: a closed round, a period and a filled-in form."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.models import ApplicationRound, SourceDocument, Tier
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
from policies.vocabulary import TierCode

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


@pytest.fixture(autouse=True)
def without_acknowledgement(settings: Settings) -> None:
    """Queue the advisers' message alone; the tests of the acknowledgement turn it on again."""
    settings.ACKNOWLEDGE_SUBMISSIONS = False


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

    def store(key: str = "0" * 32, profile: Profile | None = None, **contact: Any) -> Submission:
        return submit_diagnosis(
            idempotency_key=key,
            profile=profile or Profile(),
            contact={**CONTACT, **contact},
            period=period,
            on=date(2026, 11, 24),
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
