"""Application windows as a calendar that people subscribe to (RFC 5545)."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from policies.models import Edition, RoundWindow
from policies.pages.changes import last_changes
from policies.presentation.page_meta import absolute

ONE_DAY = timedelta(days=1)


def windows_calendar(edition: Edition) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//新结构政策研究中心//小巨人政策专题站//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "小巨人申报日历")
    windows = RoundWindow.objects.in_edition(edition)
    windows = windows.select_related("source", "round__tier__topic_page")
    changed = last_changes(RoundWindow)
    for window in windows.order_by("round__code", "position", "pk"):
        opens, closes = window.opens_on or window.closes_on, window.closes_on or window.opens_on
        if opens and closes:
            calendar.add_component(_event(window, opens, closes, changed[window.pk]))
    return bytes(calendar.to_ical())


def _event(window: RoundWindow, opens: date, closes: date, changed_at: Any) -> Event:
    event = Event()
    key = "-".join(map(str, window.natural_key()))
    event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("summary", f"{window.round}：{window.title}")
    event.add("dtstart", opens)
    event.add("dtend", closes + ONE_DAY)  # the first day that is no longer part of it
    event.add("url", absolute(window.get_absolute_url()))
    basis = f"依据：{window.source.citation}。{window.get_trust_state_display()}。"
    event.add("description", f"{window.date_note}{'。' if window.date_note else ''}{basis}")
    return event
