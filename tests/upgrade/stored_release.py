"""The rows of a stored release, put into tables as the migrations of that release make them."""

import gzip
import json
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

ROWS = Path(__file__).parent / "rows_0_9_0.json.gz"
LAST_MIGRATIONS = {"policies": "0001_initial", "diagnosis": "0002_staff_groups"}


def go_back_to_release() -> None:
    """Take back what was migrated since, and put the stored rows in place of all there are."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(LAST_MIGRATIONS.items()))
    executor.loader.build_graph()
    nodes = [*executor.loader.applied_migrations]
    models = executor.loader.project_state(nodes).apps.get_models(include_auto_created=True)
    rows = json.loads(gzip.decompress(ROWS.read_bytes()))
    with transaction.atomic():
        for model in models:
            model._base_manager.all()._raw_delete(connection.alias)
        for model in models:
            fields = {field.attname: field for field in model._meta.concrete_fields}
            model._base_manager.bulk_create(
                model(**{name: fields[name].to_python(value) for name, value in row.items()})
                for row in rows.get(model._meta.label_lower, ())
            )
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
                cursor.execute(statement)
