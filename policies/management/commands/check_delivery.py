"""Says whether messages still reach people, for cron and monitoring."""

from typing import Any

from django.core.management.base import BaseCommand

from policies.diagnosis.delivery.health import delivery_health


class Command(BaseCommand):
    """`manage.py check_delivery`: one line; exit 1 where a person has to look."""

    help = "Print how delivery stands on one line; exit 1 when something needs attention."

    def handle(self, *args: Any, **options: Any) -> None:
        health = delivery_health()
        self.stdout.write("；".join((health.line, *health.problems)))
        if health.problems:
            raise SystemExit(1)
