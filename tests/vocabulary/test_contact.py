"""Telephone numbers, e-mail addresses and WeChat names are stored in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.vocabulary.contact import (
    clean_wechat,
    email_addresses,
    email_doubt,
    phone_doubt,
    read_email,
    read_phone,
)
from policies.vocabulary.typed_text import UnreadableText

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800138000", "13800138000"), ("138.0013.8000", "13800138000"),
        ("138·0013·8000", "13800138000"), ("138 0013 8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"), ("+86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"), ("\u202d13800138000\u202c", "13800138000"),
        ("138\u200b0013\ufeff8000", "13800138000"), ("13800138000\x00", "13800138000"),
        ("027—87654321", "027-87654321"), ("(027)87654321", "027-87654321"),
        ("（０２７）８７６５４３２１转8", "027-87654321转8"),
        ("027-87654321分机8", "027-87654321转8"), ("027-87654321 ext. 8", "027-87654321转8"),
        ("027-87654321#8", "027-87654321转8"), ("027-87654321（转8）", "027-87654321转8"),
        ("400-800-1234", "400-800-1234"), ("+1 650 253 0000", "+1-650-253-0000"),
        ("13800138000，13900139000", "13800138000；13900139000"),
        ("13800138000、027-87654321转8", "13800138000；027-87654321转8"),
        ("13800138000 / 13900139000", "13800138000；13900139000"),
        ("13800138000 027-87654321", "13800138000；027-87654321"),
        ("13800138000（微信同号）", "13800138000（微信同号）"),
        ("138-0013-8000 微信同号", "13800138000（微信同号）"),
        ("027-87654321；13800138000(同微信)", "027-87654321；13800138000（微信同号）"),
        ("1380013800", "1380013800"),
    ],
)  # fmt: skip
def test_a_telephone_number_is_read_in_any_usual_writing(typed: str, stored: str) -> None:
    assert read_phone(typed) == stored
    assert read_phone(stored) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "微信同名", "①③⑧", "张三", "٠٢٧٨٧٦٥٤٣٢١", "1" + " " * 10_000 + "x", "- " * 5_000,
     "(" * 10_000, "13800138000；张三"],
)  # fmt: skip
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableText, match="可以拨通的电话"):
        read_phone(typed)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("1380013800", "10位"), ("138001380001", "12位"), ("+86 1380013800", "10位"),
        ("027-87654321；1380013800", "10位"), ("00000000", "能打通吗"),
        ("13800138000", ""), ("027-87654321转8", ""), ("027-87654321/22", ""), ("400-800-1234", ""),
        ("+1 650 253 0000", ""),
    ],
)  # fmt: skip
def test_a_number_that_may_be_a_slip_is_asked_about(typed: str, asked: str) -> None:
    doubt = phone_doubt(read_phone(typed))
    assert asked in doubt
    assert bool(doubt) is bool(asked)


@pytest.mark.parametrize(
    ("typed", "addresses", "is_asked"),
    [
        ("", [], False),
        ("a@qq.com", ["a@qq.com"], False),
        (" ａ＠qq．com ", ["a@qq.com"], False),
        ("a\u200b@qq.com\ufeff\x00", ["a@qq.com"], False),
        ("a@qq.com；b@163.com", ["a@qq.com", "b@163.com"], False),
        ("a@qq.com、b@163.com", ["a@qq.com", "b@163.com"], False),
        ("a@qq.com b@163.com，", ["a@qq.com", "b@163.com"], False),
        ("a@qq.com;a@qq.com", ["a@qq.com"], False),
        ("a@qq.com。", ["a@qq.com"], True),
        ("a@qq.com.", ["a@qq.com"], True),
        ("a@qq。com", ["a@qq.com"], True),
    ],
)
def test_one_or_two_addresses_are_read(typed: str, addresses: list[str], is_asked: bool) -> None:
    assert email_addresses(read_email(typed)) == addresses
    assert read_email(read_email(typed)) == read_email(typed)
    assert bool(email_doubt(typed)) is is_asked


@pytest.mark.parametrize(
    "typed",
    ['"a b"@qq.com', '"a"@qq.com', "=?utf-8?q?a?=@qq.com", "a@=?utf-8?b?cXE=?=.com",
     "\u212a@qq.com", "a", "@", "a@", "@qq.com", "a@b.cn;b@b.cn;c@b.cn", "张三@qq.com",
     "a" * 10_000],
)  # fmt: skip
def test_an_address_that_can_hide_another_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableText):
        read_email(typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zhang_2026", "zhang_2026"), ("微信号：zhang_2026", "zhang_2026"),
        ("wx: abc-123", "abc-123"),
        ("ｚｈａｎｇ２０２６", "zhang2026"), ("zhang\u200b2026\u202e", "zhang2026"),
        ("+86 138-0013-8000", "13800138000"), ("138.0013.8000", "13800138000"),
        ("1234567", "1234567"),
        ("zh13800138000", "zh13800138000"),
    ],
)  # fmt: skip
def test_a_wechat_name_is_read_or_the_number_that_finds_it(typed: str, name: str) -> None:
    assert clean_wechat(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "张三", "abc", "a b c d e f", "同手机号", "1234", "a" * 10_000]
)
def test_what_finds_nobody_on_wechat_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableText, match="微信号或绑定的手机号"):
        clean_wechat(typed)


@pytest.mark.parametrize("read", [read_phone, read_email, clean_wechat])
@given(typed=st.text(max_size=80))
def test_no_text_does_anything_but_read_or_be_refused(read: object, typed: str) -> None:
    try:
        stored = read(typed)  # type: ignore[operator]
    except UnreadableText:
        return
    assert read(stored) == stored  # type: ignore[operator]
