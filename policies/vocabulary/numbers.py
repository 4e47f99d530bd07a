"""Numbers and dates as people type them, read exactly or refused with the reason."""

import re
from datetime import date
from decimal import Decimal, localcontext

from policies.vocabulary.formats import WAN_PER_YI, YUAN_PER_WAN
from policies.vocabulary.typed_text import UnreadableText, fold_width, visible

MAX_LENGTH = 40
# How a number is typed by the unit of its field; amounts are asked in 元 or in 万元.
EXAMPLES = {
    "万元": "6000、6000万或0.6亿",
    "元": "3000000 或 300万元",
    "%": "12.5",
    "年": "5 或 5.5",
    "分": "61.5",
    "名": "3",
}
MONEY = ("万元", "元")
MARKS = {"元": "¥", "万元": "¥", "名": "第"}
OTHER_UNITS = {"": ("人", "家"), "项": ("件", "个"), "名": ("位",)}
YUAN = ("元", "元整", "元正")
NOTHING = frozenset(
    ("无", "没有", "暂无", "未知", "不清楚", "不知道", "不详", "-", "--", "/", "n/a", "none")
)  # fmt: skip

SPELLINGS = str.maketrans(
    "−–—―‐‑〜〇两壹贰叁肆伍陆柒捌玖拾佰仟圆Ww", "------~零二一二三四五六七八九十百千元万万"
)
DIGIT = "[1-9一二三四五六七八九]"
TENS = f"{DIGIT}?十{DIGIT}?"
BELOW_HUNDRED = f"(?:零{DIGIT}|{DIGIT}十{DIGIT}?)?"
HUNDREDS = f"{DIGIT}百{BELOW_HUNDRED}"
THOUSANDS = f"{DIGIT}千(?:零(?:{TENS}|{DIGIT})|{HUNDREDS})?"
DECIMAL = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
FIGURE = f"(?:{DECIMAL}|{THOUSANDS}|{HUNDREDS}|{TENS}|{DIGIT}|零)"
NUMBER = re.compile(
    rf"(?:约|大约|大概)?\s*(?P<mark>[¥第]?)\s*(?P<sign>[+-]?)\s*"
    rf"(?:(?P<yi>{FIGURE})\s*亿\s*)?(?:(?P<wan>{FIGURE})\s*万\s*)?(?P<rest>{FIGURE})?"
    r"\s*(?P<unit>[^\s0-9.,十百千万亿]*?)\s*(?:左右|上下)?"
)
RANGE = re.compile(
    r"[0-9零一二三四五六七八九十百千万亿元%年名]\s*(?:[-~]+|至|到)\s*第?[0-9一二三四五六七八九十]"
)
FIRST_FEW = re.compile(r"前\s*[0-9一二三四五六七八九十]+\s*[名位强]?")
DIGITS = {
    digit: value
    for digits in ("0123456789", "零一二三四五六七八九")
    for value, digit in enumerate(digits)
}
PLACES = {"千": 1000, "百": 100, "十": 10, "": 1}

DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


def read_number(text: str, unit: str = "") -> Decimal:
    """Return what was typed into a field of this unit; raise UnreadableText.

    An amount with 万, 亿 or 元 is taken as written, one without as in the unit of the field.
    """
    text = fold_width(visible(text)).translate(SPELLINGS).strip()
    if len(text) > MAX_LENGTH:
        raise UnreadableText(f"太长了，请只填数字{_example(unit)}。")
    if text.lower() in NOTHING:
        nothing = "没有排名或" if unit == "名" else "没有就填0；"
        raise UnreadableText(f"{nothing}不清楚就留空。")
    if unit == "名" and (RANGE.search(text) or FIRST_FEW.fullmatch(text)):
        raise UnreadableText(f"请填具体名次{_example(unit)}；不清楚就留空。")
    if RANGE.search(text):
        raise UnreadableText(f"请填一个数{_example(unit)}；只知道区间的，取低值。")
    match = NUMBER.fullmatch(text)
    with localcontext(prec=2 * MAX_LENGTH):
        value = _value(match, unit) if match else None
    if match is None or value is None:
        raise UnreadableText(f"请填数字{_example(unit)}。")
    if match["sign"] == "-" and value:
        raise UnreadableText("不能是负数。")
    return value


def read_date(text: str) -> date:
    """Return a day in one of its usual writings; raise UnreadableText."""
    match = DATE.fullmatch(fold_width(visible(text)).strip())
    if match is None:
        raise UnreadableText(f"“{text}”不是日期，请写成 2026-01-01")
    try:
        return date(*map(int, match.groups()))
    except ValueError as error:
        raise UnreadableText(f"没有“{text}”这一天") from error


def _example(unit: str) -> str:
    return f"，例如 {EXAMPLES.get(unit, '4')}"


def _value(match: re.Match[str], unit: str) -> Decimal | None:
    """Return a number in the unit of its field; None where what it is written with does not fit."""
    yi, wan, rest = (match[part] and _figure(match[part]) for part in ("yi", "wan", "rest"))
    mark, written = match["mark"], match["unit"]
    is_money, is_scaled = unit in MONEY, yi is not None or wan is not None
    is_fitting = (
        mark in ("", MARKS.get(unit))
        and written in (("", *YUAN) if is_money else ("", unit, *OTHER_UNITS.get(unit, ())))
        and (is_money or not unit or not is_scaled)
        # 一亿二 and 1亿2000 are said for 1.2亿.
        and (rest is None or not is_scaled or written in YUAN)
    )
    if not is_fitting or (rest is None and not is_scaled):
        return None
    value = ((yi or 0) * WAN_PER_YI + (wan or 0)) * YUAN_PER_WAN + (rest or 0)
    is_in_yuan = is_scaled or written in YUAN
    return value / YUAN_PER_WAN if unit == "万元" and is_in_yuan else value


def _figure(written: str) -> Decimal:
    """Return 1,200.5 or 二千三百 as a number."""
    if re.fullmatch(DECIMAL, written):
        return Decimal(written.replace(",", ""))
    parts = re.findall(r"([0-9零一二三四五六七八九]?)([千百十]?)", written)
    return Decimal(
        sum((DIGITS[digit] if digit else bool(place)) * PLACES[place] for digit, place in parts)
    )
