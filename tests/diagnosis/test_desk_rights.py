"""Who may open what: every address of the admin of both rooms, for everyone who might try."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import RoutePattern
from django.utils import timezone
from reversion.models import Version

from policies.diagnosis.models import (
    AccessRecord,
    Delivery,
    MailboxTask,
    OperationRecord,
    Submission,
)
from policies.models import Term, UpdateNote
from tests.admin.forms import edit
from tests.diagnosis.staff import ADVISERS, EDITORS, client_of, member_of_staff

LOGIN, REFUSED, SHOWN, LED_ON, INCOMPLETE = 302, 403, 200, 302, 422

# What an adviser and a superuser get from each address of the diagnosis; all others are refused.
DIAGNOSIS = {
    "submission_changelist": (SHOWN, SHOWN),
    "submission_change": (SHOWN, SHOWN),
    "submission_history": (SHOWN, SHOWN),
    "submission_add": (REFUSED, REFUSED),
    "submission_delete": (REFUSED, REFUSED),
    "submission_export": (SHOWN, SHOWN),
    "submission_step": (INCOMPLETE, INCOMPLETE),
    "submission_note": (INCOMPLETE, INCOMPLETE),
    "submission_resend": (LED_ON, LED_ON),
    "submission_confirm": (LED_ON, LED_ON),
    "mailboxtask_changelist": (SHOWN, SHOWN),
    "mailboxtask_change": (SHOWN, SHOWN),
    "mailboxtask_history": (SHOWN, SHOWN),
    "mailboxtask_add": (REFUSED, REFUSED),
    "mailboxtask_delete": (REFUSED, REFUSED),
    "mailboxtask_done": (LED_ON, LED_ON),
    "accessrecord_changelist": (REFUSED, SHOWN),
    "accessrecord_change": (REFUSED, SHOWN),
    "accessrecord_history": (REFUSED, SHOWN),
    "accessrecord_add": (REFUSED, REFUSED),
    "accessrecord_delete": (REFUSED, REFUSED),
    "operationrecord_changelist": (REFUSED, SHOWN),
    "operationrecord_change": (REFUSED, SHOWN),
    "operationrecord_history": (REFUSED, SHOWN),
    "operationrecord_add": (REFUSED, REFUSED),
    "operationrecord_delete": (REFUSED, REFUSED),
}
POSTED = {
    "submission_export", "submission_step", "submission_note", "submission_resend",
    "submission_confirm", "mailboxtask_done",
}  # fmt: skip
ROLES = ("anonymous", "staff", "editor", "adviser", "superuser")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the admin: its name without the app, and whether it is posted to."""

    app: str
    name: str
    url: str

    def ask(self, client: Client) -> int:
        """Return the status of the answer."""
        ask = client.post if self.name in POSTED else client.get
        response = ask(self.url)
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[attr-defined]
        return response.status_code


def addresses_of(app: str) -> Iterator[Address]:
    """Yield every named address of the admin of an app, filled with the first row of each model."""
    for model in apps.get_app_config(app).get_models():
        if not admin.site.is_registered(model):
            continue
        row = model._default_manager.all()[0]
        for url in admin.site.get_model_admin(model).get_urls():
            if not url.name:
                continue  # a redirect from an old form of address
            assert isinstance(url.pattern, RoutePattern)
            arguments = {name: value_of(name, row) for name in url.pattern.converters}
            address = reverse(f"admin:{url.name}", kwargs=arguments)
            yield Address(app, url.name.removeprefix(f"{app}_"), address)


def value_of(name: str, row: Model) -> Any:
    if name == "delivery":
        return Delivery.objects.get().pk
    if name == "revision":
        return Version.objects.get_for_object(row).first().revision_id
    return "csv" if name == "kind" else row.pk


@pytest.fixture
def rows(submit: Callable[..., Submission]) -> None:
    """One row of everything that the desk has pages for; policy has its seeded content."""
    submit()
    AccessRecord.objects.create(kind="viewed", reference="ACDEFGHJ")
    MailboxTask.objects.create(reference="ACDEFGHJ")
    OperationRecord.objects.create(kind="backup")


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client_in_role(db: None, role: str) -> Client:
    users: dict[str, Callable[[], User | None]] = {
        "anonymous": lambda: None,
        "staff": member_of_staff,
        "editor": lambda: member_of_staff(EDITORS),
        "adviser": lambda: member_of_staff(ADVISERS),
        "superuser": lambda: User.objects.create_superuser("root"),
    }
    return client_of(users[role]())


@pytest.mark.usefixtures("rows")
def test_every_address_of_the_diagnosis_is_for_whom_the_table_says(
    client_in_role: Client, role: str
) -> None:
    found = {address.name: address.ask(client_in_role) for address in addresses_of("diagnosis")}
    by_role: dict[str, Callable[[tuple[int, int]], int]] = {
        "anonymous": lambda row: LOGIN,
        "staff": lambda row: REFUSED,
        "editor": lambda row: REFUSED,
        "adviser": lambda row: row[0],
        "superuser": lambda row: row[1],
    }
    assert found == {name: by_role[role](row) for name, row in DIAGNOSIS.items()}


