"""Django's admin with the editors' desk as its site."""

from django.contrib.admin.apps import AdminConfig


class EditingDeskConfig(AdminConfig):
    """Stands apart from the desk itself, which needs the models that apps bring."""

    default_site = "xiaojuren_site.editing_desk.EditingDesk"

    def ready(self) -> None:
        """Register the checks of a deployment and the record of sign-ins, which need the models."""
        super().ready()
        from xiaojuren_site import checks  # noqa: F401
        from xiaojuren_site.accounts import trail  # noqa: F401
