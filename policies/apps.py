"""The policy domain as a Django app."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Tiers, criteria, support, regions and the documents they rest on."""

    name = "policies"
    verbose_name = "政策内容"
    default_auto_field = "django.db.models.BigAutoField"
