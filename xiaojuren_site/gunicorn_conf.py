"""The web server: gunicorn -c python:xiaojuren_site.gunicorn_conf."""

import os
from typing import Any

from django.conf import settings

from xiaojuren_site import logging as site_logging
from xiaojuren_site.environment import exit_on_config_error, is_local, require_free_port

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaojuren_site.settings")
with exit_on_config_error():
    host = "127.0.0.1" if is_local(settings.SITE_URL) else "0.0.0.0"  # noqa: S104 - public is meant
    if "GUNICORN_FD" not in os.environ:  # a re-executed server inherits its socket
        require_free_port(host, settings.PORT)

wsgi_app = "xiaojuren_site.wsgi:application"
bind = f"{host}:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
worker_class = "gthread"
threads = 2
timeout = 30  # seconds until a worker that hangs is replaced
graceful_timeout = 20  # seconds that requests under way get at a stop
control_socket_disable = True  # it would lie in the home folder

# Only these may say that the visitor came over https (X-Forwarded-Proto).
forwarded_allow_ips = ",".join(settings.TRUSTED_PROXIES)

accesslog = "-"
logger_class = site_logging.AccessLog


def when_ready(server: Any) -> None:
    """Say where the site is."""
    server.log.info("The site answers at %s", settings.SITE_URL)
