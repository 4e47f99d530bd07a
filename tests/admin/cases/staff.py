"""The people of the desk, for its tests."""

from django.contrib.auth.models import Group, User
from django.test import Client

ADVISERS = "顾问"
EDITORS = "编辑"


def member_of_staff(*groups: str, username: str = "zhangsan", name: str = "张三") -> User:
    """Return a new account of the desk in these groups; its password is its name."""
    user = User.objects.create_user(
        username, password=username, is_staff=True, last_name=name[0], first_name=name[1:]
    )
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def adviser(username: str = "zhangsan", name: str = "张三") -> User:
    """Return a new adviser."""
    return member_of_staff(ADVISERS, username=username, name=name)


def client_of(user: User | None) -> Client:
    """Return a client that is logged in as a user; an anonymous one for None."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client
