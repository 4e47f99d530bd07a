"""The addresses of the guided screens, in the order of the front page."""

from policies.admin.wizards.correction import correct
from policies.admin.wizards.policy_change import change_thresholds, start_policy_change
from policies.admin.wizards.round import add_round
from policies.admin.wizards.top_up import add_top_up

# Route, view and name; the desk lets only staff through.
GUIDES = (
    ("guide/correction/", correct, "guide-correction"),
    ("guide/top-up/", add_top_up, "guide-top-up"),
    ("guide/policy-change/", start_policy_change, "guide-policy-change"),
    ("guide/policy-change/<int:pk>/", change_thresholds, "guide-thresholds"),
    ("guide/round/", add_round, "guide-round"),
)
