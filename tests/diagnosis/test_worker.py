"""Real worker processes: no message twice, and they stop when told."""

import os
import shutil
import signal
import subprocess
import sys
import time
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

QUEUE = """
from datetime import date
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
for number in range({count}):
    submit_diagnosis(
        idempotency_key=f"{{number:032}}", profile=Profile(), period=AccountingPeriod(2027, 2026),
        contact={{"company_name": "某某", "contact_name": "张三"}}, on=date(2026, 11, 24),
    )
"""
MESSAGES = 40
WAITING = """
from django.utils import timezone
from policies.diagnosis.models import Reminder
from policies.models import ApplicationRound
now = timezone.localtime()
for number in range({count}):
    email = f"reader{{number}}@example.com"
    Reminder.objects.create(email=email, tier="little_giant", confirmed_at=now)
coming = ApplicationRound.objects.filter(code="little-giant-2027")
coming.update(application_year=now.year + 1, notice_state="issued")
"""
# The leases of the killed have run out, and someone withdraws who is still to be mailed.
NEXT_WORKER = """
from datetime import timedelta
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from policies.diagnosis.models import Delivery, Reminder
from policies.diagnosis.privacy.deletion import delete_reminders
past = timezone.now() - timedelta(hours=1)
Delivery.objects.filter(state="sending").update(leased_until=past)
for reminder in Reminder.objects.filter(deliveries__state="queued").order_by("-pk")[:1]:
    delete_reminders(Reminder.objects.filter(pk=reminder.pk))
    with open(settings.DATA_DIR / "withdrawn", "a") as file:
        print(reminder.email, file=file)
call_command("deliver", once={once})
"""


@pytest.fixture
def environment(transactional_db: None, tmp_path: Path, original_database: str) -> dict[str, str]:
    """Return the environment of a site of its own: the test's PostgreSQL, or a copied SQLite."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "EMAIL_URL": "",
        "PYTHONUNBUFFERED": "1",
    }
    if connection.vendor == "postgresql":
        base = os.environ["DATABASE_URL"].rpartition("/")[0]
        environment["DATABASE_URL"] = f"{base}/{connection.settings_dict['NAME']}"
    else:
        shutil.copy(original_database, tmp_path / "db.sqlite3")
    return environment


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        timeout=60,
    )


def start_worker(
    environment: dict[str, str], *arguments: str, command: str = "deliver"
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", command, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stderr=subprocess.DEVNULL,
        # As a shell starts background processes: SIGINT ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )


def written_ids(folder: Path) -> list[str]:
    return [message_from_bytes(path.read_bytes())["Message-ID"] for path in folder.glob("*.eml")]


def wait_until_written(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(list(folder.glob("*.eml"))) < count:
        assert time.monotonic() < deadline, "the worker wrote nothing in time"
        time.sleep(0.05)


def test_workers_side_by_side_send_no_message_twice(
    environment: dict[str, str], tmp_path: Path
) -> None:
    manage(environment, "shell", "--command", QUEUE.format(count=MESSAGES))
    workers = [start_worker(environment, "--once") for _ in range(3)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
    ids = written_ids(tmp_path / "mail")
    assert len(ids) == MESSAGES
    assert len(set(ids)) == MESSAGES


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_sends_what_arrives_and_stops_when_told(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    worker = start_worker(environment)
    try:
        manage(environment, "shell", "--command", QUEUE.format(count=1))
        wait_until_written(tmp_path / "mail", 1)
        worker.send_signal(number)
        assert worker.wait(timeout=5) == 0
    finally:
        worker.kill()
        worker.wait()


def test_killed_workers_remind_each_once_or_under_the_same_id_and_nobody_who_withdrew(
    environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "mail"
    manage(environment, "shell", "--command", WAITING.format(count=5 * MESSAGES))
    for _ in range(10):
        worker = start_worker(
            environment, "--command", NEXT_WORKER.format(once=False), command="shell"
        )
        try:
            wait_until_written(folder, len(list(folder.glob("*.eml"))) + 1)
        finally:
            worker.kill()
            worker.wait()
    manage(environment, "shell", "--command", NEXT_WORKER.format(once=True))

    ids: dict[str, set[str]] = {}
    for path in folder.glob("*.eml"):
        message = message_from_bytes(path.read_bytes())
        ids.setdefault(message["To"], set()).add(message["Message-ID"])
    withdrawn = set((tmp_path / "withdrawn").read_text().split())
    assert len(withdrawn) >= 9
    assert set(ids) == {f"reader{number}@example.com" for number in range(5 * MESSAGES)} - withdrawn
    assert all(len(of_one) == 1 for of_one in ids.values())
