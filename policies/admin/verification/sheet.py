"""主办方确认单: what only the owner can confirm, on one page, and his decisions applied at once."""

import re
from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from policies import models
from policies.admin.base import desk_page
from policies.admin.editing.stale_numbers import Figure, warn_of_passages
from policies.admin.history.undoing import offer_undo
from policies.diagnosis.staff import account_name, staff_of
from policies.models.history import change
from policies.models.settling import figures_of, settle
from policies.presentation.form_fields import FoldedTextField, PastDayField, PlainTextField
from policies.vocabulary import PublicationState, Settlement, SourceKind, Treatment
from policies.vocabulary.base import Vocabulary
from policies.vocabulary.formats import NUMBER, scaled

MOST_AT_STAKE = ("x-4", "x-2", "x-10", "x-15", "x-17")
FIGURE = re.compile(rf"({NUMBER}) *([万亿]?)(元|家|%)")
# The words of each kind that the owner is asked about.
WORDS = {
    models.SupportMeasure: "text",
    models.RegionalTopUp: "title",
    models.CentreStatement: "text",
}


class SignatureForm(forms.Form):
    """Who decided for the centre, and when."""

    decided_by = PlainTextField(label="确认人", max_length=40, required=True)
    decided_on = PastDayField(label="确认日期", initial=timezone.localdate)


class LineForm(forms.Form):
    """A row that the owner decides about, a line of the sheet; undecided it stays as it is."""

    decision = forms.ChoiceField(label="决定", required=False, widget=forms.RadioSelect)
    text = PlainTextField(label="改写为", max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    is_pair = is_outdated = False

    def __init__(self, row: Any, posted: Any, *, key: str, shown: str, pairs: Any) -> None:
        """Take what the sheet shows of the row, so that nobody decides about another text."""
        super().__init__(posted, prefix=key, initial={"seen": shown})
        self.row, self.key, self.shown, self.pairs = row, key, shown, pairs

    @property
    def rank(self) -> int:
        """Return how much is at stake, the most first."""
        codes = {pair.code for pair in self.pairs}
        if isinstance(self.row, models.CentreStatement):
            codes = {"x-17"}
        return min((n for n, code in enumerate(MOST_AT_STAKE) if code in codes), default=99)

    def clean(self) -> None:
        """Refuse a decision about what has changed, or without what it needs."""
        is_decided = bool(self.cleaned_data.get("decision"))
        self.is_outdated = is_decided and self.cleaned_data.get("seen") != self.shown
        if self.is_outdated:
            raise ValidationError("打开这页之后，这一条改过了。请看过再定。")

    @abstractmethod
    def decide(self) -> list[Figure]:
        """Store the decision; return each figure that gave way, and what took its place."""


class Decision(Vocabulary):
    """What the owner says to a sentence or a benefit."""

    AGREED = "agreed", "同意"
    REWORDED = "reworded", "改写"
    WITHDRAWN = "withdrawn", "撤下"


class SentenceForm(LineForm):
    """What becomes of a sentence in the centre's name that no document bears out."""

    figures = ()

    def __init__(self, row: Any, posted: Any) -> None:
        pairs = [] if isinstance(row, models.CentreStatement) else row.disputes.all()
        key, shown = f"{row._meta.model_name}-{row.pk}", getattr(row, WORDS[type(row)])
        super().__init__(row, posted, key=key, shown=shown, pairs=pairs)
        self.fields["decision"].choices = Decision.choices()  # type: ignore[attr-defined]

    @property
    def state(self) -> str:
        return str(self.row.get_publication_display())

    def clean(self) -> None:
        """Refuse what would print nothing."""
        super().clean()
        decision = self.cleaned_data.get("decision")
        if decision == Decision.REWORDED and not self.cleaned_data.get("text"):
            self.add_error("text", "请写上新的话。")
        if decision == Decision.AGREED and not self.shown:
            self.add_error("decision", "这里还没有话，请选“改写”并写上。")

    def decide(self) -> list[Figure]:
        """Keep, reword or withdraw the sentence."""
        row, decision = self.row, self.cleaned_data["decision"]
        is_withdrawn = decision == Decision.WITHDRAWN
        row.publication = PublicationState.WITHDRAWN if is_withdrawn else PublicationState.PUBLISHED
        if decision == Decision.REWORDED:
            setattr(row, WORDS[type(row)], self.cleaned_data["text"])
        row.save()
        return []


class PairForm(LineForm):
    """How a pair is settled."""

    figure = FoldedTextField(label="新表述里的数（连单位，没有就不填）", max_length=30)
    document = forms.ModelChoiceField(
        models.SourceDocument.objects.filter(url_checked_on__isnull=False).exclude(
            kind__in=(SourceKind.OWNER, SourceKind.CALCULATION)
        ),
        label="采用本中心口径的依据（只列打开过原文的）",
        required=False,
    )

    is_pair = True

    def __init__(self, row: models.Dispute, posted: Any) -> None:
        sides = (row.status, row.owner_view, row.documents_view, row.settled_wording)
        shown = " / ".join(filter(None, sides))
        super().__init__(row, posted, key=row.code, shown=shown, pairs=[row])
        offered = [Settlement.OPEN, Settlement.FOLDED]
        if row.treatment == Treatment.TWO_FIGURES:
            offered = [choice for choice in Settlement if choice != Settlement.FOLDED]
        else:
            for name in ("text", "figure", "document"):
                del self.fields[name]
        choices = [(choice.value, choice.label) for choice in offered]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]

    @property
    def state(self) -> str:
        return str(self.row.get_status_display())

    @property
    def figures(self) -> list[models.CitedFact]:
        """Return the figures that the pair decides about, as the site has them."""
        return [fact for fact in figures_of(self.row) if fact.figure_field]

    def clean_figure(self) -> Decimal | None:
        """Return the figure in the unit of the facts."""
        text = self.cleaned_data["figure"].strip()
        if not text:
            return None
        found = FIGURE.fullmatch(text)
        units = {fact.figure_unit for fact in self.figures}
        if not found or found[3] not in units:
            raise ValidationError(f"请写一个数，单位是{'或'.join(sorted(units))}，例如600万元。")
        return scaled(found[1], found[2])

    def clean(self) -> None:
        """Refuse the centre's side without an opened document, and a new wording without words."""
        super().clean()
        decision = self.cleaned_data.get("decision")
        if decision == Settlement.OWNER and not self.cleaned_data.get("document"):
            self.add_error("document", "请选一份打开过原文的文件；没有，就先在核对台打开并核对。")
        if decision == Settlement.REWORDED and not self.cleaned_data.get("text"):
            self.add_error("text", "请写上新的表述。")

    def decide(self) -> list[Figure]:
        """Settle the pair."""
        pair, typed = self.row, self.cleaned_data
        pair.status = typed["decision"]
        pair.owner_document = typed.get("document") if pair.status == Settlement.OWNER else None
        pair.settled_wording = typed["text"] if pair.status == Settlement.REWORDED else ""
        formers = [(getattr(fact, fact.figure_field), fact.figure_unit) for fact in self.figures]
        settle(pair, figure := typed.get("figure"))
        if pair.status in (Settlement.OPEN, Settlement.OWNER):
            return []
        return [(former, figure, unit) for former, unit in formers if former not in (None, figure)]


