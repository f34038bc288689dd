"""After erasing: today's keys open nobody's data but everybody else's, in every copy there is."""

import time
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from ledger.books import Books
from ledger.rejections import PersonErased
from ledger.store.database import Database
from ledger.vault.custody import Custody
from ledger.vault.openings import OpeningPurpose
from ledger.vault.records import Draft, RecordKind
from ledger.vault.sealing import contact_fingerprint
from tests.database import Urls
from tests.funds import open_fund
from tests.ledger.store.backup_stage import back_up, exports, restore
from tests.ledger.vault.vault_stage import ANNA, MARKER, PHONE, TODAY, somebody, vault_in

PURPOSE = OpeningPurpose.CONTACTING


async def every_byte(address: str) -> bytes:
    """Return all rows of all tables, as text."""
    connection = await asyncpg.connect(address)
    try:
        tables = await connection.fetch(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind = 'r'"
        )
        rows = [await connection.fetch(f'select t::text from "{table[0]}" t') for table in tables]
        return "\n".join(row[0] for each in rows for row in each).encode()
    finally:
        await connection.close()


async def readable(urls: Urls, keys: Path, fund: UUID, people: list[UUID]) -> list[bool]:
    """Say whose data opens in a database with the keys that there are."""
    found = []
    async with Database.open(urls.service, min_size=1, max_size=2) as database:
        vault = vault_in(database, keys)
        for person in people:
            try:
                opened = await vault.open_person(fund, person, actor=ANNA, purpose=PURPOSE)
                found.append(opened[0].fields["name_used"] == MARKER)
            except PersonErased:
                found.append(False)
    return found


async def test_after_erasing_no_copy_of_any_age_opens_that_person_and_every_copy_the_others(
    fresh_database: Urls, unmigrated_database: Urls, tmp_path: Path
) -> None:
    keys, before = tmp_path / "keys", tmp_path / "before.backup"
    async with Database.open(fresh_database.service, min_size=1, max_size=2) as database:
        books = Books(database)
        fund = (await open_fund(books, money=1_000_00)).fund_id
        await books.close()
        vault = vault_in(database, keys)
        people = [await somebody(vault, fund) for _ in range(3)]
        await back_up(fresh_database, before)
        book = await exports(fresh_database)
        await vault.erase(fund, people[1], actor=ANNA, today=TODAY)
    rest = [True, False, True]
    assert await readable(fresh_database, keys, fund, people) == rest
    assert await exports(fresh_database) == book
    await restore(unmigrated_database, before)
    assert await readable(unmigrated_database, keys, fund, people) == rest
    async with Database.open(unmigrated_database.service, min_size=1, max_size=2) as database:
        vault = vault_in(database, keys)
        assert await vault.list_records(fund, people[1]) != []  # the old copy still has the rows
        assert await vault.erase_due(fund, TODAY, lambda _: pytest.fail("nobody is due")) == 1
        assert await vault.list_records(fund, people[1]) == []


async def test_a_fresh_dump_has_nothing_of_an_erased_person(
    fresh_database: Urls, unmigrated_database: Urls, tmp_path: Path
) -> None:
    keys, after = tmp_path / "keys", tmp_path / "after.backup"
    async with Database.open(fresh_database.service, min_size=1, max_size=2) as database:
        books = Books(database)
        fund = (await open_fund(books)).fund_id
        await books.close()
        vault = vault_in(database, keys)
        people = [await somebody(vault, fund) for _ in range(3)]
        await vault.erase(fund, people[1], actor=ANNA, today=TODAY)
    await back_up(fresh_database, after)
    await restore(unmigrated_database, after)
    assert await readable(unmigrated_database, keys, fund, people) == [True, False, True]


async def test_a_search_for_the_bytes_finds_them_in_no_table_dump_or_export(
    fresh_database: Urls, tmp_path: Path
) -> None:
    keys, path = tmp_path / "keys", tmp_path / "made.backup"
    async with Database.open(fresh_database.service, min_size=1, max_size=2) as database:
        vault = vault_in(database, keys)
        fund = uuid4()
        person = await somebody(vault, fund)
        await vault.matches(fund, person, actor=ANNA)
        await vault.open_person(fund, person, actor=ANNA, purpose=PURPOSE)
        await back_up(fresh_database, path)
        for said in (await every_byte(fresh_database.superuser), path.read_bytes()):
            _has_nothing(said)
        await vault.erase(fund, person, actor=ANNA, today=TODAY)
        _has_nothing(await every_byte(fresh_database.superuser))
    _has_nothing(b"".join(file.read_bytes() for file in keys.rglob("*") if file.is_file()))


def _has_nothing(said: bytes) -> None:
    for marker in (MARKER, PHONE, "15550104477", "my sister"):
        for written in (marker.encode(), marker.encode().hex().encode()):
            assert written not in said


async def test_a_dump_and_a_list_of_all_numbers_find_nobody_without_the_keys(
    database: Database, tmp_path: Path
) -> None:
    """Ten million numbers, of which a sample is tried.

    What is kept of a number is an HMAC with a key of 256 random bits that follows from that
    person's own, so a list of numbers is as good as none: each would have to be tried with 2^256
    keys. The sample shows that the obvious ways (no key, the fund's id, what stands in the row)
    find nobody.
    """
    vault, fund = vault_in(database, tmp_path / "keys"), uuid4()
    hidden = [5_550_104_000 + at * 37 for at in range(20)]
    people = [await somebody(vault, fund, phone=str(number)) for number in hidden]
    async with database.acquire() as connection:
        rows = await connection.fetch("select person_id, fingerprint from vault_fingerprints")
    assert {row["person_id"] for row in rows} == set(people)
    prints = {row["fingerprint"] for row in rows}
    guesses = [b"", bytes(32), fund.bytes * 2, *(person.bytes * 2 for person in people[:2])]
    begun = time.monotonic()
    tried = 0
    for number in range(5_550_104_000, 5_550_104_800):
        for key in guesses:
            assert contact_fingerprint(key, fund, str(number)) not in prints
            tried += 1
    assert tried == 4_000
    assert time.monotonic() - begun < 60
    with_key = contact_fingerprint(
        Custody(tmp_path / "keys", fund).person_key(people[0]), fund, str(hidden[0])
    )
    assert with_key in prints


async def test_an_erased_person_is_found_by_nobody_not_even_with_todays_keys_in_an_old_dump(
    fresh_database: Urls, unmigrated_database: Urls, tmp_path: Path
) -> None:
    keys, before = tmp_path / "keys", tmp_path / "before.backup"
    fund = uuid4()
    async with Database.open(fresh_database.service, min_size=1, max_size=2) as database:
        vault = vault_in(database, keys)
        person = await somebody(vault, fund)
        await back_up(fresh_database, before)
        await vault.erase(fund, person, actor=ANNA, today=TODAY)
    await restore(unmigrated_database, before)
    async with Database.open(unmigrated_database.service, min_size=1, max_size=2) as database:
        vault = vault_in(database, keys)
        contact = Draft(RecordKind.CONTACT, {"phone": PHONE})
        again = await vault.create_person(fund, [contact], keep_until=TODAY, today=TODAY)
        assert await vault.matches(fund, again, actor=ANNA) == []
