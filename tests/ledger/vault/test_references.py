import asyncio
from pathlib import Path
from uuid import UUID, uuid4

from ledger.store.database import Database
from ledger.vault.keys import Keys
from ledger.vault.references import (
    find_references,
    is_found,
    keep_references,
    keyed_fingerprint,
)

KEYS = Keys(references=b"r" * 32, log=b"l" * 32)
OTHER_KEYS = Keys(references=b"s" * 32, log=b"l" * 32)


def test_a_fingerprint_is_of_one_key_fund_kind_and_name() -> None:
    fund, other = uuid4(), uuid4()
    prints = {
        keyed_fingerprint(KEYS, fund, "giver", "somebody"),
        keyed_fingerprint(KEYS, fund, "giver", "somebody else"),
        keyed_fingerprint(KEYS, fund, "payee", "somebody"),
        keyed_fingerprint(KEYS, other, "giver", "somebody"),
        keyed_fingerprint(OTHER_KEYS, fund, "giver", "somebody"),
    }
    assert len(prints) == 5
    assert keyed_fingerprint(KEYS, fund, "giver", "somebody") in prints


async def test_a_reference_is_kept_once_and_found_again(database: Database) -> None:
    fund, one, two = uuid4(), b"1" * 32, b"2" * 32
    async with database.acquire() as connection:
        assert await find_references(connection, fund, "giver", [one]) == {}
        kept = await keep_references(connection, fund, "giver", {one: UUID(int=1)})
        assert kept == {one: UUID(int=1)}
        again = {one: UUID(int=7), two: UUID(int=2)}
        kept = await keep_references(connection, fund, "giver", again)
        assert kept == {one: UUID(int=1), two: UUID(int=2)}
        assert await find_references(connection, fund, "payee", [one]) == {}
        assert await find_references(connection, uuid4(), "giver", [one]) == {}


async def test_a_reference_is_known_to_lead_from_some_name_of_its_kind(database: Database) -> None:
    fund, reference = uuid4(), uuid4()
    async with database.acquire() as connection:
        await keep_references(connection, fund, "giver", {b"1" * 32: reference})
        assert await is_found(connection, fund, "giver", reference)
        for where in ((fund, "payee", reference), (uuid4(), "giver", reference)):
            assert not await is_found(connection, *where)
        assert not await is_found(connection, fund, "giver", uuid4())


async def test_two_at_once_agree_on_the_first(database: Database) -> None:
    fund, name = uuid4(), b"n" * 32

    async def keep() -> UUID:
        async with database.acquire() as connection:
            return (await keep_references(connection, fund, "giver", {name: uuid4()}))[name]

    assert len(set(await asyncio.gather(*(keep() for _ in range(8))))) == 1


async def test_an_erased_row_cuts_the_link(database: Database, tmp_path: Path) -> None:
    fund, name = uuid4(), b"n" * 32
    async with database.acquire() as connection:
        await keep_references(connection, fund, "giver", {name: UUID(int=1)})
        await connection.execute("delete from vault_references where fund_id = $1", fund)
        assert await find_references(connection, fund, "giver", [name]) == {}
