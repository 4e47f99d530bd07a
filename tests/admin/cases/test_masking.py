"""Lists show of a company's name enough to recognise a case, never all of it."""

import pytest

from policies.admin.cases.listing import mask_company

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("襄阳某某精密机械有限公司", "襄阳**机械有限公司"),
        ("湖北华光股份有限公司", "湖北**股份有限公司"),
        ("黄石东贝制冷设备厂", "黄石**设备厂"),
        ("黄石制冷厂", "黄石**厂"),
        ("甲公司", "**公司"),
        ("张三", "张**"),
        ("张三丰", "张**"),
        ("有限公司", "**有限公司"),
        ("某某创业投资中心（有限合伙）", "某某**中心（有限合伙）"),
        ("", "**"),
    ],
)
def test_the_middle_of_a_name_is_hidden(name: str, masked: str) -> None:
    assert mask_company(name) == masked


def test_a_masked_name_stays_short_whatever_was_typed() -> None:
    assert mask_company("长" * 10_000 + "有限公司") == "长长**长长有限公司"
