"""The pages and buttons of the verification desk."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from policies.admin.base import desk_page
from policies.admin.verification import checking
from policies.admin.verification.facts import (
    KINDS,
    Show,
    conditions,
    contents_of,
    fact_named,
    facts_of,
    name_of,
    review_counts_by_document,
    says,
)
from policies.admin.verification.forms import DisputeForm, ReadingForm
from policies.admin.verification.sheet import sheet
from policies.diagnosis.staff import account_name, staff_of
from policies.models import CitedFact, Dispute, LinkCheck, SourceDocument, SourceLink
from policies.models.history import change
from policies.operations.links.checking import accept_content
from policies.vocabulary import LinkState, PublicationState, SourceKind, TrustState


def documents_page(query: Any) -> dict[str, Any]:
    """Return what a page of the desk shows, in queries fixed by the kinds of fact.

    A query that asks for nothing gets the overview: documents without their facts.
    """
    today = timezone.localdate()
    show = query.get("show") if query.get("show") in Show.codes() else ""
    key, words = query.get("document", ""), query.get("q", "").split()
    is_overview = not (show or key or words)
    counts = review_counts_by_document(today)
    facts = {} if is_overview else facts_by_document(show, key, words, today)
    groups = [
        {
            "document": document,
            "links": (links := [link_line(link) for link in document.links.all()]),
            "problems": sum(line["is_problem"] for line in links),
            "counts": counts[document.pk],
            "facts": facts.get(document.pk, []),
        }
        for document in SourceDocument.objects.prefetch_related("links__check_result")
    ]
    total = sum(counts.values(), Counter())
    total[Show.LINKS] = sum(group["problems"] for group in groups)
    if show == Show.LINKS:
        groups = [group for group in groups if group["problems"]]
    elif not is_overview:
        groups = [group for group in groups if group["facts"] or group["document"].key == key]
    groups.sort(key=lambda group: (-group["counts"]["awaiting"], -group["counts"][Show.ALL]))
    return {
        "show": show,
        "document": key,
        "words": words,
        "is_overview": is_overview,
        "groups": groups,
        "filters": [(choice, total[choice]) for choice in Show],
    }


def link_line(link: SourceLink) -> dict[str, Any]:
    """Return a link with what its last check found; None before the first."""
    check: LinkCheck | None = getattr(link, "check_result", None)
    is_problem = check is not None and check.state != LinkState.FINE
    return {"link": link, "check": check, "is_problem": is_problem}


def facts_by_document(
    show: str, key: str, words: list[str], today: date
) -> dict[int, list[dict[str, Any]]]:
    """Return the facts that are asked for by document, those that were never checked first."""
    found: list[CitedFact] = []
    for kind in KINDS.values():
        rows = facts_of(kind).filter(conditions(today)[show or Show.ALL])
        if key:
            rows = rows.filter(source__key=key)
        for word in words:
            rows = rows.filter(says(kind, word))
        rows = rows.select_related("source", "checked_by").prefetch_related("disputes")
        found += rows.with_places().distinct()
    found.sort(key=lambda fact: (fact.checked_on or date.min, fact.review_by or date.max))
    lines = defaultdict(list)
    for fact in found:
        lines[fact.source_id].append(
            {
                "fact": fact,
                "name": name_of(fact),
                "kind": fact._meta.verbose_name,
                "contents": contents_of(fact),
                "checked_by": account_name(fact.checked_by) if fact.checked_by else "",
                "is_draft": fact.publication == PublicationState.DRAFT,
                "is_checked": fact.trust_state == TrustState.CHECKED,
                "is_due": fact.is_due_for_review(today),
            }
        )
    return lines


for_checkers = permission_required("policies.check_facts", raise_exception=True)


def button(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only a POST through; a GET, as after signing in again, shows the desk once more."""

    @for_checkers
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        return view(request) if request.method == "POST" else back_to_desk(request)

    return guarded


