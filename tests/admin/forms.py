"""Posts an admin page as a browser would: every field of the page, with a few of them changed."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


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
                self.fields.setdefault(name, []).append(value or ("on" if is_box else ""))

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
