"""The seeded content, kept aside in the test database and put back after a test that flushed it."""

from django.db import connection, transaction

KEPT = "kept_{}"


def filled_tables() -> list[str]:
    """Return the tables of the site that hold rows, but for Django's list of migrations."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table)})")
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def keep(tables: list[str]) -> None:
    """Copy the rows of tables into tables of their own, which no flush knows of."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"CREATE TABLE {quoted(KEPT.format(table))} AS SELECT * FROM {quoted(table)}"
            )


@transaction.atomic
def put_back(tables: list[str]) -> None:
    """Copy the kept rows back into their empty tables; relations are checked at the end."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"INSERT INTO {quoted(table)} SELECT * FROM {quoted(KEPT.format(table))}"
            )


def quoted(name: str) -> str:
    """Return a name as the database takes it."""
    return connection.ops.quote_name(name)