@for_checkers
def verification_desk(
    request: HttpRequest, form: ReadingForm | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Show documents and facts by how far they are verified; `form` could not be taken."""
    page, checker = documents_page(request.GET), staff_of(request)
    return desk_page(
        request,
        "verification/desk",
        "核对台",
        status,
        checker=account_name(checker),
        page=page,
        form=form or ReadingForm(),
        own_reading=own_reading(checker, page["groups"]) if page["document"] else None,
    )


def own_reading(user: User, groups: list[dict[str, Any]]) -> tuple[date, int] | None:
    """Return the last day on which someone checked several facts of a page, and how many."""
    facts = [line["fact"] for group in groups for line in group["facts"] if line["is_checked"]]
    days = Counter(fact.checked_on for fact in facts if fact.checked_by == user)
    day = max(days, default=None)
    return (day, days[day]) if day and days[day] > 1 else None


@button
def check(request: HttpRequest) -> HttpResponse:
    """Note that one fact, or all that wait for a document, stand in it."""
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return verification_desk(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not request.POST.keys() & {"fact", "publish", "document"}:
        return verification_desk(request, form)
    reading = checking.Reading(**form.cleaned_data, checked_by=staff_of(request))
    if name := request.POST.get("fact") or request.POST.get("publish"):
        fact = fact_named(name)
        if fact.source.kind == SourceKind.OWNER:
            raise Http404("没有文件可核")
        publish = "publish" in request.POST
        may_change = f"policies.{get_permission_codename('change', fact._meta)}"
        if publish and not reading.checked_by.has_perm(may_change):
            raise PermissionDenied
        checking.check_fact(fact, reading, publish=publish)
        return checked(request, fact.source, f"“{fact}”{'公开了，' if publish else ''}")
    key, _, seen = request.POST.get("document", "").partition("/")
    document = get_object_or_404(SourceDocument, key=key)
    try:
        checking.check_document(document, reading, seen=int(seen) if seen.isdecimal() else 0)
    except checking.Outdated as refusal:
        messages.warning(request, str(refusal))
        return verification_desk(request, form, HTTPStatus.CONFLICT)
    return checked(request, document, f"{document.citation}下{seen}条")


def checked(request: HttpRequest, document: SourceDocument, what: str) -> HttpResponse:
    """Say what is checked now and where that can be undone, and lead back."""
    address = f"{reverse('admin:verification')}?document={document.key}"
    text = format_html('{}已核原文。<a href="{}">查看或撤销</a>', what, address)
    messages.success(request, text)
    return back_to_desk(request, document)


@button
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one check, or all that the person made for a document on a day."""
    if "fact" in request.POST:
        fact = fact_named(request.POST["fact"])
        checking.undo_check(fact, by=staff_of(request))
        messages.success(request, f"“{fact}”已撤销核对。")
        return back_to_desk(request, fact.source)
    key, _, day = request.POST.get("document", "").partition("/")
    document = get_object_or_404(SourceDocument, key=key)
    try:
        checking.undo_reading(document, on=date.fromisoformat(day), by=staff_of(request))
    except ValueError as error:
        raise Http404("没有这样的日期") from error
    messages.success(request, f"{document.citation}：您{day}的核对已全部撤销。")
    return back_to_desk(request, document)


@button
def accept(request: HttpRequest) -> HttpResponse:
    """Take the content that someone has seen behind a link as the right one."""
    pk, _, seen = request.POST.get("link", "").partition("/")
    result = get_object_or_404(LinkCheck, link=int(pk) if pk.isdecimal() else 0)
    if accept_content(check=result, seen=seen):
        messages.success(request, "已记下：以新内容为准。")
    else:
        messages.warning(request, "打开页面之后，链接又检查过一次。请看过再点。")
    return back_to_desk(request, result.link.document)


@for_checkers
def open_fact(request: HttpRequest, name: str) -> HttpResponse:
    """Lead to the place where the basis of a fact is edited."""
    return redirect(fact_named(name).get_admin_url("trust_state"))


def back_to_desk(request: HttpRequest, document: SourceDocument | None = None) -> HttpResponse:
    """Lead back to the list that the button stood in, at the document."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    place = f"#{document.key}" if document else ""
    return redirect(f"{reverse('admin:verification')}{query}{place}")


@for_checkers
def disputes(
    request: HttpRequest, posted: DisputeForm | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Show all disputes, each with its form; `posted` is the one that could not be taken."""
    forms = [
        posted
        if posted is not None and posted.instance.pk == dispute.pk
        else DisputeForm(instance=dispute, prefix=dispute.code)
        for dispute in Dispute.objects.select_related("source")
    ]
    return desk_page(request, "verification/disputes", "两种口径", status, forms=forms)


@for_checkers
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Store the decision about a dispute, with its reason, as one revision."""
    dispute = get_object_or_404(Dispute, code=code)
    address = f"{reverse('admin:verification-disputes')}#{code}"
    if request.method != "POST":
        return redirect(address)
    form = DisputeForm(request.POST, instance=dispute, prefix=code)
    if not form.is_valid():
        return disputes(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    with change(author=staff_of(request), reason=form.cleaned_data["reason"]):
        form.save()
    messages.success(request, f"已保存“{dispute.about}”：{dispute.get_shown_first_display()}。")
    return redirect(address)


# Route, view and name; the desk lets only staff through.
VERIFICATION_URLS = (
    ("verification/", verification_desk, "verification"),
    ("verification/check/", check, "verification-check"),
    ("verification/undo/", undo, "verification-undo"),
    ("verification/accept/", accept, "verification-accept"),
    ("verification/open/<slug:name>/", open_fact, "verification-open"),
    ("verification/sheet/", sheet, "verification-sheet"),
    ("verification/disputes/", disputes, "verification-disputes"),
    ("verification/disputes/<slug:code>/", decide, "verification-decide"),
)
