"""What a witness cosigned is remembered through crashes, older backups and second thoughts."""

from hashlib import sha256
from pathlib import Path

import pytest

from api.well import KeyTrouble, gather
from ledger.store.database import Database
from ledger.transparency.witness import OtherKey, Witness
from ledger.transparency.witness_memory import FOLDER, WitnessMemoryUnusable
from ledger.vault.keys import KeyMissing, open_keys
from tests.api.client import plain_settings
from tests.api.transparency.conftest import NOW
from tests.api.transparency.made_log import MadeLog, leaves


async def test_nothing_is_cosigned_that_is_not_on_the_disk(
    witness: Witness, log: MadeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off between the file and the database: the other history gets nothing afterwards."""
    await witness.add_checkpoint(log.asked(0, leaves(2)))

    class Killed(Exception):
        pass

    kept = witness._memory.keep

    def keep_and_die(*seen: object) -> None:
        kept(*seen)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(witness._memory, "keep", keep_and_die)
    with pytest.raises(Killed):
        await witness.add_checkpoint(log.asked(2, leaves(5)))
    monkeypatch.undo()
    assert (await witness.logs())[0].size == 2
    other = [*leaves(2), *leaves(3, "other ")]
    assert (await witness.add_checkpoint(log.asked(2, other))).body == "5\n"
    assert (await witness.add_checkpoint(log.asked(5, other))).status == 409
    again = await witness.add_checkpoint(log.asked(5, leaves(5)))
    assert again.status == 200
    assert (await witness.logs())[0].size == 5


async def test_an_older_backup_forgets_no_history(
    witness: Witness, log: MadeLog, database: Database
) -> None:
    await witness.add_checkpoint(log.asked(0, leaves(2)))
    async with database.acquire() as connection:
        row = await connection.fetchrow("select * from witnessed_logs")
    assert row is not None
    await witness.add_checkpoint(log.asked(2, leaves(9)))
    async with database.acquire() as connection:
        await connection.execute(
            "update witnessed_logs set size = $1, root = $2, note = $3",
            row["size"], row["root"], row["note"],
        )  # fmt: skip
    other = [*leaves(2), *leaves(3, "other ")]
    assert (await witness.add_checkpoint(log.asked(2, other))).body == "9\n"
    assert (await witness.add_checkpoint(log.asked(9, leaves(12)))).status == 200


async def test_a_log_that_comes_back_goes_on_from_where_it_was(
    witness: Witness, log: MadeLog
) -> None:
    await witness.add_checkpoint(log.asked(0, leaves(5)))
    await witness.remove(log.origin)
    origin_hash = sha256(log.origin.encode()).hexdigest()
    assert await witness.checkpoint(origin_hash) is None
    added = await witness.add(log.vkey, url="https://books.example.org/log/a-fund/1")
    assert (added.size, added.is_on) == (5, True)
    assert added.url == "https://books.example.org/log/a-fund/1"
    other = await witness.add_checkpoint(log.asked(0, leaves(5, "other ")))
    assert (other.status, other.body) == (409, "5\n")
    with pytest.raises(OtherKey):
        await witness.add(MadeLog(log.origin, b"x" * 32).vkey)
    assert len(await witness.logs()) == 1


@pytest.mark.parametrize("damage", [b"", b"parasol-witness/v1\n", b"x" * 200, b"\xff"])
async def test_a_damaged_memory_stops_the_witness(
    witness: Witness, log: MadeLog, tmp_path: Path, damage: bytes
) -> None:
    await witness.add_checkpoint(log.asked(0, leaves(2)))
    path = tmp_path / "keys" / FOLDER / sha256(log.origin.encode()).hexdigest()
    written = path.read_bytes()
    assert written.startswith(b"parasol-witness/v1\n")
    path.write_bytes(damage)
    with pytest.raises(WitnessMemoryUnusable):
        await witness.add_checkpoint(log.asked(2, leaves(3)))
    path.write_bytes(written.replace(log.origin.encode(), b"another/1"))
    with pytest.raises(WitnessMemoryUnusable):
        await witness.add_checkpoint(log.asked(2, leaves(3)))
    path.write_bytes(written)
    assert (await witness.add_checkpoint(log.asked(2, leaves(3)))).status == 200


async def test_a_key_that_is_gone_is_noticed_and_never_made_anew(
    witness: Witness, log: MadeLog, database: Database, tmp_path: Path
) -> None:
    """Another one would cosign under a name that others know with this one."""
    await witness.add_checkpoint(log.asked(0, leaves(2)))
    settings = plain_settings(PARASOL_KEYS_DIR=str(tmp_path / "keys"))
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    assert (await gather(database, settings, NOW)).key_trouble is None
    (tmp_path / "keys" / "witness.key").unlink()
    assert (await gather(database, settings, NOW)).key_trouble is KeyTrouble.MISSING
    with pytest.raises(KeyMissing):
        await witness.add_checkpoint(log.asked(2, leaves(3)))
    with pytest.raises(KeyMissing):
        await witness.key()
    assert (await witness.logs())[0].size == 2
