"""What the front page shows to whom."""

from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from policies.admin.cases.counters import counters_for
from policies.admin.dashboard.changes import recent_changes
from policies.admin.dashboard.waiting import waiting

# What editors do most, in the order of the buttons: the name of the screen, and its button.
WAYS_IN = (
    ("guide-correction", "改错"),
    ("guide-top-up", "新地方奖励"),
    ("guide-policy-change", "政策变动"),
    ("guide-round", "新批次"),
)


def figures_for(user: User) -> dict[str, Any]:
    """Return the figures of the rooms that someone works in."""
    figures: dict[str, Any] = {}
    if user.has_perm("policies.change_topicpage"):
        figures["ways_in"] = [(reverse(f"admin:{name}"), label) for name, label in WAYS_IN]
    if user.has_perm("policies.check_facts"):
        figures |= {"waiting": waiting(), "changes": recent_changes()}
    if user.has_perm("diagnosis.view_submission"):
        figures["counters"] = counters_for(user)
    return figures
