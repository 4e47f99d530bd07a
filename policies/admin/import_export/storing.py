"""Stores a plan whole, as one revision, if it still is the plan that the editor saw."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects

from policies.admin.import_export.plan import Plan, plan_of
from policies.admin.import_export.tables import Table
from policies.admin.import_export.uploads import Sheet
from policies.models.history import change, record

AT_A_TIME = 500


def plan_now(table: Table, sheet: Sheet, *, locked: bool = False) -> Plan:
    """Return what a sheet would do to the rows as they are now."""
    rows = table.rows().select_for_update(of=("self",)) if locked else table.rows()
    key = table.columns[0].name
    return plan_of(table, sheet, {getattr(row, key): row for row in rows})


def store(table: Table, sheet: Sheet, fingerprint: str, *, author: User, reason: str) -> Plan:
    """Store what a sheet does if that is still what the fingerprint says; return the plan."""
    with change(author=author, reason=reason):
        plan = plan_now(table, sheet, locked=True)
        if plan.errors or plan.fingerprint != fingerprint:
            return plan
        manager: Any = table.model._base_manager
        created = manager.bulk_create([planned.row for planned in plan.created], AT_A_TIME)
        changed = [planned.row for planned in plan.changed]
        fields = {change.column.name for planned in plan.changed for change in planned.changes}
        if fields:
            manager.bulk_update(changed, sorted(fields), AT_A_TIME)
        prefetch_related_objects(created, *table.relations_of_history)
        record([*created, *changed])
    return plan
