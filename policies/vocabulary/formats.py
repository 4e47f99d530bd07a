"""Figures and dates as Chinese readers write them; plain Python, exact decimals throughout."""

from datetime import date
from decimal import Decimal

YUAN_PER_WAN = Decimal(10_000)
WAN_PER_YI = Decimal(10_000)
# A figure with or without thousands separators, as a pattern for what stands around it.
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
SCALES = {"": Decimal(1), "万": YUAN_PER_WAN, "亿": YUAN_PER_WAN * WAN_PER_YI}


def plain_number(value: Decimal) -> str:
    """Return `value` without exponent or trailing zeros: 1200.50 → 1200.5."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount_text(yuan: Decimal) -> str:
    """Return an amount given in 元 as readers write it: 30000000 → 3000万元, 1500 → 1500元."""
    if abs(yuan) < YUAN_PER_WAN:
        return f"{plain_number(yuan)}元"
    wan = yuan / YUAN_PER_WAN
    if abs(wan) >= WAN_PER_YI:
        return f"{plain_number(wan / WAN_PER_YI)}亿元"
    return f"{plain_number(wan)}万元"


def amount_range_text(least: Decimal, most: Decimal) -> str:
    """Return amounts given in 元 as readers write them: 20～40万元; one figure where they agree."""
    first, last = amount_text(least), amount_text(most)
    if least == most:
        return last
    unit = next(unit for unit in ("亿元", "万元", "元") if last.endswith(unit))
    return f"{first.removesuffix(unit)}～{last}"


def count_text(count: Decimal, unit: str) -> str:
    """Return a count with its unit; round figures are shortened: 17600 → 1.76万家, 12950家."""
    if unit != "%" and count >= YUAN_PER_WAN and count % 100 == 0:
        return f"{plain_number(count / YUAN_PER_WAN)}万{unit}"
    return f"{plain_number(count)}{unit}"


def date_text(day: date) -> str:
    """Return a date in Chinese form: 2026年4月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def scaled(number: str, scale: str) -> Decimal:
    """Return a figure that matches NUMBER, exact: 1,200 and 万 → 12000000."""
    return Decimal(number.replace(",", "")) * SCALES[scale]
