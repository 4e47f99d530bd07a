"""The addresses of the guided screens, in the order of the front page."""

from policies.admin.wizards.correction import correct
from policies.admin.wizards.policy_change import change_thresholds, start_policy_change
from policies.admin.wizards.round import add_round
from policies.admin.wizards.top_up import add_top_up

# Route, view and name; the desk lets only staff through.
WIZARD_URLS = (
    ("wizard/correction/", correct, "wizard-correction"),
    ("wizard/top-up/", add_top_up, "wizard-top-up"),
    ("wizard/policy-change/", start_policy_change, "wizard-policy-change"),
    ("wizard/policy-change/<int:pk>/", change_thresholds, "wizard-thresholds"),
    ("wizard/round/", add_round, "wizard-round"),
)
