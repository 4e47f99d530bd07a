"""Settings from the environment: what is read, and the one line for what cannot be."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from xiaojuren_site import environment
from xiaojuren_site.environment import database, email

pytestmark = pytest.mark.once

PASSWORD = "pa55word"


@pytest.mark.parametrize(
    ("word", "expected"), [("on", True), ("TRUE", True), ("1", True), ("off", False), ("", False)]
)
def test_a_flag_is_read(word: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", word)
    assert environment.flag("DEBUG") is expected


def test_a_word_that_is_no_flag_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="DEBUG must be on or off"):
        environment.flag("DEBUG")


@pytest.mark.parametrize("word", ["0", "65536", "-1", "80.5", "http", "８０００", "9" * 5000])
def test_a_port_out_of_bounds_is_refused(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", word)
    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number from 1 to 65535"):
        environment.number("PORT", 8000, lowest=1, highest=65535)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "http://127.0.0.1:8000"),
        ("https://example.org/", "https://example.org"),
        ("https://EXAMPLE.org:443", "https://example.org"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:8080", "http://example.org:8080"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_of_the_site_is_as_browsers_write_it(
    url: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", url)
    assert environment.site_url(8000) == expected


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "ftp://example.org",
        "https://",
        "https://example.org/site",
        "https://example.org?a=b",
        "https://example.org#a",
        "https://user:code@example.org",
        "https://example.org:port",
        "https://[::1",
    ],
)
def test_an_address_with_more_or_less_than_a_host_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="SITE_URL must look like"):
        environment.site_url(8000)


def test_debug_is_refused_on_a_public_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "on")
    with pytest.raises(ImproperlyConfigured, match="DEBUG must be off"):
        environment.debug("https://example.org")


def test_a_local_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = environment.secret_key("http://localhost:8000", tmp_path)

    assert environment.secret_key("http://localhost:8000", tmp_path) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_key_that_another_process_has_just_put_there_wins(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    environment.keep_first(path, "first")
    environment.keep_first(path, "second")
    assert path.read_text() == "first"


def test_a_public_site_demands_its_key(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY must be set"):
        environment.secret_key("https://example.org", tmp_path)


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(ImproperlyConfigured, match="empty file"):
        environment.secret_key("http://localhost", tmp_path)


def test_a_relative_folder_starts_at_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", "data/site")
    assert environment.directory("DATA_DIR", tmp_path / "var") == tmp_path / "data/site"
    assert (tmp_path / "data/site").is_dir()


def test_a_folder_that_cannot_be_made_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "folder"))
    with pytest.raises(ImproperlyConfigured, match="DATA_DIR must be a folder"):
        environment.directory("DATA_DIR", tmp_path)


@pytest.mark.parametrize("value", ["nobody", "a@example.org, nobody", ","])
def test_recipients_that_are_no_addresses_are_refused(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGNOSIS_RECIPIENTS", value)
    with pytest.raises(ImproperlyConfigured, match="DIAGNOSIS_RECIPIENTS"):
        environment.addresses("DIAGNOSIS_RECIPIENTS", "a@example.org")


@pytest.mark.parametrize("folder", ["plain", "a b#c?d%20e"])
def test_without_an_address_the_database_is_a_file_in_the_data_folder(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    assert database(tmp_path / folder)["NAME"] == str(tmp_path / folder / "db.sqlite3")


@pytest.mark.parametrize("form", ["sqlite:///my%20site.db", "sqlite:///{folder}/my%20site.db"])
def test_a_file_of_sqlite_is_named_from_the_data_folder_or_in_full(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", form.format(folder=tmp_path))
    config = database(tmp_path)
    assert config["NAME"] == str(tmp_path / "my site.db")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p%40s%2Fs%23@db:5433/site", ("u", "p@s/s#", "db", "5433", "site")),
        ("postgresql://u:p@db/site", ("u", "p", "db", "", "site")),
        ("postgres://u:p@[::1]:5432/site", ("u", "p", "::1", "5432", "site")),
        ("postgres://u@%2Frun%2FPg/site", ("u", "", "/run/Pg", "", "site")),
        ("postgres:///site", ("", "", "", "", "site")),
    ],
)
def test_an_address_of_postgresql_is_read(
    url: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    config = database(tmp_path)
    found = tuple(str(config[key]) for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME"))
    assert found == expected


def test_options_of_the_driver_are_passed_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db/site?sslmode=require")
    assert database(tmp_path)["OPTIONS"] == {"connect_timeout": 10, "sslmode": "require"}


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        f"mysql://u:{PASSWORD}@db/site",
        f"postgres://u:{PASSWORD}@db",
        f"postgres://u:{PASSWORD}@db:port/site",
        f"postgres://u:{PASSWORD}/{PASSWORD}@db/site",
        f"postgres://u:{PASSWORD}#{PASSWORD}@db/site",
        f"postgres://u:{PASSWORD}@[::1/site",
        "sqlite://",
        "sqlite://:memory:",
        "sqlite:///:memory:",
        "sqlite://host/file.db",
        "sqlite:///file.db?timeout=5",
        "sqlite:////no/such/folder/file.db",
    ],
)
def test_an_address_of_a_database_that_cannot_be_used_is_refused_in_one_line_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as error:
        database(tmp_path)
    assert PASSWORD not in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "ssl", "tls", "sender"),
    [
        ("smtps://center%40126.com:code@smtp.126.com:465", True, False, "center@126.com"),
        ("smtps://center:code@smtp.126.com:465", True, False, "center@126.com"),
        ("smtp+tls://a%40example.org:code@[::1]:587", False, True, "a@example.org"),
    ],
)
def test_an_address_of_a_mail_server_is_read(
    url: str, ssl: bool, tls: bool, sender: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    config = email(tmp_path)
    found = (config["EMAIL_USE_SSL"], config["EMAIL_USE_TLS"], config["DEFAULT_FROM_EMAIL"])
    assert found == (ssl, tls, sender)


def test_a_code_with_special_characters_is_decoded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtps://a%40example.org:c%2Fd%40e%25@host:465")
    assert email(tmp_path)["EMAIL_HOST_PASSWORD"] == "c/d@e%"


def test_without_a_mail_server_messages_become_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EMAIL_URL", "")
    assert email(tmp_path)["EMAIL_FILE_PATH"] == str(tmp_path / "mail")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        f"smtp://a%40example.org:{PASSWORD}@host:25",
        f"smtps://a%40example.org:{PASSWORD}@host",
        f"smtps://a%40example.org:{PASSWORD}@host:0",
        f"smtps://a%40example.org:{PASSWORD}@host:port",
        f"smtps://a%40example.org:{PASSWORD}@:465",
        f"smtps://a%40example.org:{PASSWORD}/{PASSWORD}@host:465",
        f"smtps://a%40example.org:{PASSWORD}@host:465/path",
        f"smtps://a%40example.org:{PASSWORD}@[::1:465",
        f"smtps://:{PASSWORD}@host:465",
        f"smtps://two%20words:{PASSWORD}@host:465",
        "smtps://a%40example.org@host:465",
    ],
)
def test_an_address_of_a_mail_server_that_cannot_be_used_is_refused_without_its_code(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must look like") as error:
        email(tmp_path)
    assert PASSWORD not in str(error.value)


@pytest.mark.parametrize("word", ["proxy.example.org", "10.0.0.0/99", "10.0.0", "127.0.0.1:80"])
def test_a_proxy_that_is_no_address_is_refused(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", f"10.0.0.0/8, {word}")
    with pytest.raises(ImproperlyConfigured, match="neither an address nor a network"):
        environment.networks("TRUSTED_PROXIES")


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.1, 172.16.0.0/12,::1")
    assert environment.networks("TRUSTED_PROXIES") == ["10.0.0.1", "172.16.0.0/12", "::1"]


@pytest.mark.parametrize("word", ["admin", "redaktion-7", "x" * 59 + "1"])
def test_the_path_of_the_desk_may_be_chosen(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PATH", word)
    assert environment.admin_path() == word


@pytest.mark.parametrize("word", ["desk", "diagnosis", "desk-7", "Desk-26", "a/b-2026", "x1" * 31])
def test_a_path_that_can_be_guessed_or_is_a_page_is_refused(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_PATH", word)
    with pytest.raises(ImproperlyConfigured, match="ADMIN_PATH must be"):
        environment.admin_path()
