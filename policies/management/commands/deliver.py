"""The mail worker: sends what the 诊断表 has queued."""

import logging
import signal
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from policies.diagnosis.delivery.digest import queue_digest_if_due
from policies.diagnosis.delivery.error_reports import queue_error_reports
from policies.diagnosis.delivery.worker import deliver_next, record_heartbeat
from policies.diagnosis.privacy.deletion import carry_out_deletions
from policies.diagnosis.reminders.news import queue_reminders
from policies.diagnosis.submission.checked_answers import forget_answers

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
WAKE_SECONDS = 0.1

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Sends queued messages until it is told to stop; `--once` sends what is due and ends."""

    help = "Send the queued messages; run any number of these beside the site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        self.is_stopping = False
        self.next_round = 0.0
        # Set explicitly: a shell starts background processes with SIGINT ignored.
        earlier = {number: signal.signal(number, self._stop) for number in STOP_SIGNALS}
        try:
            while not self.is_stopping:
                if self._work(is_last_chance=once):
                    continue
                if once:
                    break
                self._wait()
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Let the message under way finish, then end."""
        self.is_stopping = True

    def _work(self, *, is_last_chance: bool) -> bool:
        """Delete what was asked for, and send one message; outlive a database that is away."""
        try:
            if time.monotonic() >= self.next_round:
                record_heartbeat()
                queue_digest_if_due(timezone.now())
                queue_error_reports(timezone.now())
                queue_reminders(timezone.now())
                forget_answers()
                self.next_round = time.monotonic() + settings.DELIVERY_HEARTBEAT_SECONDS
            carry_out_deletions()
            return deliver_next()
        except DatabaseError as error:
            if is_last_chance:
                raise
            logger.error("The database does not answer (%s); trying again", type(error).__name__)
            connection.close()
            return False

    def _wait(self) -> None:
        """Sleep until the next poll, waking at once when told to stop."""
        deadline = time.monotonic() + settings.DELIVERY_POLL_SECONDS
        while not self.is_stopping and time.monotonic() < deadline:
            time.sleep(WAKE_SECONDS)
