"""Readers see how far a fact can be trusted, and both figures in the order that editors chose."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import Dispute, Term
from policies.presentation.previews import preview_address
from policies.vocabulary import Treatment, TrustState, View
from tests.pages.test_owner_facts import visible_text

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def notes_of(markup: str, term: Term) -> str:
    """Return the markup of the notes that a term's entry leads to."""
    entry = markup.partition(f'<section id="{term.key}"')[2].partition("</section>")[0]
    assert "据" in visible_text(entry)
    numbers = re.findall(r'href="#note-(\d+)"', entry)
    notes = [markup.partition(f'<li id="note-{number}"')[2] for number in numbers]
    return "".join(note.partition("</li>")[0] for note in notes)


def glossary(client: Client) -> str:
    return client.get("/glossary/").content.decode()


def test_a_fact_checked_against_its_document_says_when(client: Client) -> None:
    term, *others = Term.objects.filter(source=Term.objects.all()[0].source)
    term.trust_state, term.checked_on = TrustState.CHECKED, date(2026, 11, 3)
    term.save()
    markup = glossary(client)
    assert "已核原文，核验于2026年11月3日" in visible_text(notes_of(markup, term))
    assert others
    assert not any("核验于" in notes_of(markup, other) for other in others)


@pytest.mark.parametrize(("days", "is_due"), [(-1, True), (0, False), (1, False)])
def test_a_fact_whose_review_is_overdue_says_so(days: int, is_due: bool, client: Client) -> None:
    term = Term.objects.all()[0]
    term.review_by = timezone.localdate() + timedelta(days=days)
    term.save()
    assert ("已到复核日期" in notes_of(glossary(client), term)) is is_due


def test_in_a_preview_the_day_shown_counts(client: Client) -> None:
    term = Term.objects.all()[0]
    term.review_by = timezone.localdate() + timedelta(days=7)
    term.save()
    later = preview_address(term.review_by + timedelta(days=1), "/glossary/")
    assert "已到复核日期" in notes_of(client.get(later).content.decode(), term)


def test_facts_that_share_a_basis_lead_each_to_its_own_correction(client: Client) -> None:
    terms = list(Term.objects.all())
    assert len({(term.source_id, term.trust_state) for term in terms}) < len(terms)
    markup = glossary(client)
    for term in terms:
        correction = f'<a href="/corrections/term/{term.pk}/" rel="nofollow">{term.name}</a>'
        assert correction in notes_of(markup, term).partition("指出错误：")[2]


def test_a_document_that_is_renamed_has_its_new_name_with_every_fact(client: Client) -> None:
    terms = list(Term.objects.filter(source=Term.objects.all()[0].source))
    document = terms[0].source
    assert document.title in glossary(client)
    former, document.title = document.title, "改过的<名称>"
    document.save()
    markup = glossary(client)
    assert former not in markup
    assert all("改过的&lt;名称&gt;" in notes_of(markup, term) for term in terms)


@pytest.mark.parametrize("first", View)
def test_the_figure_of_the_editors_choice_stands_first(first: View, client: Client) -> None:
    Dispute.objects.filter(treatment=Treatment.TWO_FIGURES).update(shown_first=first)
    listed = client.get("/sources/").content.decode().split('<dl class="pairs"')[1:]
    money = client.get("/zhongdian-xiaojuren/").content.decode()
    orders = {
        pair.index("<dt>文件</dt>") < pair.index("<dt>本中心</dt>")
        for pair in (pair.partition("</dl>")[0] for pair in listed)
        if "<dt>本中心</dt>" in pair
    }

    assert (first == View.DOCUMENTS) in orders
    assert ("600万元/家／最高3000万元" in money) is (first == View.DOCUMENTS)
    assert ("最高3000万元（含专项支持）／600万元/家" in money) is (first == View.OWNER)
