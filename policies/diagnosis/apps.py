"""The diagnosis as a Django app: the only place that holds personal data."""

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    """The 诊断表, its submissions and their delivery."""

    name = "policies.diagnosis"
    label = "diagnosis"
    verbose_name = "诊断咨询"
    default_auto_field = "django.db.models.BigAutoField"
