"""The pages of the inbox show every case once, in the order of work, without sorting them all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.admin.cases.listing import WorkPaginator
from policies.diagnosis.models import Submission
from policies.diagnosis.models.submissions import ORDER_OF_WORK
from tests.tools.bench.grown import SUBMISSIONS, add_submissions

A_PAGE = 70  # so that some page holds the last open cases and the first others


@pytest.mark.django_db
def test_the_pages_together_are_the_whole_list_in_the_order_of_work() -> None:
    add_submissions()
    ordered = Submission.objects.order_by(*ORDER_OF_WORK)
    paginator = WorkPaginator(ordered, A_PAGE)

    shown = [case.pk for number in paginator.page_range for case in paginator.page(number)]

    assert shown == list(ordered.values_list("pk", flat=True))
    assert len(shown) == SUBMISSIONS


@pytest.mark.django_db
def test_what_is_no_longer_open_is_never_sorted_by_the_order_of_work() -> None:
    add_submissions()
    paginator = WorkPaginator(Submission.objects.order_by(*ORDER_OF_WORK), A_PAGE)
    with CaptureQueriesContext(connection) as queries:
        paginator.page(paginator.num_pages)

    sorting = [query["sql"] for query in queries if "CASE" in query["sql"]]
    assert all("IN ('new', 'taken', 'contacted')" in sql.partition("WHERE")[2] for sql in sorting)
