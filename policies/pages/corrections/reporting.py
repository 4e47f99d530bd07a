"""Which facts readers may speak of, what these say, and how a report of a mistake is stored."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from policies.models import CitedFact, Edition, ErrorReport
from policies.presentation.references import References
from policies.vocabulary import ReportState

SHOWN_LENGTH = 300


class TooManyReports(Exception):
    """More reports of a fact, or in a day, than people write and editors read."""


def find_fact(kind: str, pk: int, edition: Edition) -> CitedFact | None:
    """Return a fact that readers of an edition see, by the name of its model and its number."""
    kinds = {model._meta.model_name: model for model in CitedFact.__subclasses__()}
    if kind not in kinds:
        return None
    facts = kinds[kind].objects.all()
    seen = facts.in_edition(edition).select_related("source").with_places(edition)
    return seen.filter(pk=pk).first()


def statement_of(fact: CitedFact) -> str:
    """Return what a fact says, as far as it fits into a report."""
    name = str(fact)
    details = References(Edition.now()).texts_of(fact, fact.says.states)
    said = [name, *(detail for detail in details if detail not in name)]
    return Truncator("；".join(said)).chars(SHOWN_LENGTH)


@transaction.atomic
def report_error(*, fact: CitedFact, text: str) -> None:
    """Store what a reader says of a fact, the same once only; raises TooManyReports."""
    kind = str(fact._meta.model_name)
    of_fact = ErrorReport.objects.filter(kind=kind, row_id=fact.pk, state=ReportState.OPEN)
    if of_fact.filter(text=text).exists():
        return
    yesterday = timezone.now() - timedelta(days=1)
    of_the_day = ErrorReport.objects.filter(created_at__gt=yesterday)
    if (
        of_fact.count() >= settings.CORRECTIONS_OPEN_PER_FACT
        or of_the_day.count() >= settings.CORRECTIONS_PER_DAY
    ):
        raise TooManyReports
    ErrorReport.objects.create(kind=kind, row_id=fact.pk, shown=statement_of(fact), text=text)
