"""The preview of Markdown is for who may edit content only, and there is no upload."""

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

PREVIEW = "/admin/markdown-preview/"

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_staff_see_markdown_rendered_and_sanitised(admin_client: Client) -> None:
    response = admin_client.post(
        PREVIEW, {"content": "# 标题\n\n<script>alert(1)</script>\n\n**粗**"}
    )
    page = response.content.decode()
    assert "<h2>标题</h2>" in page
    assert "<strong>粗</strong>" in page
    assert "script" not in page


def test_the_preview_stands_where_the_editor_looks_for_it(admin_client: Client) -> None:
    page = admin_client.get(reverse("admin:policies_term_add")).content.decode()
    assert f'data-markdownx-urls-path="{PREVIEW}"' in page
    assert reverse("markdown-preview") == PREVIEW


@pytest.mark.parametrize("who", ["anonymous", "a visitor with an account", "inactive staff"])
def test_the_preview_is_closed_to(who: str, client: Client) -> None:
    if who != "anonymous":
        is_staff = who == "inactive staff"
        user = User.objects.create_user("someone", is_staff=is_staff, is_active=not is_staff)
        client.force_login(user)
    response = client.post(PREVIEW, {"content": "**粗**"})
    assert response.status_code == 403
    assert "strong" not in response.content.decode()


@pytest.mark.parametrize(
    ("codenames", "status"),
    [
        ((), 403),
        (("view_term", "view_topicpage", "change_errorreport"), 403),
        (("add_term",), 200),
        (("change_topicpage",), 200),
    ],
)
def test_only_who_may_edit_content_may_preview(
    codenames: tuple[str, ...], status: int, client: Client
) -> None:
    staff = User.objects.create_user("someone", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(staff)
    assert client.post(PREVIEW, {"content": "**粗**"}).status_code == status


@pytest.mark.parametrize(("length", "status"), [(20_000, 200), (20_001, 413)])
def test_a_longer_text_than_a_field_holds_is_refused_with_a_sentence(
    length: int, status: int, admin_client: Client
) -> None:
    response = admin_client.post(PREVIEW, {"content": "字" * length})
    assert response.status_code == status
    assert ("文字超过20000字" in response.content.decode()) == (status == 413)


def test_the_preview_takes_posts_with_a_token_only(admin_user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.post(PREVIEW, {"content": "x"}).status_code == 403
    assert client.get(PREVIEW).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/markdownx/upload/", "/markdownx/markdownify/"])
def test_the_stock_views_of_the_editor_exist_for_nobody(
    client: Client, admin_client: Client, path: str, method: str
) -> None:
    picture = {"image": SimpleUploadedFile("x.png", b"x", "image/png"), "content": "x"}
    for visitor in (client, admin_client):
        assert getattr(visitor, method)(path, picture).status_code == 404


def test_there_is_no_upload_below_the_preview(admin_client: Client) -> None:
    assert admin_client.post(PREVIEW + "upload/").status_code == 404
