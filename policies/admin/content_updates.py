"""内容更新: what a new edition of the fixtures has otherwise, side by side; taken or left."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from policies.admin.base import desk_page
from policies.admin.history.changes import ADDED, CHANGED, REMOVED, Difference, field_changes
from policies.admin.history.undoing import offer_undo
from policies.diagnosis.staff import staff_of
from policies.operations import content_updates
from policies.operations.content_rows import Values, fixture_rows, model_of, stored_rows
from policies.operations.fixtures import FixtureError, edition

# Each state with its heading, in the order of the page.
GROUPS = (
    ("update", "新版本改了，本站没有人改过"),
    ("new", "新版本新增"),
    ("edited", "新版本改了，本站也改过或撤下了：两边都列出，不勾选就保留本站的"),
    ("gone", "新版本里没有了：勾选采用，就从网站撤下"),
    ("", "本站改过或撤下，新版本没有新说法"),
)


@permission_required("policies.change_topicpage", raise_exception=True)
def show_updates(request: HttpRequest) -> HttpResponse:
    """Show the updates; take all that nobody edited, take those ticked, or leave those ticked."""
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            decide(request)
        except (content_updates.Outdated, FixtureError) as refusal:
            messages.error(request, f"什么也没有改：{refusal}")
            status = HTTPStatus.CONFLICT
        else:
            return redirect("admin:content-updates")
    found = content_updates.compare()
    return desk_page(
        request,
        "content_updates",
        "内容更新",
        status,
        edition=edition(),
        unedited=sum(update.state in ("update", "new") for update in found),
        groups=groups(found),
    )


def decide(request: HttpRequest) -> None:
    """Do what the button says with the rows that are ticked."""
    ticked = set(request.POST.getlist("row"))
    if request.POST.get("action") == "all":
        made = content_updates.take(author=staff_of(request))
        messages.success(request, "没有人改过的，已全部采用。")
    elif not ticked:
        messages.warning(request, "没有勾选。")
        return
    elif request.POST.get("action") == "take":
        made = content_updates.take(ticked, author=staff_of(request))
        messages.success(request, f"已采用{len(ticked)}处。")
    else:
        content_updates.leave(ticked)
        messages.success(request, f"{len(ticked)}处保留本站现在的内容，不再提示。")
        return
    offer_undo(request, made)


def groups(found: list[content_updates.ContentUpdate]) -> list[dict[str, Any]]:
    """Return the updates by state, each with its rows in full."""
    stored, fixtures = stored_rows(), fixture_rows()
    names = {place(name): title(name, values) for name, values in (fixtures | stored).items()}
    return [
        {
            "heading": heading,
            "is_folded": state == "",
            "updates": [
                {"token": update.token, "rows": [described(row, names) for row in update.rows]}
                for update in found
                if update.state == state
            ],
        }
        for state, heading in GROUPS
    ]


def described(row: content_updates.RowDifference, names: Any) -> dict[str, Any]:
    """Return a row as a version of it is shown: what it holds now, and what it would hold."""
    old, new = row.stored or {}, row.fixture or {}
    how = CHANGED if old and new else ADDED if new else REMOVED
    name = names.get(place(row.name)) or title(row.name, row.seeded or {})
    difference = Difference(row.model, name, how, old, new, is_part=False)
    return {"title": difference.title, "how": how, "fields": list(field_changes(difference, names))}


def place(name: str) -> tuple[Any, str]:
    return model_of(name), name.partition(" ")[2]


def title(name: str, values: Values) -> str:
    """Return the first text of a row, or its key where it has none."""
    texts = (values.get(field.name) for field in model_of(name).text_fields())
    return str(next(filter(None, texts), place(name)[1]))
