"""Give the groups of staff their rights on what provinces ask for beside the national rules."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

READING = ("view_localcondition",)
EDITING = (*READING, "add_localcondition", "change_localcondition", "delete_localcondition")
RIGHTS = {"编辑": EDITING, "审核": READING, "管理员": EDITING}


def give_rights(apps, schema_editor):
    using = schema_editor.connection.alias
    app_config = apps.get_app_config("policies")
    app_config.models_module = True  # permissions usually come after the last migration
    create_permissions(app_config, apps=apps, using=using, verbosity=0)
    app_config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in RIGHTS.items():
        for group in apps.get_model("auth", "Group").objects.using(using).filter(name=name):
            group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("diagnosis", "0006_casework"),
        ("policies", "0010_local_conditions"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
