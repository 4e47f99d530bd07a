"""A page says once a section what it rests on, and numbers its notes in the order of print."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import Criterion, SupportMeasure
from policies.models.attach_sources import attach_sources
from policies.presentation.notes import PageNotes, Part
from policies.presentation.templatetags.notes import amounts, figure_of
from policies.vocabulary import TrustState

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

KEY_PAGE = "/zhongdian-xiaojuren/"
TODAY = date(2026, 11, 29)


def criteria() -> list[Criterion]:
    return attach_sources(Criterion.objects.filter(group__rule_set__code="key-support-2024"))


def test_a_section_of_one_document_names_it_once_and_marks_no_fact() -> None:
    facts = criteria()
    notes = PageNotes([Part("first", facts), Part("second", facts)], TODAY)

    [source] = notes.basis["first"]
    assert (source.name, source.state) == ("财建〔2024〕148号", "转述，原文待核")
    assert [mark.note.number for mark in source.marks] == [1]
    assert not any(notes.marks_of(fact, "first") for fact in facts)
    [again] = notes.basis["second"]
    assert again.state == ""
    assert not again.marks[0].is_first


def test_a_fact_that_was_checked_differs_from_its_section() -> None:
    facts = criteria()
    facts[2].trust_state, facts[2].checked_on = TrustState.CHECKED, date(2026, 11, 3)
    notes = PageNotes([Part("first", [*facts, *criteria()])], TODAY)

    assert [note.documents[0].trust_state for note in notes.notes] == ["retold", "checked"]


def test_a_note_says_when_a_fact_is_due_for_review(client: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Criterion.objects.filter(code="ks-title").update(review_by=yesterday)

    assert client.get(KEY_PAGE).content.decode().count("已到复核日期。") == 1


def test_each_mark_has_its_note_and_each_note_the_way_back(client: Client) -> None:
    for path in (KEY_PAGE, "/xiaojuren/", "/zhuanjingtexin/", "/kejichuangxin/"):
        markup = client.get(path).content.decode()
        marks = re.findall(r'data-note="(\d+)"', markup)
        first = re.findall(r'id="mark-(\d+)"', markup)
        notes = re.findall(r'<li id="note-(\d+)"', markup)
        assert len(marks) <= 25, path
        assert len(notes) <= 15, path
        assert sorted(first, key=int) == notes == [str(n) for n in range(1, len(notes) + 1)]
        assert set(marks) == set(notes)
        assert len(re.findall("data-basis", markup)) == markup.count("<h2") - 1, path


def test_a_checked_document_leaves_every_other_state_as_it_was(client: Client) -> None:
    SupportMeasure.objects.filter(code="s-4").update(
        trust_state=TrustState.CHECKED, checked_on=date(2026, 11, 3)
    )
    markup = client.get(KEY_PAGE).content.decode()

    assert "核验于2026年11月3日" in markup
    assert "转述" in markup


@pytest.mark.parametrize(
    ("statement", "figure"),
    [
        ("600万元/家，三年合计测算；期初拨付50%", "600万元/家"),
        ("2021年至2025年5月历次公示合计4264家", "4264家"),
        ("1.76万家（2025年11月）", "1.76万家"),
        ("约24%（4264/17590，仅供量级参考）", "约24%"),
        ("认定本身没有中央直接奖补；地方奖励看当地", "认定本身没有中央直接奖补"),
    ],
)
def test_the_short_form_of_a_statement_is_its_figure(statement: str, figure: str) -> None:
    assert figure_of(statement) == figure


def test_amounts_are_bold_and_texts_stay_escaped() -> None:
    assert amounts("最高3000万元<b>") == "最高<b>3000万元</b>&lt;b&gt;"
