"""The table of rights: what every address of the desk answers to every group."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from policies.models.keys import content_models
from tests.admin.addresses import Address, addresses, store_rows
from tests.admin.cases.staff import client_of, member_of_staff

pytestmark = pytest.mark.once

EDITORS, REVIEWERS, ADVISERS, MANAGERS = "编辑", "审核", "顾问", "管理员"
VISITOR, WITHOUT_GROUP, SUPERUSER = "visitor", "without a group", "superuser"
ROLES = (VISITOR, WITHOUT_GROUP, EDITORS, REVIEWERS, ADVISERS, MANAGERS, SUPERUSER)
ALLOWED, REFUSED, ABSENT, LOGIN = "allowed", "403", "404", "login"

NOBODY: frozenset[str] = frozenset()
ALL_STAFF = frozenset(ROLES) - {VISITOR}
POLICY = frozenset({EDITORS, MANAGERS, SUPERUSER})
CHECKING = POLICY | {REVIEWERS}
CASES = frozenset({ADVISERS, MANAGERS, SUPERUSER})
KEEPERS = frozenset({MANAGERS, SUPERUSER})
OWNERS = frozenset({SUPERUSER})

CONTENT = (
    "topicpage", "comparisondimension", "supportmeasure", "regionaltopup", "region", "ruleset",
    "criterion", "applicationround", "yearlyevent", "enterprisecount", "tier", "processstep",
    "preparationadvice", "obligation", "standardchange", "materialchecklist", "term",
    "smesizelimit", "sourcedocument", "dispute", "updatenote",
)  # fmt: skip
TABLES = ("regionaltopup", "sourcedocument", "enterprisecount")


def rows(model: str, **pages: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the rows of the pages of a model."""
    return {f"{model}_{page}": roles for page, roles in pages.items()}


def pages_of(model: str, see: frozenset[str], edit: frozenset[str] = NOBODY) -> Any:
    """Return the rows of a model's ordinary pages; nothing is deleted."""
    seen = {"changelist": see, "change": see, "history": see}
    return rows(model, **seen, add=edit, delete=NOBODY)


# Who may open an address. Visitors are led to the sign-in, all other staff are refused.
TABLE: dict[str, frozenset[str]] = {
    "index": ALL_STAFF,
    "login": ALL_STAFF,
    "logout": ALL_STAFF,
    "password_change": ALL_STAFF,
    "password_change_done": ALL_STAFF,
    "jsi18n": ALL_STAFF,
    "view_on_site": ALL_STAFF,
    "autocomplete": CHECKING,
    "app_list_policies": CHECKING,
    "app_list_diagnosis": CASES,
    "app_list_auth": KEEPERS,
    "wizard-correction": CHECKING,
    "wizard-top-up": POLICY,
    "wizard-policy-change": POLICY,
    "wizard-thresholds": POLICY,
    "wizard-round": POLICY,
    "undo": POLICY,
    "content-updates": POLICY,
    "looked-today": POLICY,
    "verification": CHECKING,
    "verification-check": CHECKING,
    "verification-undo": CHECKING,
    "verification-accept": CHECKING,
    "verification-open": CHECKING,
    "verification-disputes": CHECKING,
    "verification-decide": CHECKING,
    "verification-sheet": CHECKING,
}
for name in CONTENT:
    TABLE |= pages_of(f"policies_{name}", CHECKING, POLICY)
    TABLE |= rows(f"policies_{name}", restore=POLICY)
for name in TABLES:
    TABLE |= rows(f"policies_{name}", **{"import": POLICY, "export": POLICY})
