"""The pages and buttons of the verification desk."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from policies.admin.verification.checking import (
    Outdated,
    Reading,
    check_document,
    check_fact,
    undo_check,
    undo_reading,
)
from policies.admin.verification.facts import (
    KINDS,
    ReviewCounts,
    Show,
    condition_of,
    contents_of,
    fact_named,
    facts_of,
    name_of,
    review_counts_by_document,
    says,
    total_of,
)
from policies.admin.verification.forms import DisputeForm, ReadingForm
from policies.diagnosis.staff import account_name, staff_of
from policies.models import CitedFact, Dispute, LinkCheck, SourceDocument, SourceLink
from policies.models.history import change
from policies.operations.links.checking import accept_content
from policies.vocabulary import LinkState, SourceKind, TrustState


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of a page asks for; nothing at all is the overview by document."""

    show: Show | None = None
    document: str = ""
    words: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: Any) -> "Wanted":
        """Read a query string; what it does not know counts as not asked."""
        show = query.get("show", "")
        return cls(
            Show(show) if show in Show.codes() else None,
            query.get("document", ""),
            tuple(query.get("q", "").split()),
        )

    @property
    def is_overview(self) -> bool:
        """Return whether documents are shown without their facts."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link, and what its last check found; None before the first."""

    link: SourceLink
    check: LinkCheck | None

    @property
    def needs_a_look(self) -> bool:
        """Return whether the last check found something that a person should see."""
        return self.check is not None and self.check.state != LinkState.FINE

    @property
    def leads_elsewhere(self) -> bool:
        """Return whether the address says that another one has taken its place."""
        return self.check is not None and self.check.state == LinkState.MOVED


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact, and what can be done with it here."""

    fact: CitedFact
    name: str
    kind: str
    contents: list[tuple[str, str]]
    checked_by: str
    is_checked: bool
    is_due: bool
    has_document: bool


@dataclass(slots=True)
class DocumentGroup:
    """A document with its links, how it stands with its facts, and those of them that are shown."""

    document: SourceDocument
    links: list[LinkLine]
    standing: ReviewCounts
    facts: list[FactLine] = field(default_factory=list)

    @property
    def has_problems(self) -> bool:
        return any(line.needs_a_look for line in self.links)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the trust desk."""

    wanted: Wanted
    groups: list[DocumentGroup]
    filters: list[tuple[Show, int]]


def desk_page(wanted: Wanted) -> DeskPage:
    """Return what a page shows, in queries fixed by the kinds of fact."""
    today = timezone.localdate()
    standing = review_counts_by_document(today)
    groups = [
        DocumentGroup(document, link_lines(document), standing.get(document.pk, ReviewCounts()))
        for document in SourceDocument.objects.prefetch_related("links__check_result")
    ]
    problems = sum(line.needs_a_look for group in groups for line in group.links)
    whole = total_of(standing.values())
    counts = (whole.total, whole.unchecked, whole.due, whole.undocumented, whole.two_figures)
    filters = list(zip(Show, (*counts, problems), strict=True))
    if not wanted.is_overview:
        shown = fact_lines(wanted, today)
        for group in groups:
            group.facts = shown[group.document.pk]
        groups = [group for group in groups if is_wanted(group, wanted)]
    groups.sort(key=lambda group: (-group.standing.awaiting, -group.standing.total))
    return DeskPage(wanted, groups, filters)


def is_wanted(group: DocumentGroup, wanted: Wanted) -> bool:
    """Return whether a list shows a document: for its facts, for its links or by its name."""
    if wanted.show == Show.LINKS:
        return group.has_problems
    return bool(group.facts) or group.document.key == wanted.document


def link_lines(document: SourceDocument) -> list[LinkLine]:
    """Return the links of a document, each with what its last check found."""
    return [LinkLine(link, getattr(link, "check_result", None)) for link in document.links.all()]


def fact_lines(wanted: Wanted, today: date) -> dict[int, list[FactLine]]:
    """Return the facts that are asked for by document, those that were never checked first."""
    found: list[CitedFact] = []
    for kind in KINDS.values():
        rows = facts_of(kind).filter(condition_of(wanted.show or Show.ALL, today))
        if wanted.document:
            rows = rows.filter(source__key=wanted.document)
        for word in wanted.words:
            rows = rows.filter(says(kind, word))
        rows = rows.select_related("source", "checked_by").prefetch_related("disputes")
        found += rows.with_places().distinct()
    found.sort(key=lambda fact: (fact.checked_on or date.min, fact.review_by or date.max))
    lines: dict[int, list[FactLine]] = defaultdict(list)
    for fact in found:
        lines[fact.source_id].append(line_of(fact, today))
    return lines


def line_of(fact: CitedFact, today: date) -> FactLine:
    return FactLine(
        fact=fact,
        name=name_of(fact),
        kind=str(fact._meta.verbose_name),
        contents=contents_of(fact),
        checked_by=account_name(fact.checked_by) if fact.checked_by else "",
        is_checked=fact.trust_state == TrustState.CHECKED,
        is_due=fact.review_by is not None and fact.review_by < today,
        has_document=fact.source.kind != SourceKind.OWNER,
    )


View = Callable[..., HttpResponse]
for_checkers = permission_required("policies.check_facts", raise_exception=True)


def button(view: View) -> View:
    """Let only a POST through; a GET, as after signing in again, shows the desk once more."""

    @for_checkers
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        return view(request) if request.method == "POST" else back_to_desk(request)

    return guarded


@for_checkers
def verification_desk(request: HttpRequest) -> HttpResponse:
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
    address = f"{reverse('admin:verification')}?document={document.key}"
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
    return redirect(f"{reverse('admin:verification')}{query}{place}")


@for_checkers
def disputes(request: HttpRequest) -> HttpResponse:
    """Show all disputes, each with its form."""
    return show_disputes(request)


@for_checkers
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Store the decision about a dispute, with its reason, as one revision."""
    dispute = get_object_or_404(Dispute, code=code)
    if request.method != "POST":
        return redirect(address_of(dispute))
    form = DisputeForm(request.POST, instance=dispute, prefix=code)
    if not form.is_valid():
        return show_disputes(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    with change(author=staff_of(request), reason=form.cleaned_data["reason"]):
        form.save()
    messages.success(request, f"已保存“{dispute.about}”：{dispute.get_shown_first_display()}。")
    return redirect(address_of(dispute))


def show_disputes(
    request: HttpRequest, posted: DisputeForm | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Show all disputes; `posted` is the form that could not be taken."""
    forms = [
        posted
        if posted is not None and posted.instance.pk == dispute.pk
        else DisputeForm(instance=dispute, prefix=dispute.code)
        for dispute in Dispute.objects.select_related("source")
    ]
    context = {**admin.site.each_context(request), "title": "两种口径", "forms": forms}
    return TemplateResponse(request, "admin/verification/disputes.html", context, status=status)


def address_of(dispute: Dispute) -> str:
    return f"{reverse('admin:verification-disputes')}#{dispute.code}"


# Route, view and name; the desk lets only staff through.
VERIFICATION_URLS = (
    ("verification/", verification_desk, "verification"),
    ("verification/check/", check, "verification-check"),
    ("verification/undo/", undo, "verification-undo"),
    ("verification/accept/", accept, "verification-accept"),
    ("verification/open/<slug:name>/", open_fact, "verification-open"),
    ("verification/disputes/", disputes, "verification-disputes"),
    ("verification/disputes/<slug:code>/", decide, "verification-decide"),
)
