"""The pictures of the editors' handbook, docs/editors.zh.md: `make screenshots`."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from policies.models import RegionalTopUp, RuleSet
from policies.models.copying import copy_rule_set
from policies.models.history import change

FOLDER = settings.BASE_DIR / "docs" / "editors"


def front_page(page: Page) -> None:
    page.goto(reverse("admin:index"))


def change_an_amount(page: Page) -> None:
    page.goto(reverse("admin:policies_regionaltopup_change", args=[top_up().pk]))


def compare_versions(page: Page) -> None:
    page.goto(reverse("admin:policies_regionaltopup_history", args=[top_up().pk]))
    page.get_by_role("button", name="比较选中的两个版本").click()


def new_top_up(page: Page) -> None:
    page.goto(reverse("admin:wizard-top-up"))


def change_thresholds(page: Page) -> None:
    draft = RuleSet.objects.get(code="handbook")
    page.goto(reverse("admin:wizard-thresholds", args=[draft.pk]))
    page.get_by_label("近两年研发费用合计（万元）").fill("1500")
    page.get_by_role("button", name="存草稿并检查").click()


def new_round(page: Page) -> None:
    page.goto(reverse("admin:wizard-round"))


def disputes(page: Page) -> None:
    page.goto(reverse("admin:verification-disputes"))


def verification_desk(page: Page) -> None:
    page.goto(reverse("admin:verification"))


STEPS: tuple[Callable[[Page], None], ...] = (
    front_page,
    change_an_amount,
    compare_versions,
    new_top_up,
    change_thresholds,
    new_round,
    disputes,
    verification_desk,
)


def top_up() -> RegionalTopUp:
    return RegionalTopUp.objects.get(code="guangzhou-little-giant")


@pytest.fixture
def editor(seeded: None) -> User:
    """An editor who corrected an amount and drafted new rules."""
    user = User.objects.create_user("bianji", last_name="王", first_name="编辑", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    with change(author=user, reason="按新文件更正"):
        row = top_up()
        row.amount_max = (row.amount_max or 0) + 100_000
        row.save()
    former = RuleSet.objects.get(code="little-giant-2026")
    copy_rule_set(
        former,
        code="handbook",
        title="“小巨人”认定标准（2027年起）",
        effective_from=date(2027, 4, 1),
        source=former.source,
        author=user,
        reason="部里修订",
    )
    return user


@pytest.mark.browser
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_take_a_picture(
    step: Callable[[Page], None], editor: User, browser: Browser, live_server: LiveServer
) -> None:
    """Save what an editor sees at one step of the handbook."""
    client = Client()
    client.force_login(editor)
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 1024, "height": 720}
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    step(page)
    picture = FOLDER / f"{step.__name__.replace('_', '-')}.png"
    page.screenshot(path=picture)
    context.close()

    assert picture.stat().st_size
