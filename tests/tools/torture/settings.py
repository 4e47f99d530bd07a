"""The site's settings with short waits, and a mail server of the torture's own."""

import os

from xiaojuren_site.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = "policies.diagnosis.delivery.smtp_backend.WatchedSmtpBackend"
EMAIL_HOST = "localhost"
EMAIL_PORT = int(os.environ.get("TORTURE_SMTP_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = "site@example.org", "code"
EMAIL_USE_SSL = os.environ.get("TORTURE_SMTP_TLS") == "yes"
EMAIL_TIMEOUT = 1
DEFAULT_FROM_EMAIL = EMAIL_HOST_USER

ACKNOWLEDGE_SUBMISSIONS = False
DIGEST_HOUR = 24
DELIVERY_RETRY_MINUTES = [0, *[0.01] * 5, *[0.05] * 20]
DELIVERY_LEASE_SECONDS = 5
DELIVERY_POLL_SECONDS = 0.1
DELIVERY_HEARTBEAT_SECONDS = 1.0
DELIVERY_MOST_PER_WINDOW = 1_000_000
DELIVERY_PAUSE_MINUTES = 0.02

FORM_SHORTEST_SECONDS = 0

LOGGING = {"version": 1, "disable_existing_loggers": True}
