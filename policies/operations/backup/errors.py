"""What ends a backup or a restore."""

from django.core.management.base import CommandError


class BackupError(CommandError):
    """A backup cannot be made or used; the message says why in one line."""
