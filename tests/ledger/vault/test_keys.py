import asyncio
import stat
from pathlib import Path

import pytest

from ledger.store.database import Database
from ledger.vault.keys import KEY_NAMES, Keys, KeysUnusable, fingerprint, open_keys


async def keys_of(database: Database, directory: Path) -> Keys:
    async with database.acquire() as connection:
        return await open_keys(connection, directory)


async def test_the_first_start_makes_every_key_and_later_ones_read_them(
    database: Database, tmp_path: Path
) -> None:
    directory = tmp_path / "deep" / "keys"
    first = await keys_of(database, directory)
    assert await keys_of(database, directory) == first
    assert first.references != first.log
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    files = sorted(directory.iterdir())
    assert [file.name for file in files] == sorted(f"{name}.key" for name in KEY_NAMES)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def test_the_database_keeps_fingerprints_and_no_key(
    database: Database, tmp_path: Path
) -> None:
    keys = await keys_of(database, tmp_path / "keys")
    async with database.acquire() as connection:
        rows = await connection.fetch("select name, value from instance")
    kept = {row["name"]: row["value"] for row in rows}
    assert kept == {
        f"key fingerprint: {name}": fingerprint(name, getattr(keys, name)) for name in KEY_NAMES
    }
    assert all(key not in value for key in (keys.references, keys.log) for value in kept.values())
    assert keys.references.hex() not in repr(keys)


async def test_eight_first_starts_at_once_agree(database: Database, tmp_path: Path) -> None:
    found = await asyncio.gather(*(keys_of(database, tmp_path / "keys") for _ in range(8)))
    assert all(keys == found[0] for keys in found)
    assert len(list((tmp_path / "keys").iterdir())) == len(KEY_NAMES)


async def test_a_missing_key_stops_the_start_and_is_not_made_anew(
    database: Database, tmp_path: Path
) -> None:
    await keys_of(database, tmp_path / "keys")
    (tmp_path / "keys" / "log.key").unlink()
    with pytest.raises(KeysUnusable, match=r"log\.key is missing.*Restore the key directory"):
        await keys_of(database, tmp_path / "keys")
    assert not (tmp_path / "keys" / "log.key").exists()


async def test_another_directory_stops_the_start(database: Database, tmp_path: Path) -> None:
    await keys_of(database, tmp_path / "keys")
    with pytest.raises(KeysUnusable, match="is missing, and this database was used with it"):
        await keys_of(database, tmp_path / "others")
    assert list((tmp_path / "others").iterdir()) == []


async def test_another_key_stops_the_start(database: Database, tmp_path: Path) -> None:
    await keys_of(database, tmp_path / "keys")
    (tmp_path / "keys" / "references.key").write_text("ab" * 32 + "\n")
    with pytest.raises(KeysUnusable, match="not the one that this database was used with"):
        await keys_of(database, tmp_path / "keys")


@pytest.mark.parametrize("written", [b"", b"ab" * 31, b"zz" * 32, b"ab" * 33])
async def test_a_damaged_key_is_no_key(database: Database, tmp_path: Path, written: bytes) -> None:
    await keys_of(database, tmp_path / "keys")
    (tmp_path / "keys" / "references.key").write_bytes(written)
    with pytest.raises(KeysUnusable, match="does not hold a key"):
        await keys_of(database, tmp_path / "keys")


async def test_a_key_that_others_may_read_is_refused(database: Database, tmp_path: Path) -> None:
    await keys_of(database, tmp_path / "keys")
    (tmp_path / "keys" / "references.key").chmod(0o640)
    with pytest.raises(KeysUnusable, match="Others may read"):
        await keys_of(database, tmp_path / "keys")


async def test_a_directory_that_others_may_write_to_is_refused(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys").chmod(0o777)
    with pytest.raises(KeysUnusable, match="Others may write"):
        await keys_of(database, tmp_path / "keys")


async def test_a_link_in_the_place_of_a_key_is_not_followed(
    database: Database, tmp_path: Path
) -> None:
    await keys_of(database, tmp_path / "keys")
    key = tmp_path / "keys" / "log.key"
    key.rename(tmp_path / "elsewhere")
    key.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeysUnusable, match="cannot be used"):
        await keys_of(database, tmp_path / "keys")