TABLE |= pages_of("policies_errorreport", CHECKING)
TABLE |= pages_of("policies_centrestatement", CHECKING)
TABLE |= rows("policies_centrestatement", restore=NOBODY)
TABLE |= pages_of("admin_logentry", OWNERS)
TABLE |= {"app_list_admin": OWNERS}
TABLE |= rows("policies_errorreport", settle=CHECKING)
TABLE |= pages_of("diagnosis_submission", CASES)
TABLE |= rows("diagnosis_submission", export=CASES, outcomes=CASES, step=CASES, note=CASES)
TABLE |= rows("diagnosis_submission", new=CASES)
TABLE |= rows("diagnosis_submission", resend=CASES, confirm=CASES)
TABLE |= pages_of("diagnosis_mailboxtask", CASES)
TABLE |= rows("diagnosis_mailboxtask", done=CASES)
TABLE |= pages_of("diagnosis_accessrecord", KEEPERS)
TABLE |= pages_of("diagnosis_operationrecord", KEEPERS)
TABLE |= pages_of("auth_user", KEEPERS, KEEPERS)
TABLE |= rows("auth_user", password_change=KEEPERS, delete=OWNERS)
TABLE |= pages_of("auth_group", KEEPERS, KEEPERS)
TABLE |= rows("auth_group", delete=OWNERS)


def client_in(role: str) -> Client:
    """Return a client of someone in a role."""
    if role == VISITOR:
        return Client()
    if role == SUPERUSER:
        return client_of(User.objects.create_superuser("root"))
    return client_of(member_of_staff(*({role} - {WITHOUT_GROUP})))


def answer(address: Address, client: Client) -> str:
    """Return how an address answers."""
    response = address.ask(client)
    if response.streaming:
        b"".join(response.streaming_content)
    if response.status_code in (403, 404):
        return str(response.status_code)
    leads_to = response.headers.get("Location", "")
    return LOGIN if leads_to.startswith(("/admin/login/", "/admin/sign-in/")) else ALLOWED


def expected(name: str, role: str) -> str:
    """Return what the table says; an app in which someone has no work is not there for them."""
    if role == VISITOR:
        return ALLOWED if name == "logout" else LOGIN  # there is nothing to leave
    if role in TABLE[name]:
        return ALLOWED
    return ABSENT if name.startswith("app_list_") else REFUSED


def test_the_table_has_a_row_for_every_address(seeded: None) -> None:
    store_rows()
    found = {address.name for address in addresses()}
    assert found == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says(seeded: None, role: str) -> None:
    store_rows()
    every = [address for address in addresses() if address.name in TABLE]
    every.sort(key=lambda address: address.name == "logout")  # last: nothing opens after it
    client = client_in(role)
    found = {address.name: answer(address, client) for address in every}
    assert {name: how for name, how in found.items() if how != expected(name, role)} == {}


def rights_of(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def test_editors_edit_all_content_and_delete_only_parts(db: None) -> None:
    names = [model._meta.model_name for model in content_models()]
    editing = {f"{action}_{name}" for action in ("view", "add", "change") for name in names}
    parts = {f"delete_{name}" for name in ("condition", "path", "sourcelink", "localcondition")}
    settling = {"check_facts", "view_errorreport", "change_errorreport"}
    assert rights_of(EDITORS) == editing | parts | settling


def test_reviewers_see_all_content_and_check_it(db: None) -> None:
    seeing = {f"view_{model._meta.model_name}" for model in content_models()}
    assert rights_of(REVIEWERS) == seeing | {
        "check_facts", "view_errorreport", "change_errorreport",
    }  # fmt: skip


def test_managers_have_the_rights_of_editors_and_advisers_accounts_and_records(db: None) -> None:
    accounts = {
        f"{action}_{name}" for action in ("view", "add", "change") for name in ("user", "group")
    }
    records = {"view_accessrecord", "view_operationrecord"}
    assert rights_of(MANAGERS) == rights_of(EDITORS) | rights_of(ADVISERS) | accounts | records


def test_no_group_has_a_right_of_a_library(db: None) -> None:
    apps = Permission.objects.filter(group__isnull=False).values_list(
        "content_type__app_label", flat=True
    )
    assert set(apps) == {"policies", "diagnosis", "auth"}
