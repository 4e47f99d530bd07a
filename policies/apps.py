"""The policy domain as a Django app."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Tiers, criteria, support, regions and the documents they rest on."""

    name = "policies"
    verbose_name = "政策内容"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the history and the revision of all content, and check what its texts refer to."""
        from policies.models.history import keep_history
        from policies.models.keys import content_models
        from policies.models.revision import watch
        from policies.presentation.references import check_markdown

        keep_history(content_models())
        watch(set(content_models()))
        check_markdown()
