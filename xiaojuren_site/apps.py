"""Django's admin with the editors' desk as its site."""

from django.contrib.admin.apps import AdminConfig


class EditingDeskConfig(AdminConfig):
    """Stands apart from the desk itself, which needs the models that apps bring."""

    default_site = "xiaojuren_site.editing_desk.EditingDesk"
