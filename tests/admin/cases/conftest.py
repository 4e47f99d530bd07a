import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.cases.staff import adviser, client_of


@pytest.fixture
def zhang(db: None) -> User:
    return adviser()


@pytest.fixture
def desk(zhang: User) -> Client:
    return client_of(zhang)
