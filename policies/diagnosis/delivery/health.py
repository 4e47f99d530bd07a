"""Whether messages still reach people: what failed, what waits, who is silent."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone

from policies.diagnosis.models import (
    Delivery,
    MailChannel,
    OperationRecord,
    Submission,
    WorkerHeartbeat,
)
from policies.diagnosis.vocabulary import CaseStatus, DeliveryKind, DeliveryState, OperationKind

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DeliveryHealth:
    """How delivery stands at a moment; ages are None where there is nothing to be old."""

    failed: int
    oldest_waiting: timedelta | None
    worker_silent_for: timedelta | None
    pause: str
    free_megabytes: int
    last_backup: timedelta | None
    is_backup_due: bool

    @property
    def problems(self) -> tuple[str, ...]:
        """Return what a person has to look at, each in a few plain words."""
        return tuple(self._problems())

    @property
    def line(self) -> str:
        """Return all figures on one line, for machines and their keepers."""
        figures = (
            f"failed={self.failed}",
            f"oldest_waiting={_age(self.oldest_waiting)}",
            f"worker_heartbeat={_age(self.worker_silent_for)}",
            f"channel={'paused' if self.pause else 'open'}",
            f"disk_free={self.free_megabytes}MB",
            f"last_backup={_age(self.last_backup)}",
        )
        return f"delivery: {'attention' if self.problems else 'ok'} {' '.join(figures)}"

    def _problems(self) -> Iterator[str]:
        if self.failed:
            yield f"{self.failed}封给顾问的邮件发送失败"
        if self.pause:
            yield f"发信被邮箱拒绝，要人处理：{self.pause}"
        if self.oldest_waiting and self.oldest_waiting > settings.HEALTH_OLDEST_WAITING:
            yield f"有邮件等了{_age(self.oldest_waiting)}还没有发出"
        if self.worker_silent_for is None or self.worker_silent_for > settings.HEALTH_WORKER_SILENT:
            yield "发信进程没有在运行"
        if self.free_megabytes < settings.HEALTH_LOWEST_FREE_MEGABYTES:
            yield f"磁盘只剩{self.free_megabytes}MB"
        if self.is_backup_due:
            yield "没有近期备份" if self.last_backup else "还没有备份过"


def delivery_health() -> DeliveryHealth:
    """Return how delivery stands now; a few indexed queries."""
    now = timezone.now()
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, confirmed_at__isnull=True).exclude(
        Q(kind__in=DeliveryKind.to_readers())
        | Q(submission__status__in=(CaseStatus.CLOSED, CaseStatus.SPAM))
    )
    # Other messages wait for their turn, which may take hours.
    for_advisers = Delivery.objects.filter(kind=DeliveryKind.ADVISERS)
    waiting_since = for_advisers.unfinished().aggregate(first=Min("created_at"))["first"]
    heartbeat = WorkerHeartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    channel = MailChannel.objects.filter(needs_a_person=True).first()
    backups = OperationRecord.objects.filter(kind=OperationKind.BACKUP)
    last_backup = backups.values_list("at", flat=True).first()
    return DeliveryHealth(
        failed=failed.count(),
        oldest_waiting=now - waiting_since if waiting_since else None,
        worker_silent_for=now - heartbeat if heartbeat else None,
        pause=channel.reason if channel else "",
        free_megabytes=shutil.disk_usage(settings.DATA_DIR).free // MEGABYTE,
        last_backup=now - last_backup if last_backup else None,
        is_backup_due=_is_backup_due(now, last_backup),
    )


def _is_backup_due(now: datetime, last_backup: datetime | None) -> bool:
    """Return whether something was entrusted that no recent backup holds."""
    since = last_backup or datetime.min.replace(tzinfo=now.tzinfo)
    if now - since <= settings.HEALTH_BACKUP_AGE:
        return False
    oldest = Submission.objects.filter(created_at__gt=since).aggregate(first=Min("created_at"))
    return oldest["first"] is not None and now - oldest["first"] > settings.HEALTH_BACKUP_AGE


def _age(age: timedelta | None) -> str:
    """Return an age in whole minutes, or - where there is none."""
    return "-" if age is None else f"{int(age.total_seconds() // 60)}分钟"
