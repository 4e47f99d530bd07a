"""The pages and buttons of the trust desk."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import wraps
from http import HTTPStatus

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from policies.admin.verification.checking import (
    Outdated,
    Reading,
    check_document,
    check_fact,
    undo_check,
    undo_reading,
)
from policies.admin.verification.forms import ReadingForm
from policies.admin.verification.kinds import fact_named
from policies.admin.verification.page import FactLine, Wanted, desk_page
from policies.diagnosis.staff import account_name, staff_of
from policies.models import LinkCheck, SourceDocument
from policies.operations.links.checking import accept_content
from policies.vocabulary import SourceKind

Page = Callable[..., HttpResponse]


def for_checkers(view: Page) -> Page:
    """Let only those through who may compare facts with documents."""
    return permission_required("policies.check_facts", raise_exception=True)(view)


def button(view: Page) -> Page:
    """Let only a POST through; a GET, as after signing in again, shows the desk once more."""

    @for_checkers
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        return view(request) if request.method == "POST" else back_to_desk(request)

    return guarded


@for_checkers
def trust_desk(request: HttpRequest) -> HttpResponse:
    """Show documents and facts by how far they have been verified."""
    return show_desk(request, ReadingForm())


def show_desk(
    request: HttpRequest, form: ReadingForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Show what the address asks for, with what was typed where it could not be taken."""
    page = desk_page(Wanted.from_query(request.GET))
    lines = [line for group in page.groups for line in group.facts]
    context = {
        **admin.site.each_context(request),
        "title": "核对台",
        "checker": account_name(staff_of(request)),
        "page": page,
        "form": form,
        "own_reading": own_reading(staff_of(request), lines) if page.wanted.document else None,
    }
    return TemplateResponse(request, "admin/verification/desk.html", context, status=status)


def own_reading(user: User, lines: list[FactLine]) -> tuple[date, int] | None:
    """Return the last day on which someone checked several facts of a page, and how many."""
    facts = [line.fact for line in lines if line.is_checked and line.fact.checked_by == user]
    days = Counter(fact.checked_on for fact in facts if fact.checked_on)
    day = max(days, default=None)
    return (day, days[day]) if day and days[day] > 1 else None


@button
def check(request: HttpRequest) -> HttpResponse:
    """Note that one fact, or all that wait for a document, stand in it."""
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return show_desk(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not request.POST.keys() & {"fact", "document"}:
        return show_desk(request, form)
    chosen = form.cleaned_data
    reading = Reading(chosen["checked_on"], chosen["review_by"], staff_of(request))
    if "fact" in request.POST:
        fact = fact_named(request.POST["fact"])
        if fact.source.kind == SourceKind.OWNER:
            raise Http404("没有文件可核")
        check_fact(fact, reading)
        return checked(request, fact.source, f"“{fact}”")
    key, _, seen = request.POST.get("document", "").partition("/")
    document = get_object_or_404(SourceDocument, key=key)
    try:
        check_document(document, reading, seen=int(seen) if seen.isdecimal() else 0)
    except Outdated as refusal:
        messages.warning(request, str(refusal))
        return show_desk(request, form, HTTPStatus.CONFLICT)
    return checked(request, document, f"{document.citation}下{seen}条")


def checked(request: HttpRequest, document: SourceDocument, what: str) -> HttpResponse:
    """Say what is checked now and where that can be undone, and lead back."""
    address = f"{reverse('admin:trust')}?document={document.key}"
    text = format_html('{}已核原文。<a href="{}">查看或撤销</a>', what, address)
    messages.success(request, text)
    return back_to_desk(request, document)


@button
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one check, or all that the person made for a document on a day."""
    if "fact" in request.POST:
        fact = fact_named(request.POST["fact"])
        undo_check(fact, by=staff_of(request))
        messages.success(request, f"“{fact}”已撤销核对。")
        return back_to_desk(request, fact.source)
    key, _, day = request.POST.get("document", "").partition("/")
    document = get_object_or_404(SourceDocument, key=key)
    try:
        undo_reading(document, on=date.fromisoformat(day), by=staff_of(request))
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
    return redirect(f"{reverse('admin:trust')}{query}{place}")
