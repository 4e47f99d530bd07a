"""A database that is locked or whose disk is full: never a receipt without a row."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from policies.diagnosis.models import Submission
from policies.diagnosis.submission.tokens import submission_token
from tests.tools.torture.posting import Answer, form, post_once
from tests.tools.torture.site import Process

Lock = Callable[[float], threading.Thread]


def lock_sqlite(seconds: float) -> threading.Thread:
    """Hold SQLite's write lock for so long."""

    def hold() -> None:
        connection = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")
        connection.close()

    return started(hold)


def lock_postgres(seconds: float) -> threading.Thread:
    """Hold the table of submissions for so long."""

    def hold() -> None:
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE diagnosis_submission IN ACCESS EXCLUSIVE MODE")
            time.sleep(seconds)
        connection.close()

    return started(hold)


def started(hold: Callable[[], None]) -> threading.Thread:
    """Start a thread and let it take its lock."""
    thread = threading.Thread(target=hold)
    thread.start()
    time.sleep(0.5)
    return thread


def locked(web: Process, lock: Lock) -> Iterator[str]:
    """Post while the database is locked for 3 and for 30 seconds; yield what was answered."""
    web.start()
    for number, seconds in enumerate((3, 30)):
        body = form(number, submission_token()[0])
        holder = lock(seconds)
        answer = post_once(body, timeout=60)
        holder.join()
        check_honest(answer, number)
        again = post_once(body)
        assert again.status == 303, f"no recovery without a restart: {again.status}"
        assert Submission.objects.filter(reference=again.reference).count() == 1
        yield f"locked for {seconds} s: {answer.status} after {answer.seconds:.1f} s, then 303"
    web.end()


def full_disk(web: Process, folder: Path) -> str:
    """Fill the disk of the database, post, free it, post again; return what was answered."""
    web.start()
    assert post_once(form(0, submission_token()[0])).status == 303
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass  # now it is full
    answers = {}
    for number in range(1, 200):
        body = form(number, submission_token()[0])
        answers[number] = body, post_once(body)
        check_honest(answers[number][1], number)
        if answers[number][1].status != 303:
            break
    body, refused = answers[number]
    assert refused.status == 503, f"the disk was never full: {refused.status}"
    ballast.unlink()
    again = post_once(body)
    assert again.status == 303, f"no recovery without a restart: {again.status}"
    stored = Submission.objects.filter(reference=again.reference).values_list("company_name")
    assert [name for (name,) in stored] == [f"第{number}号精密机械有限公司"], list(stored)
    web.end()
    return (
        f"{number - 1} posts fitted, then 503 with everything typed; freed, 303 without a restart"
    )


def check_honest(answer: Answer, number: int) -> None:
    """Raise where a receipt has no row, or a refusal has lost what was typed."""
    if answer.status == 303:
        assert Submission.objects.filter(reference=answer.reference).exists()
    else:
        assert answer.status == 503, f"answered {answer.status}"
        assert f"第{number}号精密机械有限公司" in answer.body, "the name is gone"
        assert f'value="{5000 + number}"' in answer.body, "the revenue is gone"
