"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from xiaojuren_site.request_log import NumberedRequests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaojuren_site.settings")

django_application = get_wsgi_application()

from xiaojuren_site.page_bytes import KeptPages  # noqa: E402 - needs models that are loaded

application = NumberedRequests(KeptPages(django_application))
