"""Health checks: the process answers; the database answers and has every migration."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost"])
@override_settings(SECURE_SSL_REDIRECT=True)
def test_healthz_answers_a_container_at_its_own_loopback_address(host: str) -> None:
    response = Client().get("/healthz", headers={"host": host})

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_healthz_takes_reading_methods_only(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_readyz_answers_when_every_migration_is_there(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_tells_missing_migrations(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"not ready: 1 migrations are missing\n"


@pytest.mark.django_db(transaction=True)
def test_readyz_tells_a_database_that_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    away: dict[str, Any] = (
        {"host": "127.0.0.1", "port": 1}
        if connection.vendor == "postgresql"
        else {"database": "/dev/null/db.sqlite3"}
    )
    parameters = connection.get_connection_params() | away
    connection.close()
    with monkeypatch.context() as patch:
        patch.setattr(connection, "get_connection_params", lambda: parameters)
        response = client.get("/readyz")
    connection.close()

    assert response.status_code == 503
    assert response.content == b"not ready: the database does not answer\n"
