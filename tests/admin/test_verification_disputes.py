"""Changed links are accepted and disputes decided at the trust desk."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from reversion.models import Revision

from policies.models import (
    Dispute,
    LinkCheck,
    SourceDocument,
)
from policies.vocabulary import LinkState
from tests.admin.verification import DESK, STANDARD

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]


@pytest.fixture
def changed() -> LinkCheck:
    link = SourceDocument.objects.get(key=STANDARD).links.all()[0]
    return LinkCheck.objects.create(
        link=link,
        state=LinkState.CHANGED,
        checked_at=timezone.now(),
        content_hash="b" * 64,
        accepted_hash="a" * 64,
        detail="内容与上次看过的不同",
    )


def test_a_link_in_trouble_is_listed_with_what_is_wrong(
    client: Client, checker: User, changed: LinkCheck
) -> None:
    response = client.get(f"{DESK}?show=links")
    groups = response.context["page"]["groups"]
    assert [group["document"].key for group in groups] == [STANDARD]
    assert "内容有变：内容与上次看过的不同" in response.content.decode()


@pytest.mark.parametrize(
    ("seen", "state"), [("b" * 64, LinkState.FINE), ("c" * 64, LinkState.CHANGED)]
)
def test_changed_content_is_accepted_as_it_was_seen(
    client: Client, checker: User, changed: LinkCheck, seen: str, state: LinkState
) -> None:
    client.post(f"{DESK}accept/", {"link": f"{changed.link_id}/{seen}"})
    changed.refresh_from_db()
    assert changed.state == state


# Disputes


def test_both_views_stand_side_by_side(client: Client, checker: User) -> None:
    page = client.get(f"{DESK}disputes/").content.decode()
    for dispute in Dispute.objects.all():
        assert dispute.documents_view in page
        assert dispute.owner_view in page


def decide(client: Client, dispute: Dispute, **changes: str) -> Any:
    posted = {"shown_first": "owner", "public_wording": "新的说明", "reason": "出处已补"} | changes
    fields = {f"{dispute.code}-{name}": value for name, value in posted.items()}
    return client.post(f"{DESK}disputes/{dispute.code}/", fields)


def test_a_decision_is_one_revision_with_its_reason(client: Client, checker: User) -> None:
    dispute = Dispute.objects.all()[0]
    revisions = Revision.objects.count()
    assert decide(client, dispute)["Location"] == f"{DESK}disputes/#{dispute.code}"
    dispute.refresh_from_db()
    assert (dispute.shown_first, dispute.public_wording) == ("owner", "新的说明")
    assert Revision.objects.count() == revisions + 1
    revision = Revision.objects.latest("pk")
    assert (revision.user, revision.comment) == (checker, "出处已补")


@pytest.mark.parametrize("missing", ["shown_first", "public_wording", "reason"])
def test_a_decision_says_everything(client: Client, checker: User, missing: str) -> None:
    dispute = Dispute.objects.all()[0]
    response = decide(client, dispute, **{missing: ""})
    assert response.status_code == 422
    assert "这个字段是必填项。" in response.content.decode()
