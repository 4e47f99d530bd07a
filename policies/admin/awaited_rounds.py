"""今天查过，没有: when somebody last looked for the notices of rounds that are expected."""

from datetime import date, timedelta

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from policies.admin.history.undoing import offer_undo
from policies.diagnosis.staff import staff_of
from policies.models import ApplicationRound, Edition
from policies.models.history import change
from policies.vocabulary import RoundState

REMIND_AFTER = timedelta(days=7)


def awaited_rounds(on: date) -> list[ApplicationRound]:
    """Return the rounds whose notice readers are told to wait for, longest not looked for first."""
    edition = Edition.on(on)
    rows = ApplicationRound.objects.in_edition(edition).with_state(edition).select_related("tier")
    awaited = [row for row in rows if row.state == RoundState.EXPECTED]
    return sorted(awaited, key=lambda row: row.state_checked_on or date.min)


def is_look_due(awaited: list[ApplicationRound], on: date) -> bool:
    looked = awaited[0].state_checked_on if awaited else on
    return looked is None or on - looked > REMIND_AFTER


@require_POST
@permission_required("policies.change_applicationround", raise_exception=True)
def looked_today(request: HttpRequest) -> HttpResponse:
    """Note on every awaited round that its notice was looked for today, in vain."""
    today = timezone.localdate()
    with change(author=staff_of(request), reason="今天查过，没有") as made:
        for row in awaited_rounds(today):
            row.state_checked_on = today
            row.save(update_fields=["state_checked_on"])
    offer_undo(request, made)
    return redirect("admin:index")
