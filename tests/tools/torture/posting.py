"""An enterprise that posts the 诊断表 and tries again until it holds a receipt, as people do."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from django.conf import settings

from policies.diagnosis.submission.tokens import submission_token

CSRF = "c" * 32
HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Cookie": f"csrftoken={CSRF}",
}


@dataclass(frozen=True)
class Answer:
    """What the site answered to one post."""

    status: int
    reference: str
    body: str
    seconds: float


def form(number: int, token: str) -> bytes:
    """Return a filled-in form as a browser posts it."""
    fields = {
        "csrfmiddlewaretoken": CSRF,
        "token": token,
        "action": "submit",
        "consent": "on",
        "company_name": f"第{number}号精密机械有限公司",
        "contact_name": "张三",
        "phone": "13800138000",
        "current_title": "specialized",
        "title_valid": "true",
        "revenue_y1": str(5000 + number),
        "rd_y1": "320",
    }
    return urlencode(fields).encode()


def post_once(body: bytes, timeout: float = 40) -> Answer:
    """Post a form once; raises OSError or HTTPException where no answer comes."""
    started = time.monotonic()
    connection = HTTPConnection("127.0.0.1", settings.PORT, timeout=timeout)
    try:
        connection.request("POST", "/diagnosis/", body, HEADERS)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    location = response.headers.get("Location", "")
    reference = location.rstrip("/").rpartition("/")[2].partition(":")[0]
    return Answer(response.status, reference, text, time.monotonic() - started)


def post_until_receipt(number: int, token: str, patience: float = 60) -> str:
    """Post a form again and again until there is a receipt; return its reference, or nothing."""
    body, deadline = form(number, token), time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            answer = post_once(body)
        except (OSError, HTTPException):
            time.sleep(0.2)
            continue
        if answer.status == 303:
            return answer.reference
        time.sleep(0.2)
    return ""


@contextmanager
def posting(count: int, at_once: int) -> Iterator[list[str]]:
    """Post so many forms beside what the block does; the list of receipts is complete after it."""
    receipts: list[str] = []
    with ThreadPoolExecutor(at_once) as pool:
        jobs = [
            pool.submit(post_until_receipt, number, submission_token()[0])
            for number in range(count)
        ]
        yield receipts
        receipts += [job.result() for job in jobs]
