"""Settings: read once, every wrong one named at once."""

from pathlib import Path

import pytest

from api.settings import SETTING_NAMES, WrongSettings, read_settings

HOME = Path("/home/somebody")


def wrong_names(**environ: str) -> list[str]:
    with pytest.raises(WrongSettings) as wrong:
        read_settings(environ, HOME)
    return [name for name, _ in wrong.value.problems]


def test_without_any_setting_everything_has_a_place() -> None:
    settings = read_settings({}, HOME)
    assert settings.origin == "http://127.0.0.1:8000"
    assert settings.data_dir == HOME / ".local/share/parasol"
    assert settings.keys_dir == HOME / ".local/share/parasol-keys"
    assert not settings.secure_cookies


def test_every_wrong_setting_is_named_at_once() -> None:
    assert wrong_names(
        PARASOL_PORT="none",
        PARASOL_HOST="example.org",
        PARASOL_WORKERS="0",
        PARASOL_LOG="loud",
        PARASOL_TRUSTED_PROXY="10.0.0.0/8, nobody",
        DATABASE_URL="mysql:x",
    ) == [
        "PARASOL_HOST",
        "PARASOL_PORT",
        "PARASOL_TRUSTED_PROXY",
        "PARASOL_WORKERS",
        "PARASOL_LOG",
        "DATABASE_URL",
    ]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8o", "1e3", "٣"])
def test_a_port_is_a_port(port: str) -> None:
    assert wrong_names(PARASOL_PORT=port) == ["PARASOL_PORT"]


@pytest.mark.parametrize(
    "url",
    [
        "books.example.org",
        "ftp://books.example.org",
        "http://books.example.org",
        "https://books.example.org/path",
        "https://books.example.org?x",
        "https://somebody@books.example.org",
    ],
)
def test_a_public_address_is_an_origin_that_browsers_trust(url: str) -> None:
    assert wrong_names(PARASOL_PUBLIC_URL=url) == ["PARASOL_PUBLIC_URL"]


@pytest.mark.parametrize(
    "url,secure",
    [
        ("https://Books.example.org", True),
        ("http://abcdefgh.onion", True),
        ("http://localhost:9000", False),
    ],
)
def test_cookies_are_secure_where_browsers_accept_that(url: str, secure: bool) -> None:
    settings = read_settings({"PARASOL_PUBLIC_URL": url + "/"}, HOME)
    assert settings.secure_cookies is secure
    assert settings.origin == url.lower()


def test_a_secret_may_come_from_a_file_but_not_twice(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql:///books\n")
    settings = read_settings({"DATABASE_URL_FILE": str(secret)}, HOME)
    assert settings.database_url == "postgresql:///books"
    assert wrong_names(DATABASE_URL_FILE=str(secret), DATABASE_URL="postgresql:///x") == [
        "DATABASE_URL"
    ]
    assert wrong_names(DATABASE_URL_FILE=str(tmp_path / "none")) == ["DATABASE_URL"]


def test_keys_never_lie_inside_the_data() -> None:
    environ = {"PARASOL_DATA_DIR": "/srv/parasol", "PARASOL_KEYS_DIR": "/srv/parasol/keys"}
    assert wrong_names(**environ) == ["PARASOL_KEYS_DIR"]


def test_a_misspelt_setting_is_found_and_a_foreign_one_left_alone() -> None:
    assert wrong_names(PARASOL_PROT="80") == ["PARASOL_PROT"]
    read_settings({"PARASOL_CHROMIUM": "/usr/bin/chromium"}, HOME)


def test_no_sentence_repeats_a_secret() -> None:
    with pytest.raises(WrongSettings) as wrong:
        read_settings({"DATABASE_URL": "mysql:SECRET"}, HOME)
    assert "SECRET" not in str(wrong.value)
    assert "DATABASE_URL_FILE" in SETTING_NAMES
