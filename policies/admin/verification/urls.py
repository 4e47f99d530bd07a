"""The addresses of the trust desk."""

from policies.admin.verification.disputes import decide, disputes
from policies.admin.verification.views import accept, check, open_fact, trust_desk, undo

# Route, view and name; the desk lets only staff through.
TRUST_URLS = (
    ("trust/", trust_desk, "trust"),
    ("trust/check/", check, "trust-check"),
    ("trust/undo/", undo, "trust-undo"),
    ("trust/accept/", accept, "trust-accept"),
    ("trust/open/<slug:name>/", open_fact, "trust-open"),
    ("trust/disputes/", disputes, "trust-disputes"),
    ("trust/disputes/<slug:code>/", decide, "trust-decide"),
)
