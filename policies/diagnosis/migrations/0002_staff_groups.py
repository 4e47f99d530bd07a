"""The two groups of staff: 编辑 works on policy, 顾问 on submissions, neither sees the other's."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS = "编辑"
ADVISERS = "顾问"
PERMISSIONS_OF_ADVISERS = (
    "view_submission",
    "change_submission",
    "view_delivery",
    "view_note",
    "view_mailboxtask",
    "change_mailboxtask",
)


def create_groups(apps, schema_editor):
    using = schema_editor.connection.alias
    for label in ("policies", "diagnosis"):
        # Permissions usually come after the last migration; a group needs them now.
        app_config = apps.get_app_config(label)
        app_config.models_module = True
        create_permissions(app_config, apps=apps, using=using, verbosity=0)
        app_config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    editors, _ = groups.get_or_create(name=EDITORS)
    editors.permissions.add(*permissions.filter(content_type__app_label="policies"))
    advisers, _ = groups.get_or_create(name=ADVISERS)
    advisers.permissions.add(
        *permissions.filter(
            content_type__app_label="diagnosis", codename__in=PERMISSIONS_OF_ADVISERS
        )
    )


def delete_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=(EDITORS, ADVISERS)).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("diagnosis", "0001_initial"),
        ("policies", "0002_rule_sets_never_overlap"),
    ]

    operations = [migrations.RunPython(create_groups, delete_groups)]
