"""Requests are kept whole or not at all, and nothing of them is anywhere but in the vault."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from api.people.codes import code_hash
from api.requests import table
from api.requests.service import Asking, NotTaken, Requests
from api.requests.table import State
from ledger.store.database import Database
from ledger.vault.keys import Keys
from ledger.vault.openings import OpeningPurpose
from ledger.vault.records import Draft, RecordKind
from ledger.vault.vault import Vault

NOW = datetime(2026, 3, 2, 1, 47, 12, tzinfo=UTC)
MARK = "MARKER-1b7e"
ACTOR = str(UUID(int=7))


class Room:
    """The service with a vault of its own."""

    def __init__(self, database: Database, keys_dir: Path) -> None:
        self.database, self.fund_id = database, uuid4()
        self.vault = Vault(database, keys_dir, lambda: NOW)
        keys = Keys(references=b"r" * 32, log=b"l" * 32)
        self.requests = Requests(database, self.vault, keys, lambda: NOW)

    async def take(self, asking: Asking) -> str:
        return await self.requests.take(self.fund_id, "Europe/Vienna", asking)


def asking(key: UUID | None = None, *, tonight: bool = False) -> Asking:
    return Asking(
        key=key or uuid4(),
        tonight=tonight,
        drafts=(Draft(RecordKind.REQUEST, {"own_words": MARK}),),
        contacts=("+43 660 1234567",),
    )


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    tmp_path.chmod(0o700)
    return Room(database, tmp_path)


async def test_a_request_is_told_by_its_code_and_by_no_other(room: Room) -> None:
    code = await room.take(asking())
    assert len(code.replace("-", "")) == 16
    assert await room.requests.told(room.fund_id, code.lower().replace("-", " ")) is State.WAITING
    assert await room.requests.told(room.fund_id, code[:-1] + "0" * (code[-1] != "0")) is None
    assert await room.requests.told(uuid4(), code) is None


async def test_the_same_form_sent_twice_is_one_request_with_one_code(room: Room) -> None:
    key = uuid4()
    assert await room.take(asking(key)) == await room.take(asking(key))
    assert len(await room.requests.open_list(room.fund_id)) == 1


async def test_what_was_said_is_sealed_and_read_by_who_opens_it(room: Room) -> None:
    await room.take(asking())
    (row,) = await room.requests.open_list(room.fund_id)
    assert row.arrived_at == datetime(2026, 3, 2, 1, 45, tzinfo=UTC)
    (record,) = await room.vault.open_person(
        room.fund_id, row.person_id, actor=ACTOR, purpose=OpeningPurpose.SCREENING
    )
    assert record.fields == {"own_words": MARK}
    async with room.database.acquire() as connection:
        stored = await connection.fetch(
            "select r::text || coalesce((select string_agg(v::text, '') from vault_records v"
            " where v.person_id = r.person_id), '') from help_requests r where fund_id = $1",
            room.fund_id,
        )
    assert stored
    assert MARK not in str(stored)
    assert MARK.encode().hex() not in str(stored)


async def test_tonight_comes_first_and_the_waiting_list_last(room: Room) -> None:
    codes = [await room.take(asking()), await room.take(asking(tonight=True))]
    later, tonight = [await row_of(room, code) for code in codes]
    listed = await row_of(room, await room.take(asking(tonight=True)))
    await room.requests.move(room.fund_id, listed, State.LISTED)
    found = [each.request_id for each in await room.requests.open_list(room.fund_id)]
    assert found == [tonight, later, listed]


async def row_of(room: Room, code: str) -> UUID:
    async with room.database.acquire() as connection:
        found = await table.request_by_code(connection, room.fund_id, code_hash(code))
    assert found is not None
    return found.request_id


async def test_a_full_queue_keeps_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_WAITING", 2)
    first = asking()
    await room.take(first)
    code = await room.take(asking())
    with pytest.raises(NotTaken):
        await room.take(asking())
    async with room.database.acquire() as connection:
        kept = await connection.fetchval(
            "select count(*) from vault_people where fund_id = $1", room.fund_id
        )
    assert kept == 2
    await room.take(first)  # sent twice: it is in already
    await room.requests.move(room.fund_id, await row_of(room, code), State.READ)
    await room.take(asking())


async def test_somebody_is_forgotten_when_nobody_needs_the_request(room: Room) -> None:
    code = await room.take(asking())
    request_id = await row_of(room, code)
    await room.requests.move(room.fund_id, request_id, State.READ)
    assert not await room.requests.forget(room.fund_id, "UTC", code)
    assert not await room.requests.forget(room.fund_id, "UTC", "AAAA-BBBB-CCCC-DDDD")
    await room.requests.move(room.fund_id, request_id, State.NO)
    row = await room.requests.get(room.fund_id, request_id)
    assert row is not None
    assert await room.requests.forget(room.fund_id, "UTC", code)
    assert await room.requests.told(room.fund_id, code) is None
    assert (await room.vault.get_person(room.fund_id, row.person_id)).erased_on is not None


async def test_a_hold_keeps_them_and_the_answer_does_not_say_so(room: Room) -> None:
    code = await room.take(asking())
    row = await room.requests.get(room.fund_id, await row_of(room, code))
    assert row is not None
    await room.vault.place_hold(room.fund_id, row.person_id, actor=ACTOR)
    assert not await room.requests.forget(room.fund_id, "UTC", code)
    assert await room.requests.told(room.fund_id, code) is State.WAITING


async def test_a_new_code_ends_the_one_before(room: Room) -> None:
    code = await room.take(asking())
    request_id = await row_of(room, code)
    other = await room.requests.hand_over(room.fund_id, request_id)
    assert await room.requests.told(room.fund_id, code) is None
    assert await room.requests.told(room.fund_id, other) is State.WAITING


async def test_rows_of_the_erased_are_removed(room: Room) -> None:
    code = await room.take(asking())
    row = await room.requests.get(room.fund_id, await row_of(room, code))
    assert row is not None
    await room.vault.erase(room.fund_id, row.person_id, actor=ACTOR, today=NOW.date())
    await room.requests.tidy(room.fund_id)
    assert await room.requests.told(room.fund_id, code) is None


async def test_it_is_taken_while_the_vault_is_locked(room: Room) -> None:
    await room.take(asking())
    await room.vault.lock(room.fund_id, actor=ACTOR)
    assert not room.vault.is_open(room.fund_id)
    code = await room.take(asking())
    assert await room.requests.told(room.fund_id, code) is State.WAITING
