"""A deployment that would go wrong in silence is told so by `check --deploy`."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.models import WorkerHeartbeat

pytestmark = pytest.mark.django_db

PUBLIC = {
    "SITE_URL": "https://example.org",
    "HTTPS": True,
    "TRUSTED_PROXIES": ["10.0.0.1"],
    "EMAIL_BACKEND": "policies.diagnosis.delivery.smtp_backend.WatchedSmtpBackend",
}


def found(settings: Settings, **changes: object) -> set[str]:
    """Return the ids of our own messages about a deployment with these settings."""
    for name, value in (PUBLIC | changes).items():
        setattr(settings, name, value)
    messages = run_checks(include_deployment_checks=True, databases=["default"])
    return {message.id for message in messages if message.id and message.id.startswith("site.")}


@pytest.fixture
def worker() -> WorkerHeartbeat:
    """Return the sign of life of a mail worker."""
    return WorkerHeartbeat.objects.create(name="one:1")


@pytest.mark.usefixtures("worker")
def test_a_whole_deployment_passes(settings: Settings) -> None:
    assert found(settings) == set()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"EMAIL_BACKEND": "policies.diagnosis.delivery.eml_backend.EmlFileBackend"},
            "site.E001",
        ),
        ({"TRUSTED_PROXIES": ["*"]}, "site.E002"),
        ({"TRUSTED_PROXIES": ["10.0.0.1", "0.0.0.0/0"]}, "site.E002"),
        ({"TRUSTED_PROXIES": ["::/0"]}, "site.E002"),
        ({"TRUSTED_PROXIES": []}, "site.W003"),
    ],
)
def test_a_dangerous_combination_is_told(
    changes: dict[str, object], message: str, settings: Settings
) -> None:
    assert found(settings, **changes) == {message}
    assert found(settings, **changes, SITE_URL="http://127.0.0.1:8000", HTTPS=False) == set()


def test_a_public_site_without_a_worker_is_told(
    worker: WorkerHeartbeat, settings: Settings
) -> None:
    worker.at = timezone.now() - settings.HEALTH_WORKER_SILENT - timedelta(seconds=1)
    worker.save()

    assert found(settings) == {"site.W004"}


@pytest.mark.usefixtures("worker")
def test_machines_that_share_a_sqlite_file_are_told(settings: Settings) -> None:
    WorkerHeartbeat.objects.create(name="one:2")
    assert found(settings) == set()

    WorkerHeartbeat.objects.create(name="other:1")

    assert found(settings) == ({"site.E005"} if connection.vendor == "sqlite" else set())


@pytest.mark.once
def test_the_command_fails_where_nothing_is_set_for_the_public() -> None:
    variables = os.environ | {
        "SITE_URL": "https://example.org",
        "SECRET_KEY": "x" * 10 + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ",
    }
    result = subprocess.run(
        (sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        env=variables,
        cwd=site_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    assert "site.E001" in result.stderr
    assert "site.W003" in result.stderr
