"""What the desks of policy and of the diagnosis keep from each other.

tests/admin/test_rights.py has the table of every address.
"""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from policies.diagnosis.models import Submission
from policies.models import Term
from tests.admin.addresses import POSTED, addresses, store_rows
from tests.admin.cases.staff import ADVISERS, EDITORS, client_of, member_of_staff
from tests.admin.forms import edit

pytestmark = pytest.mark.once

GROUPS = (EDITORS, "审核", ADVISERS, "管理员")


@pytest.fixture
def rows(seeded: None) -> None:
    """One row of everything that the desk has pages for."""
    store_rows()


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
    posted = [address for address in addresses() if address.name in POSTED]
    assert {address.ask(client).status_code for address in posted} == {403}


@pytest.mark.django_db(transaction=True)
def test_the_groups_come_with_the_migration_and_go_with_it() -> None:
    def migrate(*goals: tuple[str, str]) -> None:
        executor = MigrationExecutor(connection)
        executor.migrate([*goals] or executor.loader.graph.leaf_nodes())

    def rights() -> dict[str, set[str]]:
        return {
            name: set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
            for name in GROUPS
        }

    wanted = rights()
    migrate(("diagnosis", "0001_initial"))
    try:
        assert not Group.objects.filter(name__in=GROUPS).exists()
        # One that staff made by hand keeps what it has, and gets what it lacks.
        extra = Permission.objects.get(codename="view_user")
        Group.objects.create(name=EDITORS).permissions.add(extra)
    finally:
        migrate()
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