def test_every_address_of_policy_is_for_editors_alone_and_none_deletes(
    seeded: None, client_in_role: Client, role: str
) -> None:
    expected = {"anonymous": LOGIN, "editor": SHOWN, "superuser": SHOWN}.get(role, REFUSED)
    UpdateNote.objects.create(code="note", title="更新", publish_at=timezone.now())
    addresses = list(addresses_of("policies"))
    assert len(addresses) > 80
    deleting = LOGIN if role == "anonymous" else REFUSED
    wrong = {
        address.name
        for address in addresses
        if address.ask(client_in_role)
        != (deleting if address.name.endswith("_delete") else expected)
    }
    assert wrong == set()


@pytest.mark.usefixtures("rows")
def test_whoever_is_not_logged_in_is_led_to_the_login() -> None:
    for app in ("policies", "diagnosis"):
        for address in addresses_of(app):
            ask = Client().post if address.name in POSTED else Client().get
            assert "/login/" in ask(address.url).headers["Location"], address


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("group", "seen", "unseen"),
    [(EDITORS, "专题页", "诊断表"), (ADVISERS, "诊断表", "专题页")],
)
def test_neither_sees_the_others_subjects(group: str, seen: str, unseen: str) -> None:
    page = client_of(member_of_staff(group)).get(reverse("admin:index")).content.decode()
    assert f">{seen}</a>" in page
    assert f">{unseen}</a>" not in page
    assert "查看记录" not in page
    assert ">用户</a>" not in page


@pytest.mark.parametrize(
    ("group", "app", "status"),
    [
        (EDITORS, "policies", 200),
        (EDITORS, "diagnosis", 404),
        (ADVISERS, "policies", 404),
        (ADVISERS, "diagnosis", 200),
        (EDITORS, "auth", 404),
        (ADVISERS, "auth", 404),
    ],
)
def test_the_index_of_an_app_is_there_for_whoever_works_in_it(
    db: None, group: str, app: str, status: int
) -> None:
    client = client_of(member_of_staff(group))
    assert client.get(reverse("admin:app_list", args=[app])).status_code == status


@pytest.mark.parametrize(("group", "status"), [(EDITORS, 200), (ADVISERS, 403)])
def test_the_search_behind_a_field_is_for_editors_alone(
    seeded: None, group: str, status: int
) -> None:
    query = {"app_label": "policies", "model_name": "term", "field_name": "source", "term": "148"}
    client = client_of(member_of_staff(group))
    assert client.get(reverse("admin:autocomplete"), query).status_code == status


def test_an_editor_edits(seeded: None) -> None:
    term = Term.objects.all()[0]
    address = reverse("admin:policies_term_change", args=[term.pk])
    response = edit(client_of(member_of_staff(EDITORS)), address, name="新名称")
    assert response.status_code == 302
    term.refresh_from_db()
    assert term.name == "新名称"


@pytest.mark.usefixtures("rows")
def test_who_may_only_see_cases_gets_no_button_and_can_post_nothing() -> None:
    onlooker = member_of_staff()
    onlooker.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client, case = client_of(onlooker), Submission.objects.get()
    page = client.get(reverse("admin:diagnosis_submission_change", args=[case.pk]))
    content = page.content.decode()
    assert case.company_name in content
    assert "<button" not in content[content.index('id="content-main"') :].split("</main>")[0]
    posted = [address for address in addresses_of("diagnosis") if address.name in POSTED]
    assert {address.ask(client) for address in posted} == {REFUSED}


@pytest.mark.django_db(transaction=True)
def test_the_groups_come_with_the_migration_and_go_with_it() -> None:
    with_groups, before = ("diagnosis", "0002_staff_groups"), ("diagnosis", "0001_initial")
    names = (EDITORS, ADVISERS)

    def migrate(goal: tuple[str, str]) -> None:
        MigrationExecutor(connection).migrate([goal])

    def rights() -> dict[str, set[str]]:
        return {
            name: set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
            for name in names
        }

    wanted = rights()
    migrate(before)
    assert not Group.objects.filter(name__in=names).exists()
    # One that staff made by hand keeps what it has, and gets what it lacks.
    extra = Permission.objects.get(codename="view_user")
    Group.objects.create(name=EDITORS).permissions.add(extra)
    migrate(with_groups)
    assert rights() == wanted | {EDITORS: wanted[EDITORS] | {"view_user"}}


def test_an_adviser_has_exactly_these_rights(db: None) -> None:
    permissions = Group.objects.get(name=ADVISERS).permissions
    assert set(permissions.values_list("codename", flat=True)) == {
        "view_submission",
        "change_submission",
        "view_delivery",
        "view_note",
        "view_mailboxtask",
        "change_mailboxtask",
    }


def test_an_editor_has_every_right_of_policy_and_no_other(db: None) -> None:
    permissions = Group.objects.get(name=EDITORS).permissions
    of_policy = Permission.objects.filter(content_type__app_label="policies")
    assert set(permissions.all()) == set(of_policy)
