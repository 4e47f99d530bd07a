"""Records that nobody edits."""

from django.http import HttpRequest


class ReadOnlyMixin:
    """Looking only: no adding, changing or deleting."""

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False
