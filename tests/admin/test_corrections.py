"""Reports of readers at the desk: open first, each leading to its fact, settled once."""

import pytest
from django.test import Client
from django.urls import reverse

from policies.models import ErrorReport, Material, Term
from tests.admin.cases.staff import client_of, member_of_staff

LIST = "/admin/policies/errorreport/"

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]


@pytest.fixture
def client() -> Client:
    return client_of(member_of_staff("审核"))


@pytest.fixture
def report() -> ErrorReport:
    term = Term.objects.all()[0]
    return ErrorReport.objects.create(kind="term", row_id=term.pk, shown="术语", text="写错了")


def settle(client: Client, report: ErrorReport, state: str) -> int:
    address = reverse("admin:policies_errorreport_settle", args=[report.pk, state])
    return client.post(address).status_code


def test_open_reports_come_first(client: Client, report: ErrorReport) -> None:
    ErrorReport.objects.create(kind="term", row_id=1, shown="旧", text="旧", state="corrected")
    listed = client.get(LIST).context["cl"].result_list
    assert [row.shown for row in listed] == ["术语", "旧"]


def test_a_report_leads_to_the_page_of_its_fact(client: Client, report: ErrorReport) -> None:
    page = client.get(f"{LIST}{report.pk}/change/").content.decode()
    assert f'href="/admin/policies/term/{report.row_id}/change/#id_name"' in page


def test_a_report_on_a_part_leads_to_the_page_of_its_whole(seeded: None) -> None:
    material = Material.objects.all()[0]
    report = ErrorReport(kind="material", row_id=material.pk)
    page = f"/admin/policies/materialchecklist/{material.checklist_id}/change/"
    assert report.get_admin_url() == f"{page}#id_materials-0-name"
    assert client_of(member_of_staff("编辑")).get(page).status_code == 200


def test_a_report_on_a_fact_that_is_gone_leads_to_the_front_page(seeded: None) -> None:
    report = ErrorReport(kind="material", row_id=0)
    assert report.get_admin_url() == "/admin/"


@pytest.mark.parametrize("state", ["corrected", "unfounded"])
def test_a_button_settles_a_report_with_name_and_time(
    client: Client, report: ErrorReport, state: str
) -> None:
    assert settle(client, report, state) == 302
    report.refresh_from_db()
    assert report.state == state
    assert report.settled_by is not None
    assert report.settled_by.username == "zhangsan"
    page = client.get(f"{LIST}{report.pk}/change/").content.decode()
    assert "张三" in page
    assert "formaction" not in page


def test_a_report_is_settled_once(client: Client, report: ErrorReport) -> None:
    settle(client, report, "corrected")
    settle(client, report, "unfounded")
    report.refresh_from_db()
    assert report.state == "corrected"


@pytest.mark.parametrize("state", ["open", "anything"])
def test_a_report_is_not_brought_into_another_state(
    client: Client, report: ErrorReport, state: str
) -> None:
    assert settle(client, report, state) == 404