def asked(*, decided: bool) -> Iterator[Any]:
    """Yield the rows that wait for the owner, or those that he has decided about."""
    is_asked = Q(decided_on__isnull=not decided)
    yield models.Dispute.objects.filter(is_asked).exclude(owner_view="").select_related("source")
    in_a_pair = Q(disputes__treatment=Treatment.TWO_FIGURES)
    shown = Q(publication=PublicationState.PUBLISHED)
    without_document = (is_asked if decided else is_asked & shown) & ~in_a_pair
    for kind in (models.SupportMeasure, models.RegionalTopUp):
        benefits = kind._default_manager.filter(without_document, source__kind=SourceKind.OWNER)
        yield benefits.with_places().prefetch_related("disputes")
    yield models.CentreStatement.objects.filter(is_asked)


def count_waiting() -> int:
    first, *others = (rows.order_by().values("pk") for rows in asked(decided=False))
    return int(first.union(*others, all=True).count())


def lines(*, decided: bool, posted: Any = None) -> list[LineForm]:
    """Return the lines of the sheet, those with most at stake first."""
    found: list[LineForm] = [
        PairForm(row, posted) if isinstance(row, models.Dispute) else SentenceForm(row, posted)
        for rows in asked(decided=decided)
        for row in rows
    ]
    return sorted(found, key=lambda line: line.rank)


@permission_required("policies.check_facts", raise_exception=True)
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the sheet; `?all=1` offers what was decided once more; a post applies its decisions."""
    posted = request.POST or None
    listed = lines(decided=False, posted=posted)
    decided = lines(decided=True, posted=posted)
    signature = SignatureForm(posted, initial={"decided_by": account_name(staff_of(request))})
    status = 200
    if posted is not None:
        every = [*listed, *decided]
        if all([signature.is_valid(), *(line.is_valid() for line in every)]):
            return applied(request, every, signature.cleaned_data)
        is_outdated = any(line.is_outdated for line in every)
        status = 409 if is_outdated else 422
    return desk_page(
        request,
        "verification/sheet",
        "主办方确认单",
        status,
        lines=listed,
        decided=decided,
        with_decided="all" in request.GET,
        signature=signature,
    )


def applied(request: HttpRequest, every: list[LineForm], signed: dict[str, Any]) -> HttpResponse:
    """Store all decisions as one revision, and say which texts still hold a former figure."""
    chosen = [line for line in every if line.cleaned_data["decision"]]
    stale: list[Figure] = []
    names = "、".join(line.row.about if line.is_pair else str(line.row) for line in chosen)
    reason = f"主办方确认单（{signed['decided_by']}）：{names}"
    with change(author=staff_of(request), reason=reason) as made:
        for line in chosen:
            line.row.decided_on, line.row.decided_by = signed["decided_on"], signed["decided_by"]
            stale += line.decide()
    warn_of_passages(request, stale)
    messages.success(request, f"已照确认单改好{len(chosen)}条，网站立刻照此显示。")
    offer_undo(request, made)
    return redirect("admin:verification-sheet")
