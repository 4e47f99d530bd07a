"""Readers see how far a fact can be trusted, and both figures in the order that editors chose."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import Dispute, SmeSizeLimit, Term
from policies.presentation.previews import preview_address
from policies.vocabulary import Treatment, TrustState, View
from tests.pages.test_owner_facts import visible_text

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def basis_of(markup: str, term: Term) -> str:
    """Return the text of a term's entry with its basis."""
    return visible_text(markup.partition(f'id="{term.key}"')[2].partition("</details>")[0])


def glossary(client: Client) -> str:
    return client.get("/glossary/").content.decode()


def test_a_fact_checked_against_its_document_says_when(client: Client) -> None:
    term = Term.objects.all()[0]
    term.trust_state, term.checked_on = TrustState.CHECKED, date(2026, 11, 3)
    term.save()
    basis = basis_of(glossary(client), term)
    assert "据原文" in basis
    assert "已核原文，核验于2026年11月3日" in basis


@pytest.mark.parametrize(("days", "is_due"), [(-1, True), (0, False), (1, False)])
def test_a_fact_whose_review_is_overdue_says_so(days: int, is_due: bool, client: Client) -> None:
    term = Term.objects.all()[0]
    term.review_by = timezone.localdate() + timedelta(days=days)
    term.save()
    basis = basis_of(glossary(client), term)
    assert ("·待复核" in basis) is is_due
    assert ("，待复核，应在" in basis) is is_due
    assert "前复核" in basis


def test_in_a_preview_the_day_shown_counts(client: Client) -> None:
    term = Term.objects.all()[0]
    term.review_by = timezone.localdate() + timedelta(days=7)
    term.save()
    later = preview_address(term.review_by + timedelta(days=1), "/glossary/")
    assert "待复核" in basis_of(client.get(later).content.decode(), term)


def test_facts_that_share_a_basis_lead_each_to_its_own_correction(client: Client) -> None:
    terms = list(Term.objects.all())
    assert len({(term.source_id, term.trust_state) for term in terms}) < len(terms)
    markup = glossary(client)
    for term in terms:
        entry = markup.partition(f'id="{term.key}"')[2].partition("</details>")[0]
        assert f'<a href="/corrections/term/{term.pk}/" rel="nofollow">指出错误</a>' in entry


def test_a_document_that_is_renamed_has_its_new_name_with_every_fact(client: Client) -> None:
    document = Term.objects.all()[0].source
    assert document.title in glossary(client)
    former, document.title = document.title, "改过的<名称>"
    document.save()
    markup = glossary(client)
    assert former not in markup
    assert markup.count("改过的&lt;名称&gt;") == sum(
        kind.objects.filter(source=document).count() for kind in (Term, SmeSizeLimit)
    )


@pytest.mark.parametrize("first", View)
def test_the_figure_of_the_editors_choice_stands_first(first: View, client: Client) -> None:
    Dispute.objects.filter(treatment=Treatment.TWO_FIGURES).update(shown_first=first)
    listed = client.get("/sources/").content.decode().split('<dl class="views"')[1:]
    money = client.get("/zhongdian-xiaojuren/").content.decode()
    orders = {
        pair.index("文件口径") < pair.index("本中心口径")
        for pair in (pair.partition("</dl>")[0] for pair in listed)
        if "本中心口径" in pair and "本中心口径" in pair
    }

    assert (first == View.DOCUMENTS) in orders
    assert ("600万元/家／最高3000万元" in money) is (first == View.DOCUMENTS)
    assert ("最高3000万元（含专项支持）／600万元/家" in money) is (first == View.OWNER)
