"""Lets someone in who has lost the telephone, where no administrator can sign in to do it."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from policies.admin.accounts.lockout import lift_locks
from policies.admin.accounts.second_factor import reset_second_factor


class Command(BaseCommand):
    """`manage.py reset_second_factor NAME`: deletes a second factor, lifts the locks."""

    help = "Delete the second factor of an account and lift its locks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account {username!r}.")
        lift_locks(username)
        found = "deleted" if reset_second_factor(account) else "none was set up"
        self.stdout.write(f"second factor of {username}: {found}; locks lifted")
