"""The desk as its tests use it: pages posted as a browser would, a few of their fields changed."""

import re
from html.parser import HTMLParser
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from reversion.models import Revision, Version

from policies.models import Criterion, Term

TAG = re.compile(r"<[^>]+>")


class FieldReader(HTMLParser):
    """Collects the names and values of a page's form fields."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name, value = attributes.get("name") or "", attributes.get("value")
        kind = attributes.get("type")
        if tag == "textarea":
            self.textarea = name
            self.fields[name] = [""]
        elif tag == "select":
            self.select = name
            self.fields[name] = []
        elif tag == "option" and self.select and "selected" in attributes:
            self.fields[self.select].append(value or "")
        elif tag == "input" and name and kind != "submit":
            is_box = kind in ("checkbox", "radio")
            if not is_box or "checked" in attributes:
                absent = "on" if is_box else ""
                self.fields.setdefault(name, []).append(absent if value is None else value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea][0] += data.removeprefix("\n").removeprefix("\r\n")


def edit(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open an admin page, change fields by name and save with a reason; return the response."""
    reader = FieldReader()
    reader.feed(client.get(url).content.decode())
    posted = {name: values for name, values in reader.fields.items() if "__prefix__" not in name}
    posted.pop("q", None)
    if "change_reason" in posted:
        posted["change_reason"] = ["测试"]
    return client.post(url, posted | changes)  # type: ignore[return-value]


def page(row: Model, name: str, *args: Any) -> str:
    """Return the address of a page of a row: its history, the restoring of a revision."""
    return reverse(f"admin:policies_{row._meta.model_name}_{name}", args=[row.pk, *args])


def change_page(row: Model) -> str:
    """Return the address at which a row is edited."""
    return page(row, "change")


def a_term() -> Term:
    """Return a fact as it is stored now."""
    return Term.objects.all()[0]


def revenue() -> Criterion:
    """Return a criterion with thresholds that readers see."""
    return Criterion.objects.get(code="lg-revenue", group__rule_set__code="little-giant-2026")


def edit_rules(client: Client, criterion: Criterion, **changes: Any) -> Any:
    """Save the page of a criterion, confirmed where readers see the change at once."""
    return edit(client, change_page(criterion), rules_checked="yes", **changes)


def saved(response: Any) -> bool:
    """Return whether a save led on to the next page."""
    return bool(response.status_code == 302)


def errors_of(response: Any) -> str:
    """Return the messages that the page shows beside its fields."""
    assert response.status_code == 200
    context = response.context
    texts = [str(context["adminform"].form.errors)]
    for formset in context["inline_admin_formsets"]:
        texts += [str(form.errors) for form in formset.formset.forms]
        texts.append(str(formset.formset.non_form_errors()))
    return "\n".join(texts)


def row_of(criterion: Criterion, **wanted: Any) -> int:
    """Return the place of a condition among the rows of the page."""
    rows = list(criterion.conditions.all())
    return rows.index(criterion.conditions.get(**wanted))


def newest(row: Model) -> Revision:
    """Return the last revision that holds a row."""
    return Version.objects.get_for_object(row)[0].revision


def text_of(client: Client, url: str, **query: Any) -> str:
    """Return what a page shows, its words separated by single spaces."""
    response = client.get(url, query)
    assert response.status_code == 200
    return " ".join(TAG.sub(" ", response.content.decode()).split())
