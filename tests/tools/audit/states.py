"""Every page of the site, and every state that its forms can be in, as markup by address."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from policies.diagnosis.models import Reminder
from policies.diagnosis.submission.tokens import receipt_token
from policies.presentation.previews import preview_address
from tests.factories import CONTACT
from tests.reachable import reachable_paths

REGION = "/regions/"
REGIONS = ("/regions/guangdong/", "/regions/hubei/", "/regions/xizang/")  # much, little, nothing
TOPIC = "/zhongdian-xiaojuren/"
FORM, DELETE = "/diagnosis/", "/diagnosis/delete/"
REMINDERS = "/reminders/"
FIGURES = {
    "application_type": "new", "current_title": "specialized", "title_valid": "true",
    "region": "420000", "revenue_y1": "6200", "rd_y1": "500", "rd_y2": "420",
    "debt_ratio": "58.3%", "class1_ip": "3", "product_fields": ["core_parts"],
}  # fmt: skip
ASKED = (
    "/search/?q=小巨人", "/search/?q=研发费", "/search/?q=没有这样的词", "/search/?q=",
    "/regions/?all=1", "/regions/?province=广东", "/regions/?province=西藏",
    "/compare/?tiers=xiaojuren", "/compare/?old=1",
    "/diagnosis/?now=little_giant", "/diagnosis/?now=little_giant&goal=key",
    "/diagnosis/?now=specialized&goal=next", "/diagnosis/?now=none&goal=look",
    "/diagnosis/contact/?now=little_giant&goal=key",
)  # fmt: skip


def states() -> dict[str, str]:
    """Return the markup of each state; nothing that is stored meanwhile stays."""
    client = Client()
    with transaction.atomic():
        found = dict(answers(client))
        transaction.set_rollback(True)
    asked = {"reference": "K7M2QX4P", "contact": "13800138000"}  # which nobody was given
    found[f"{DELETE}?answer"] = client.post(DELETE, asked)
    markup = {address: answer.content.decode() for address, answer in found.items()}
    return markup | {"/500/": render_to_string("500.html")}


def answers(client: Client) -> Iterator[tuple[str, Any]]:
    """Yield what the site answers, with an address that tells one state from another."""
    paths = reachable_paths(client)
    for path in paths:
        if not path.startswith(REGION) or path in (REGION, *REGIONS):
            yield path, client.get(path)
    for address in ASKED:
        yield address, client.get(address)
    for path in ("/", "/no-such-page/"):
        address = preview_address(date(2126, 12, 1), path)
        yield address, client.get(address)
    yield "/preview/expired/", client.get("/preview/expired/")
    [correction] = [path for path in paths if path.startswith("/corrections/")]
    yield f"{correction}?errors", client.post(correction, {"text": ""})
    yield "/corrections/thanks/", client.get("/corrections/thanks/")
    yield from reminder_states(client)
    yield from form_states(client)


def reminder_states(client: Client) -> Iterator[tuple[str, Any]]:
    """Yield the steps of a reminder, from the first error to the withdrawal."""
    yield f"{REMINDERS}?errors", client.post(REMINDERS, {"email": "x"})
    wish = {"tier": "key_little_giant", "email": CONTACT["email"], "consent": "on"}
    yield f"{REMINDERS}?sent", client.post(REMINDERS, wish, follow=True)
    page = Reminder.objects.latest("pk").get_absolute_url()
    yield f"{REMINDERS}?asked", client.get(page)
    yield f"{REMINDERS}?waiting", client.post(page, {"action": "confirm"}, follow=True)
    yield f"{REMINDERS}?withdrawn", client.post(page)
    yield f"{REMINDERS}?gone", client.get(page)


def form_states(client: Client) -> Iterator[tuple[str, Any]]:
    """Yield the states of the 诊断表, from the first error to the deletion."""
    submission = FIGURES | CONTACT | {"action": "submit"}
    review = FIGURES | {"current_title": "little_giant", "goal": "review"}
    yield f"{FORM}?errors", client.post(FORM, FIGURES | {"revenue_y1": "x", "rd_y1": "-1"})
    yield f"{FORM}?contact-errors", client.post(FORM, submission | {"company_name": ""})
    yield f"{FORM}?result-of-nothing", client.post(FORM, {"revenue_y1": "6200"}, follow=True)
    yield f"{FORM}?result", client.post(FORM, FIGURES, follow=True)
    yield f"{FORM}?result-of-review", client.post(FORM, review, follow=True)
    key = FIGURES | {"current_title": "little_giant", "goal": "key", "plan_investment": "1800"}
    yield f"{FORM}?result-of-key", client.post(FORM, key, follow=True)
    yield f"{FORM}?result-expired", client.get(f"{FORM}result/x/")
    receipt = client.post(FORM, submission | {"consent": "on"}).headers["Location"]
    yield f"{FORM}?receipt", client.get(receipt)
    yield f"{FORM}?correction", client.get(f"{receipt}correct/")
    yield f"{FORM}?correction-errors", client.post(f"{receipt}correct/", {"phone": "1"})
    yield f"{FORM}?withdrawn", client.post(f"{receipt}delete/")
    gone = receipt_token("ACDEFGH2")
    yield f"{FORM}?receipt-gone", client.get(reverse("diagnosis-receipt", args=[gone]))
    yield f"{DELETE}?errors", client.post(DELETE, {})
