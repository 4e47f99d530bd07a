"""The groups of staff: 编辑 and 审核 work on policy, 顾问 on submissions, 管理员 on all and accounts."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS = "编辑"
REVIEWERS = "审核"
ADVISERS = "顾问"
MANAGERS = "管理员"

NOT_CONTENT = ("contentrevision", "errorreport", "linkcheck")
PARTS = ("condition", "path", "sourcelink")  # all else is withdrawn, not deleted
CHECKING = {"check_facts", "view_errorreport", "change_errorreport"}
ADVISING = {
    "view_submission",
    "change_submission",
    "view_delivery",
    "view_note",
    "view_mailboxtask",
    "change_mailboxtask",
}
MANAGING = {
    "view_user",
    "add_user",
    "change_user",
    "view_group",
    "add_group",
    "change_group",
    "view_accessrecord",
    "view_operationrecord",
}


def rights(apps):
    """Return the codenames of each group's permissions; they are unique among these apps."""
    models = [model._meta.model_name for model in apps.get_app_config("policies").get_models()]
    content = [name for name in models if name not in NOT_CONTENT]
    reading = {f"view_{name}" for name in content} | CHECKING
    writing = {f"{action}_{name}" for action in ("add", "change") for name in content}
    editing = reading | writing | {f"delete_{name}" for name in PARTS}
    return {
        EDITORS: editing,
        REVIEWERS: reading,
        ADVISERS: ADVISING,
        MANAGERS: editing | ADVISING | MANAGING,
    }


def create_groups(apps, schema_editor):
    using = schema_editor.connection.alias
    labels = ("policies", "diagnosis", "auth")
    for label in labels:
        # Permissions usually come after the last migration; a group needs them now.
        app_config = apps.get_app_config(label)
        app_config.models_module = True
        create_permissions(app_config, apps=apps, using=using, verbosity=0)
        app_config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    for name, codenames in rights(apps).items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(
            *permissions.filter(content_type__app_label__in=labels, codename__in=codenames)
        )


def delete_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=rights(apps)).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("diagnosis", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [migrations.RunPython(create_groups, delete_groups)]
