"""Django's admin with the editors' desk as its site."""

from django.contrib.admin.apps import AdminConfig


class EditingDeskConfig(AdminConfig):
    """Stands apart from the desk itself, which needs the models that apps bring."""

    default_site = "policies.admin.site.EditingDesk"

    def ready(self) -> None:
        """Register the desk's subjects, the checks of a deployment and the record of sign-ins."""
        super().ready()
        from policies.admin import registration  # noqa: F401
        from policies.admin.accounts import signals  # noqa: F401
        from xiaojuren_site import checks  # noqa: F401
