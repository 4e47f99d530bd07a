"""The site's settings for tests: a data folder of the run, nothing from this machine's .env."""

import atexit
import os
import shutil
import tempfile

# An empty value counts as missing and keeps .env out.
HERMETIC = {
    "ADMIN_PATH": "",
    "ALLOWED_HOSTS": "",
    "BACKUP_DIR": "",
    "DEBUG": "",
    "DIAGNOSIS_RECIPIENTS": "",
    "EMAIL_URL": "",
    "ERROR_EMAIL": "",
    "ICP_NUMBER": "",
    "PORT": "",
    "PUBLIC_SECURITY_NUMBER": "",
    "REQUIRE_SECOND_FACTOR": "",
    "SECRET_KEY": "",
    "SITE_URL": "",
    "TRUSTED_PROXIES": "",
    "WEB_CONCURRENCY": "",
    # Playwright drives the browser from an event loop in the thread of the test.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

# Set before the site's settings read them; a process that a test starts keeps what it was given.
if "TEST_RUN" not in os.environ:
    data_folder = tempfile.mkdtemp(prefix="xiaojuren-tests-")
    atexit.register(shutil.rmtree, data_folder, ignore_errors=True)
    os.environ.setdefault("DATABASE_URL", "")  # tests.postgres sets it
    os.environ.update(HERMETIC, DATA_DIR=data_folder, TEST_RUN="yes")

from xiaojuren_site.settings import *  # noqa: E402, F403
from xiaojuren_site.settings import DATA_DIR, STORAGES  # noqa: E402

# Pages link the plain files, so that no test waits for collectstatic; test_static_files collects.
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
DELIVERY_MOST_PER_WINDOW = 1000  # the tests of the limit set it
DIGEST_HOUR = 24  # never by itself; its tests say when it is due
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; no password is real
FORM_SHORTEST_SECONDS = 0  # the tests of its limit set it
ACKNOWLEDGE_SUBMISSIONS = False  # the tests of the receipt by mail turn it on
STYLEGUIDE = True
