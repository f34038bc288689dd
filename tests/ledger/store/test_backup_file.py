"""A backup that is not exactly what was written is refused before anything is touched."""

import hashlib
import io
import random
import tarfile
from pathlib import Path

import msgspec
import pytest

from api.cli.restoring import all_migrations
from ledger.store.backup import (
    BackupDamaged,
    BackupNewer,
    BackupRefused,
    Manifest,
    NotABackup,
    open_backup,
    whole_file,
)
from ledger.store.backup.container import DumpWriter, file_name
from ledger.store.backup.manifest import FundSummary, RanMigration, steps_of_backup
from tests.database import Urls
from tests.ledger.store.backup_stage import MADE_AT, back_up, count_tables, fill, restore

MANIFEST = Manifest(
    format="parasol-backup",
    version=1,
    program="0.1.0",
    postgresql="18.4",
    pg_dump="18.4",
    made_at=MADE_AT,
    migrations=tuple(
        RanMigration(step.part, step.number, step.name, step.sha256.hex())
        for step in all_migrations()
    ),
    funds=(),
    tables=(),
    keys={},
    left_out=(),
    dump_bytes=0,
    dump_sha256="",
)
DUMP = bytes(range(256)) * 3


def write(path: Path, dump: bytes = DUMP, **changes: object) -> bytes:
    """Write a backup of *dump* whose manifest may say anything, and return its bytes."""
    with path.open("w+b") as file:
        writer = DumpWriter(file)
        writer.write(dump)
        right = {"dump_bytes": len(dump), "dump_sha256": hashlib.sha256(dump).hexdigest()}
        writer.finish(msgspec.structs.replace(MANIFEST, **{**right, **changes}))
    return path.read_bytes()


def read(content: bytes) -> tuple[Manifest, bytes]:
    with open_backup(io.BytesIO(content)) as backup:
        return backup.manifest, b"".join(backup.pieces())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made.backup"


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 3_000_000])
def test_a_file_is_read_as_it_was_written(path: Path, size: int) -> None:
    dump = random.Random(size).randbytes(size)
    manifest, found = read(write(path, dump))
    assert found == dump
    assert (manifest.made_at, manifest.dump_bytes) == (MADE_AT, size)


def test_every_changed_byte_is_noticed(path: Path) -> None:
    content = write(path)
    for at in range(len(content)):
        changed = bytearray(content)
        changed[at] ^= 0x20
        with pytest.raises(BackupRefused):
            read(bytes(changed))


def test_a_cut_or_longer_file_is_noticed(path: Path) -> None:
    content = write(path)
    for size in {*range(0, len(content), 97), *range(len(content) - 1030, len(content))}:
        with pytest.raises(BackupRefused):
            read(content[:size])
    with pytest.raises(BackupDamaged):
        read(content + b"\0")


def test_tar_can_unpack_it(path: Path) -> None:
    write(path)
    with tarfile.open(path) as tar:
        assert tar.getnames() == ["database.dump", "manifest.json", "SHA256SUMS"]
        sums = tar.extractfile("SHA256SUMS")
        assert sums is not None
        for line in sums.read().decode().splitlines():
            hashed, name = line.split("  ")
            member = tar.extractfile(name)
            assert member is not None
            assert hashlib.sha256(member.read()).hexdigest() == hashed


@pytest.mark.parametrize("content", [b"", b"x" * 5000, b"\0" * 2048, b'{"format": "parasol-book"}'])
def test_another_file_is_no_backup(content: bytes) -> None:
    with pytest.raises(NotABackup):
        read(content)


def test_another_version_and_another_format_are_named(path: Path) -> None:
    with pytest.raises(BackupNewer, match=r"version 2, made by Parasol 0\.1\.0"):
        read(write(path, version=2))
    with pytest.raises(NotABackup):
        read(write(path, format="somebody's backup"))
    with pytest.raises(BackupDamaged, match="that of another one"):
        read(write(path, dump_bytes=1))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (RanMigration("ledger", 9999, "later", "00"), "ledger/9999_later, which this program"),
        (RanMigration("elsewhere", 1, "new", "00"), "elsewhere/0001_new, which this program"),
        (RanMigration("ledger", 1, "books", "00"), "ledger/0001_books, with another text"),
    ],
)
def test_a_backup_of_a_newer_program_is_refused(changed: RanMigration, sentence: str) -> None:
    newer = msgspec.structs.replace(MANIFEST, migrations=(*MANIFEST.migrations, changed))
    with pytest.raises(BackupNewer, match=sentence):
        steps_of_backup(newer, all_migrations())


async def test_a_manifest_that_says_something_else_than_the_dump_leaves_nothing(
    fresh_database: Urls, unmigrated_database: Urls, path: Path
) -> None:
    await fill(fresh_database, 1)
    manifest = await back_up(fresh_database, path)
    with open_backup(path) as backup:
        dump = b"".join(backup.pieces())
    (fund,) = manifest.funds
    tables = {table.name: table for table in manifest.tables}
    labels = tables["labels"]
    wrong: list[dict[str, object]] = [
        {"funds": (FundSummary(fund.fund_id, fund.position, "0" * 64),)},
        {"funds": (FundSummary(fund.fund_id, fund.position + 1, fund.lines_sha256),)},
        {"funds": ()},
        {"tables": tuple({**tables, "labels": type(labels)("labels", 1, "0")}.values())},
        {"tables": tuple(table for table in manifest.tables if table != labels)},
    ]
    for change in wrong:
        said = {name: getattr(manifest, name) for name in ("funds", "tables", "migrations")}
        write(path, dump, **{**said, **change})
        with pytest.raises(BackupDamaged):
            await restore(unmigrated_database, path)
        assert await count_tables(unmigrated_database) == 0


def test_a_file_is_there_whole_or_not_at_all(path: Path) -> None:
    def fail() -> None:
        with whole_file(path) as file:
            file.write(b"one")
            raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        fail()
    assert list(path.parent.iterdir()) == []
    with whole_file(path) as file:
        file.write(b"one")
        assert not path.exists()
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError), whole_file(path):
        pass
    assert path.read_bytes() == b"one"
    assert list(path.parent.iterdir()) == [path]


def test_the_usual_name_tells_the_moment_only() -> None:
    assert file_name(MADE_AT) == "parasol-20261121T055202Z.backup"
