"""pg_dump and pg_restore: the right ones, told nothing in the open, believed only what they do."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from api.cli.restoring import all_migrations
from ledger.store.backup import (
    BackupDamaged,
    ToolFailed,
    Tools,
    ToolsMissing,
    fill_database,
    find_dumper,
    find_reader,
    open_backup,
)
from ledger.store.backup.addresses import environment_of
from ledger.store.backup.script import Script
from ledger.store.embedded import available_majors
from ledger.store.embedded.binaries import program_directories
from tests.database import MAJORS, Urls
from tests.ledger.store.backup_stage import (
    HARD_TEXT,
    RESTORED_AT,
    back_up,
    count_tables,
    exports,
    fill,
    programs,
    restore,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made.backup"


@pytest.mark.parametrize("script", ["head -c 100000 /dev/urandom; kill -9 $$", "exit 1"])
async def test_a_dump_that_ends_badly_leaves_no_file(
    fresh_database: Urls, tmp_path: Path, script: str
) -> None:
    await fill(fresh_database, 1)
    place = tmp_path / "here"
    place.mkdir()
    beside = programs(tmp_path / "bin", pg_dump=script)
    with pytest.raises(ToolFailed, match="pg_dump failed"):
        await back_up(fresh_database, place / "made.backup", beside=beside)
    assert list(place.iterdir()) == []


async def test_nothing_secret_stands_on_a_command_line_and_nothing_is_inherited(
    fresh_database: Urls,
    unmigrated_database: Urls,
    tmp_path: Path,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await fill(fresh_database, 1)
    told = tmp_path / "told"
    beside = programs(
        tmp_path / "bin", pg_dump=f'echo "$@" >{told}; env >>{told}; exec "$REAL" "$@"'
    )
    for name, value in {
        "PGHOST": "elsewhere.example",
        "PGOPTIONS": "-c search_path=nowhere",
        "PGSERVICE": "nothing",
    }.items():
        monkeypatch.setenv(name, value)
    separator = "&" if "?" in fresh_database.service else "?"
    secret = Urls(
        service=f"{fresh_database.service}{separator}password=hidden-word",
        owner=fresh_database.owner,
        superuser=fresh_database.superuser,
    )
    await back_up(secret, path, beside=beside)
    arguments, *environment = told.read_text().splitlines()
    assert "hidden-word" not in arguments
    assert "PGPASSWORD=hidden-word" in environment
    assert not [each for each in environment if "elsewhere" in each or "nowhere" in each]
    assert not [each for each in environment if each.startswith("PGSERVICE")]
    for name in ("PGHOST", "PGOPTIONS", "PGSERVICE"):
        monkeypatch.delenv(name)
    await restore(unmigrated_database, path)
    assert await exports(unmigrated_database) == await exports(fresh_database)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgresql://parasol:p%40ss@db.example:6432/books?sslmode=verify-full&command_timeout=5",
            {
                "PGUSER": "parasol",
                "PGPASSWORD": "p@ss",
                "PGHOST": "db.example",
                "PGPORT": "6432",
                "PGDATABASE": "books",
                "PGSSLMODE": "verify-full",
            },
        ),
        (
            "postgresql://parasol@/parasol?host=/run/some%20where&port=5433",
            {
                "PGUSER": "parasol",
                "PGHOST": "/run/some where",
                "PGPORT": "5433",
                "PGDATABASE": "parasol",
            },
        ),
        (
            "postgres://u@[::1]:5433,other.example/d",
            {
                "PGUSER": "u",
                "PGHOST": "::1,other.example",
                "PGPORT": "5433,5432",
                "PGDATABASE": "d",
            },
        ),
        ("postgresql://h", {"PGHOST": "h", "PGPORT": "5432"}),
    ],
)
def test_an_address_becomes_an_environment(address: str, expected: dict[str, str]) -> None:
    assert environment_of(address) == expected


@pytest.mark.parametrize("mode", ["", "?sslmode=prefer", "?sslmode=disable"])
def test_an_encrypted_connection_is_never_followed_by_an_open_one(mode: str) -> None:
    assert environment_of(f"postgresql://h/d{mode}", encrypted=True)["PGSSLMODE"] == "require"


def test_a_stricter_wish_stays() -> None:
    found = environment_of("postgresql://h/d?sslmode=verify-full", encrypted=True)
    assert found["PGSSLMODE"] == "verify-full"


@pytest.mark.parametrize("major", MAJORS)
def test_the_oldest_tool_that_is_new_enough_is_taken(major: int) -> None:
    assert find_dumper(f"{major}.3", beside=None).major == major
    assert find_reader(f"{major}.3").major == major
    assert find_reader(f"{min(MAJORS)}.1", beside=available_majors()[major]).major == major


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ToolsMissing, match=r"PostgreSQL 99\.1, and no pg_dump of version 99 or"):
        find_dumper("99.1", beside=None)
    with pytest.raises(ToolsMissing, match=r"by pg_dump 99\.1, and no pg_restore of version 99"):
        find_reader("99.1")


def test_for_tls_the_programs_that_come_along_are_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PARASOL_PG_BIN", raising=False)
    boxed = {path.parent for path in program_directories()} - {
        path.parent for path in program_directories(boxed=False)
    }
    assert boxed, "the programs that come along are not there"
    with pytest.raises(ToolsMissing, match="that can use TLS"):
        find_dumper("99.0", beside=None, encrypted=True)
    for major in MAJORS:
        with suppress(ToolsMissing):
            found = find_dumper(f"{major}.0", beside=None, encrypted=True)
            assert found.program.parents[1] not in boxed


@pytest.mark.parametrize(
    ("script", "refusal"),
    [
        ("cat >/dev/null; echo 'DROP TABLE events;'", BackupDamaged),
        (r"cat >/dev/null; printf 'COPY public.pg_authid (a) FROM stdin;\n\\.\n'", BackupDamaged),
        (r"cat >/dev/null; printf 'COPY public.labels (text) FROM stdin;\nab'", BackupDamaged),
        ('"$REAL" "$@" | head -c 2500; kill -9 $$', ToolFailed),
        ("exit 1", ToolFailed),
    ],
    ids=["statement", "table", "cut", "killed", "failed"],
)
async def test_what_pg_restore_says_is_never_run_and_a_failure_leaves_nothing(
    fresh_database: Urls,
    unmigrated_database: Urls,
    tmp_path: Path,
    path: Path,
    script: str,
    refusal: type[Exception],
) -> None:
    await fill(fresh_database, 1)
    await back_up(fresh_database, path)
    place = programs(tmp_path / "bin", pg_restore=script)
    reader = Tools(place / "pg_restore", "18.4")
    with open_backup(path) as backup, pytest.raises(refusal):
        await fill_database(
            unmigrated_database.owner,
            backup,
            all_migrations(),
            reader=reader,
            restored_at=RESTORED_AT,
        )
    assert await count_tables(unmigrated_database) == 0


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_rows_are_told_from_their_end_however_they_arrive(size: int) -> None:
    hard = HARD_TEXT.encode().replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    rows = b"a\t" + hard + b"\n" + b"\\\\.\n\n" + b"x\\.\n" + b"\\.x\n"
    text = b'--\nSET a = 1;\n\nCOPY public.one (a, "b") FROM stdin;\n' + rows + b"\\.\n\n"
    text += b'COPY public."two" (c) FROM stdin;\n\\.\n--\n'
    stream = asyncio.StreamReader()

    async def feed() -> None:
        for at in range(0, len(text), size):
            stream.feed_data(text[at : at + size])
            await asyncio.sleep(0)
        stream.feed_eof()

    async def ended() -> None:
        raise AssertionError("the text is whole")

    feeding = asyncio.create_task(feed())
    script = Script(stream, ended)
    assert await script.next_table() == ("one", ["a", "b"])
    found = b""
    while piece := await script.rows():
        found += piece
    assert found == rows
    assert await script.next_table() == ("two", ["c"])
    assert await script.rows() == b""
    assert await script.next_table() is None
    await feeding
