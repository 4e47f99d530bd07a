"""What no longer applies is folded away; how long a reward applies is said on its row."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from policies.models import RegionalTopUp

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("validity", "valid_until", "text"),
    [
        ("expired", date(2025, 12, 31), "止于2025年12月31日"),
        ("current", date(2026, 11, 28), "止于2026年11月28日"),
        ("expired", None, "有效期已过，日期未见"),
        ("unclear", None, "有效期未见"),
        ("current", date(2026, 11, 29), "有效期至2026年11月29日"),
        ("current", None, "有效"),
        ("", None, ""),
    ],
)
def test_a_row_says_how_long_it_applies(validity: str, valid_until: date | None, text: str) -> None:
    top_up = RegionalTopUp(validity=validity, valid_until=valid_until)
    assert top_up.validity_text(TODAY) == text
    assert top_up.is_expired(TODAY) == text.startswith(("止于", "有效期已过"))


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
def test_what_has_expired_is_folded_on_the_page_of_its_province_only(client: Client) -> None:
    expired = RegionalTopUp.objects.get(code="fujian-little-giant-2022")
    page = client.get("/regions/fujian/").content.decode()
    current, _, folded = page.partition("<summary>已到期（1条）</summary>")
    assert f'id="{expired.code}"' in folded
    assert f'id="{expired.code}"' not in current
    assert expired.title not in client.get("/regions/?province=福建").content.decode()
    assert expired.title not in client.get("/xiaojuren/").content.decode()


@pytest.mark.parametrize(
    ("least", "most", "text"),
    [
        (None, Decimal(2_000_000), "最高200万元"),
        (Decimal(500_000), Decimal(500_000), "50万元"),
        (Decimal(200_000), Decimal(400_000), "20～40万元"),
        (Decimal(5_000), Decimal(20_000), "5000元～2万元"),
        (None, None, "未见数额"),
    ],
)
def test_an_amount_is_a_limit_a_fixed_sum_or_a_range(
    least: Decimal | None, most: Decimal | None, text: str
) -> None:
    assert RegionalTopUp(amount_min=least, amount_max=most).amount_text == text
