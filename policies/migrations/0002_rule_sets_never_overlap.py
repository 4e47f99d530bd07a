"""On PostgreSQL the database itself refuses overlapping rule sets; SQLite relies on `RuleSet.clean()`.

One constraint for each kind of application, because a rule set may serve both. Integer ranges of one
value stand for equality, so that no extension is needed. Drafts and what is withdrawn may overlap.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KINDS = ("for_new_applications", "for_reviews")
ADD = """
    ALTER TABLE policies_ruleset ADD CONSTRAINT ruleset_no_overlap_{kind} EXCLUDE USING gist (
        int8range(tier_id, tier_id, '[]') WITH &&,
        int4range(orientation::int, orientation::int, '[]') WITH &&,
        daterange(effective_from, effective_to, '[]') WITH &&
    ) WHERE ({kind} AND publication IN ('scheduled', 'published'))
"""
REMOVE = "ALTER TABLE policies_ruleset DROP CONSTRAINT ruleset_no_overlap_{kind}"


def add_constraints(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the exclusion constraints where the database knows them."""
    if schema_editor.connection.vendor == "postgresql":
        for kind in KINDS:
            schema_editor.execute(ADD.format(kind=kind))


def remove_constraints(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the exclusion constraints again."""
    if schema_editor.connection.vendor == "postgresql":
        for kind in KINDS:
            schema_editor.execute(REMOVE.format(kind=kind))


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunPython(add_constraints, remove_constraints)]
