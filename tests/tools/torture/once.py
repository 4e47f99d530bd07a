"""The same form posted five times at once is one submission with one reference."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.submission.tokens import submission_token
from tests.tools.torture.posting import post_until_receipt
from tests.tools.torture.site import Process

TOKENS, COPIES = 200, 5


def post_each_form_five_times_at_once(web: Process) -> str:
    """Post 200 forms five times each at once; return the figures."""
    web.start()
    posts = [(n, token) for n in range(TOKENS) for token in [submission_token()[0]] * COPIES]
    with ThreadPoolExecutor(4 * COPIES) as pool:
        references = list(pool.map(lambda post: post_until_receipt(*post), posts))
    web.end()
    by_form = Counter(references)
    assert set(by_form.values()) == {COPIES}, "five posts of a form gave different receipts"
    assert len(by_form) == TOKENS
    assert Submission.objects.count() == TOKENS
    assert Delivery.objects.count() == TOKENS
    return (
        f"{TOKENS} forms × {COPIES} posts at once: {TOKENS} submissions, {len(by_form)} references"
    )
