"""Stairs: each step stands back behind the one below, and no text is lost or runs over."""

import itertools

import pytest

from policies.presentation.drawings.stairs import EM, PADDING, WIDTH, stairs, wrap

pytestmark = pytest.mark.once

TEXTS = [["财政支持名单", "先要是小巨人，且在有效期内、未上市、未获过两轮支持"], ["认定"], ["评价"]]


def test_each_step_rests_on_the_one_below_and_starts_behind_it() -> None:
    steps = stairs(TEXTS).steps
    for upper, lower in itertools.pairwise(steps):
        assert upper.foot == lower.y
        assert lower.x < upper.way_up_x < upper.x
        assert upper.x + upper.width == lower.x + lower.width < WIDTH


def test_what_stands_apart_touches_no_step() -> None:
    picture = stairs(TEXTS, apart=[["相邻体系"]])
    assert picture.apart[0].y > picture.steps[-1].foot
    assert picture.height > picture.apart[0].foot


def test_every_text_stands_whole_inside_its_step() -> None:
    for step, texts in zip(stairs(TEXTS).steps, TEXTS, strict=True):
        assert "".join(line.text for line in step.lines) == "".join(texts)
        assert all(step.y < line.y < step.foot for line in step.lines)
        # A mark that hangs at the end of a line may stand in the padding.
        assert all(len(line.text) * EM <= step.width - PADDING for line in step.lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("认定", ["认定"]),
        ("一二三四五", ["一二三四", "五"]),
        ("一二三四，五", ["一二三四，", "五"]),
        ("abcdef", ["abcdef"]),
    ],
)
def test_lines_break_between_characters_but_not_before_a_mark(text: str, lines: list[str]) -> None:
    assert wrap(text, 4) == lines


def test_without_steps_there_is_nothing_to_draw() -> None:
    assert stairs([]).steps == ()
