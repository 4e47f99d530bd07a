"""Every page of the editors' desk answers, in Chinese, with a bounded number of queries."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from policies.models import CentreStatement, Criterion, SourceLink, Term, UpdateNote
from policies.models.keys import KeyedModel

MODELS = [
    model
    for model in apps.get_app_config("policies").get_models()
    if admin.site.is_registered(model) and issubclass(model, KeyedModel)
]
MOST_QUERIES_OF_A_LIST = 22  # six of them for the banner about mail
# Two words in a row; single ones are codes and addresses.
ENGLISH = re.compile(r"[A-Za-z][a-z]+(?: [A-Za-z][a-z]+)+")
UNSEEN = re.compile(r"(?s)<(script|style|textarea)\b.*?</\1>|<!--.*?-->")
TAG = re.compile(r"<[^>]+>")
TITLES = re.compile(r'(?:title|alt|placeholder|aria-label)="([^"]*)"')

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded", "notes")]


@pytest.fixture
def notes(db: None) -> None:
    """Three update notes; all other content is seeded."""
    for code in "abc":
        UpdateNote.objects.create(code=code, title=f"更新{code}", publish_at=timezone.now())


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def addresses(model: type[Model]) -> list[str]:
    row = model._default_manager.first()
    assert row is not None
    revision = Version.objects.get_for_object(row).first().revision_id
    one_row = [address(model, page, row.pk) for page in ("change", "history")]
    editing = [address(model, "add"), address(model, "restore", row.pk, revision)]
    if model is CentreStatement:
        editing = []  # the confirmation sheet does
    return [address(model, "changelist"), *one_row, *editing]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_page_of_a_subject_answers_without_an_english_phrase(
    admin_client: Client, model: type[Model]
) -> None:
    for url in addresses(model):
        response = admin_client.get(url)
        assert response.status_code == 200, url
        page = UNSEEN.sub("", response.content.decode())
        seen = TAG.sub("\n", page) + "\n".join(TITLES.findall(page))
        assert ENGLISH.findall(seen) == [], url


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # some things are asked once and then remembered
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_list_of_all_rows_takes_no_more_queries_than_a_list_of_two(
    admin_client: Client, model: type[Model]
) -> None:
    changelist = address(model, "changelist")
    two = list(model._default_manager.values_list("pk", flat=True))[-2:]
    few = queries_of(admin_client, f"{changelist}?pk__in={','.join(map(str, two))}")
    assert queries_of(admin_client, changelist) <= few <= MOST_QUERIES_OF_A_LIST


def test_a_list_of_fifty_more_rows_takes_no_more_queries(admin_client: Client) -> None:
    before = queries_of(admin_client, address(Term, "changelist"))
    source = Term.objects.all()[0].source
    Term.objects.bulk_create(
        Term(key=f"term-{n}", name=f"术语{n}", meaning="解释", source=source) for n in range(50)
    )
    assert queries_of(admin_client, address(Term, "changelist")) == before


def test_all_content_can_be_edited() -> None:
    inlines = {
        inline.model for model in MODELS for inline in admin.site.get_model_admin(model).inlines
    }
    content = {m for m in apps.get_app_config("policies").get_models() if issubclass(m, KeyedModel)}
    assert SourceLink in inlines
    assert content == {*MODELS, *inlines}


def test_the_index_lists_subjects_in_the_order_of_work(admin_client: Client) -> None:
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert "小巨人政策专题站·编辑台" in page
    places = [
        page.index(f">{name}</a>") for name in ("专题页", "条件项", "术语", "依据文件", "诊断表")
    ]
    assert places == sorted(places)


def test_a_fact_leads_to_its_place_on_the_site(admin_client: Client) -> None:
    criterion = Criterion.objects.get(code="lg-revenue")
    page = admin_client.get(address(Criterion, "change", criterion.pk)).content.decode()
    assert f'href="{criterion.get_absolute_url()}"' in page
    assert "在网站上查看" in page


def test_criteria_are_found_by_their_wording(admin_client: Client) -> None:
    found = admin_client.get(address(Criterion, "changelist"), {"q": "营业收入"})
    codes = {row.code for row in found.context["cl"].result_list}
    assert "lg-revenue" in codes
    assert len(codes) < Criterion.objects.count()


def test_anonymous_visitors_are_sent_to_the_login(client: Client) -> None:
    response = client.get(reverse("admin:index"))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize("model", [User, Group], ids=lambda model: model.__name__)
def test_permissions_are_named_in_chinese(admin_client: Client, model: type[Model]) -> None:
    may_edit = Permission.objects.get(codename="change_term")
    User.objects.get(username="admin").user_permissions.add(may_edit)
    Group.objects.all().delete()
    Group.objects.create(name="编辑").permissions.add(may_edit)
    row = model._default_manager.get()
    page = admin_client.get(address(model, "change", row.pk)).content.decode()
    assert "修改 术语" in page
    assert "Can change" not in page
