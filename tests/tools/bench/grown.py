"""A database as it may be in years: many times as many regions, documents and submissions."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.vocabulary import CaseStatus, DeliveryState
from policies.models import Region, RegionalTopUp, SourceDocument, Tier
from policies.vocabulary import RegionLevel, SourceKind, TopUpKind

SUBMISSIONS, REGIONS, TOP_UPS, DOCUMENTS = 1000, 30, 100, 20  # for each 1×
AT_A_TIME = 500
TEXT = "我们想了解申报条件、需要准备哪些材料，以及大概什么时候开始申报。" * 8


def grow(factor: int) -> None:
    """Fill a seeded database so many times; base managers, because no history is wanted."""
    add_documents(DOCUMENTS * factor)
    add_regions(REGIONS * factor, TOP_UPS * factor)
    add_submissions()
    repeat_submissions(factor)
    if connection.vendor == "postgresql":  # autovacuum does so within minutes; SQLite never
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def create(rows: list[models.Model]) -> None:
    """Store rows of one model."""
    type(rows[0])._base_manager.bulk_create(rows, batch_size=AT_A_TIME)


def add_documents(count: int) -> None:
    """Add documents on which nothing rests yet."""
    create([
        SourceDocument(key=f"grown-{n}", kind=SourceKind.DOCUMENT, title=f"关于第{n}项工作的通知")
        for n in range(count)
    ])  # fmt: skip


def add_regions(regions: int, top_ups: int) -> None:
    """Add cities to all provinces in turn, and to these cities rewards."""
    provinces = cycle(Region.objects.provinces())
    create([
        Region(
            code=f"{900000 + n}", level=RegionLevel.CITY, parent=next(provinces),
            name=f"第{n}号市", short_name=f"第{n}号", slug=f"city-{n}",
        )
        for n in range(regions)
    ])  # fmt: skip
    cities = cycle(Region.objects.filter(slug__startswith="city-"))
    documents = cycle(SourceDocument.objects.filter(key__startswith="grown-"))
    tier = Tier.objects.get(code="little_giant")
    create([
        RegionalTopUp(
            code=f"grown-{n}", region=next(cities), kind=TopUpKind.REWARD, tier=tier,
            title=f"第{n}项奖励", amount_max=Decimal(100_000 + n), source=next(documents),
        )
        for n in range(top_ups)
    ])  # fmt: skip


def add_submissions() -> None:
    """Add the first thousand, of which one in a hundred is past its retention."""
    now, today = timezone.now(), date.today()
    statuses = cycle(CaseStatus)
    create([
        Submission(
            pk=n + 1, reference=f"AAA{n:05}", idempotency_key=f"{n:032}", content_digest="0" * 64,
            company_name=f"第{n}号精密机械有限公司", contact_name="张三", phone="13800138000",
            consent_version="2026-11", application_year=2027, last_accounting_year=2026,
            status=next(statuses), due_on=today + timedelta(days=n % 30 - 25), message=TEXT,
            created_at=now - timedelta(days=400 if n % 100 == 0 else n % 300, minutes=n),
        )
        for n in range(SUBMISSIONS)
    ])  # fmt: skip
    create([
        Delivery(
            pk=n + 1, submission_id=n + 1, recipient="adviser@example.org", subject="诊断表",
            text=TEXT, message_id=f"<AAA{n:05}>", created_at=now - timedelta(days=n % 300),
            state=DeliveryState.QUEUED if n % 100 == 1 else DeliveryState.SENT,
        )
        for n in range(SUBMISSIONS)
    ])  # fmt: skip


def repeat_submissions(factor: int) -> None:
    """Repeat the first thousand with their messages, under names of their own.

    What is repeated is history: closed and sent. What waits does not grow with it.
    """
    if factor > 1:
        repeat(Submission, factor, reference="(100 + i) || substr(reference, 4)",
               idempotency_key="(100 + i) || substr(idempotency_key, 4)",
               company_name="(100 + i) || company_name",
               status=f"'{CaseStatus.CLOSED}'")  # fmt: skip
        repeat(Delivery, factor, message_id="(100 + i) || message_id",
               submission_id=f"submission_id + i * {SUBMISSIONS}",
               state=f"'{DeliveryState.SENT}'")  # fmt: skip
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Submission, Delivery]):
            cursor.execute(statement)


def repeat(model: type[models.Model], factor: int, **changes: str) -> None:
    """Copy all rows of a table inside the database, some columns changed by an expression."""
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if field.column]
    changes["id"] = f"id + i * {SUBMISSIONS}"
    values = ", ".join(changes.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}, n",
            [factor - 1],
        )
