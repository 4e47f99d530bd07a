"""Editing the list of updates that readers and subscribers see."""

from django.contrib import admin

from policies.admin.editing.publishing import PublishableAdmin
from policies.models import UpdateNote


@admin.register(UpdateNote)
class UpdateNoteAdmin(PublishableAdmin):
    """What changed on the site, as readers are told."""

    tells_readers = False
    list_display = ("title", "publish_at", "address", "is_minor")
    list_filter = ("is_minor",)
    search_fields = ("title", "body", "address")
    search_help_text = "按标题、说明或页面查找"
    autocomplete_fields = ("source",)
    fieldsets = (
        ("更新", {"fields": ("title", "body")}),
        ("关于", {"fields": ("address", "source", ("code", "is_minor"))}),
    )
