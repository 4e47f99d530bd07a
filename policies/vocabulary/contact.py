"""Telephone numbers, e-mail addresses and WeChat names as people type them, in one spelling.

What can be read, but looks like a slip, is what the `…_doubt` functions ask about.
"""

import re

from policies.vocabulary.typed_text import UnreadableText, fold_width, visible

PHONE_DIGITS = 7
MOST_ADDRESSES = 2

SPELLINGS = str.maketrans(
    dict.fromkeys("−–—―‐‑－·•∙・.", "-") | dict.fromkeys("()[]【】", " ") | {"、": ";"}
)
# Several numbers may stand apart by a space alone: 13800138000 027-87654321.
BETWEEN_NUMBERS = re.compile(r"\s*[,;/]\s*|(?<=[0-9]{7})\s+(?=\+?[0-9]{3})")
PHONE = re.compile(
    r"\s*(?P<number>\+?[0-9 -]+?)\s*"
    r"(?:(?:转|分机号?|ext|x|#)[\s:-]*(?P<extension>[0-9]+))?\s*"
    r"(?P<note>微信同号|同微信号?|微信同步|微信号?|wechat|vx)?\s*",
    re.IGNORECASE,
)
CHINA_BEFORE_MOBILE = re.compile(r"^(?:00)?86(?=1[3-9])")
# As they are stored, also by former versions; an extension stands behind the last one.
SEVERAL_NUMBERS = re.compile(r"[,;/；转]")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LIKE_A_MOBILE = re.compile(r"1[3-9](?:[0-9]{7,8}|[0-9]{10})")

BETWEEN_ADDRESSES = re.compile(r"[;,、\s]+")
STOP = re.compile(r"。|\.\s*$")

WECHAT_LABEL = re.compile(r"(?:微信号?|wechat|vx|wx)\s*:\s*", re.IGNORECASE)
WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,29}|[0-9]{5,11}")


def read_phone(text: str) -> str:
    """Return the numbers in one spelling: 13800138000（微信同号）；027-87654321转8.

    Raises UnreadableText where none is long enough to be dialled.
    """
    folded = " ".join(fold_width(visible(text)).translate(SPELLINGS).split())
    found = [PHONE.fullmatch(part) for part in BETWEEN_NUMBERS.split(folded) if part]
    numbers = [_one_number(match) for match in found if match]
    if len(numbers) < len(found) or not any(len(_digits(n)) >= PHONE_DIGITS for n in numbers):
        raise UnreadableText("请填可以拨通的电话，例如 13800138000 或 027-87654321转8。")
    return "；".join(numbers)


def phone_doubt(phone: str) -> str:
    """Return what to ask about the numbers as `read_phone` returns them; empty for nothing."""
    for number in phone.split("；"):
        digits = _digits(number.partition("转")[0])
        if LIKE_A_MOBILE.fullmatch(digits):
            return f"手机号是11位，这里的{number}是{len(digits)}位，对吗？"
        if len(digits) >= PHONE_DIGITS and len(set(digits)) == 1:
            return f"{number}能打通吗？"
    return ""


def read_email(text: str) -> str:
    """Return one or two addresses, joined as a mail header joins them.

    Raises UnreadableText for more, and for a quoted local part or an encoded word, in which an
    address can hide another; whether a mail server takes it is not looked at.
    """
    folded = fold_width(visible(text)).replace("。", ".")
    if '"' in folded or "=?" in folded:
        raise UnreadableText("邮箱请写普通的地址，不带引号和“=?”，例如 name@example.com。")
    parts = (part.rstrip(".") for part in BETWEEN_ADDRESSES.split(folded))
    addresses = list(dict.fromkeys(filter(None, parts)))
    if len(addresses) > MOST_ADDRESSES:
        raise UnreadableText(f"最多填{MOST_ADDRESSES}个邮箱。")
    for address in addresses:
        local, _, domain = address.rpartition("@")
        if not (local and domain and local.isascii()):
            raise UnreadableText("邮箱格式不对，例如 name@example.com。")
    return ", ".join(addresses)


def email_addresses(email: str) -> list[str]:
    """Return the addresses that `read_email` has joined."""
    return email.split(", ") if email else []


def email_doubt(typed: str) -> str:
    """Return what to ask about addresses with a full stop that does not belong there."""
    return f"记作 {read_email(typed)}，对吗？" if STOP.search(typed) else ""


def clean_wechat(text: str) -> str:
    """Return a WeChat name, or the mobile number that finds it; raise UnreadableText."""
    name = WECHAT_LABEL.sub("", fold_width(visible(text)).strip())
    number = CHINA_BEFORE_MOBILE.sub("", _digits(name))
    if MOBILE.fullmatch(number) and not re.search(r"[^0-9+() .·-]", name):
        return number
    if not WECHAT.fullmatch(name):
        raise UnreadableText("请填微信号或绑定的手机号，例如 zhang_2026 或 13800138000。")
    return name


def _one_number(match: re.Match[str]) -> str:
    written, extension = match["number"], match["extension"]
    is_foreign = written.startswith("+")
    number = "-".join(re.findall("[0-9]+", written))
    mobile = CHINA_BEFORE_MOBILE.sub("", _digits(number))
    if LIKE_A_MOBILE.fullmatch(mobile) or MOBILE.fullmatch(mobile):
        is_foreign = is_foreign and mobile == _digits(number)
        number = number if is_foreign else mobile
    ending = f"转{extension}" if extension else ""
    return f"{'+' if is_foreign else ''}{number}{ending}{'（微信同号）' if match['note'] else ''}"


def _digits(text: str) -> str:
    return "".join(re.findall("[0-9]+", text))
