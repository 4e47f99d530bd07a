"""Opens every link of the source documents; for cron, once a day."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from policies.operations.links.checking import check_links
from policies.vocabulary import LinkState


class Command(BaseCommand):
    """`manage.py check_links`: a line for each link that needs a look, then the counts; exit 1."""

    help = "Open every link to a source document; exit 1 when one of them needs a look."

    def handle(self, *args: Any, **options: Any) -> None:
        found: Counter[LinkState] = Counter()
        for check in check_links():
            state = LinkState(check.state)
            found[state] += 1
            if state != LinkState.FINE:
                where = f"{check.link.document.citation} {check.link.url}"
                self.stdout.write("：".join(filter(None, (where, state.label, check.detail))))
        counts = "，".join(f"{found[state]}个{state.label}" for state in LinkState if found[state])
        total = f"检查了{found.total()}个链接"
        self.stdout.write("：".join(filter(None, (total, counts))))
        if found.total() > found[LinkState.FINE]:
            raise SystemExit(1)
