"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from xiaojuren_site.logging import RequestIdMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaojuren_site.settings")

django_application = get_wsgi_application()

from policies.page_cache.wsgi import PageCache  # noqa: E402 - needs models that are loaded

application = RequestIdMiddleware(PageCache(django_application))
