from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from ledger.rejections import (
    LegalHold,
    PersonErased,
    PersonUnknown,
    RecordUnknown,
    RecordUnusable,
    Rejection,
    VaultLocked,
)
from ledger.store.database import Database
from ledger.vault.keys import KeysUnusable
from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.records import Draft, FileDraft, RecordKind
from ledger.vault.vault import Vault
from tests.ledger.vault.vault_stage import (
    ANNA,
    BEA,
    CONTACT,
    LATER,
    MARKER,
    PHONE,
    PHOTO,
    TODAY,
    WORDS,
    somebody,
    vault_in,
)

FUND = uuid4()
PAYING = OpeningPurpose.PAYING
NOTE = Draft(RecordKind.NOTE, {"note": "Comes on Thursday."})


@pytest.fixture
def vault(database: Database, tmp_path: Path) -> Vault:
    return vault_in(database, tmp_path / "keys")


async def acts_of(vault: Vault, person: UUID) -> list[tuple[str, ActKind, str | None]]:
    return [(act.actor, act.act, act.kind) for act in await vault.list_acts(FUND, person)]


async def test_what_was_sealed_is_opened_and_every_opening_is_written_down(vault: Vault) -> None:
    person = await somebody(vault, FUND)
    opened = await vault.open_person(FUND, person, actor=ANNA, purpose=PAYING)
    assert [record.fields for record in opened] == [dict(CONTACT.fields), dict(WORDS.fields)]
    (photo,) = [row for row in await vault.list_records(FUND, person) if row.kind == "file"]
    found = await vault.open_record(FUND, photo.record_id, actor=BEA, purpose=PAYING)
    assert (found.media_type, found.content) == (PHOTO.media_type, PHOTO.content)
    acts = await vault.list_acts(FUND, person)
    assert sorted((act.actor, act.kind) for act in acts) == [
        (ANNA, "contact"),
        (ANNA, "request"),
        (BEA, "file"),
    ]
    assert {act.purpose for act in acts} == {PAYING}
    assert MARKER not in repr(opened) + repr(CONTACT) + repr(acts)


async def test_a_new_version_takes_the_place_of_the_one_before(vault: Vault) -> None:
    person = await somebody(vault, FUND)
    record_id = await vault.seal(FUND, person, NOTE, actor=ANNA, today=TODAY)
    changed = Draft(RecordKind.NOTE, {"note": "Comes on Friday."})
    await vault.reseal(FUND, record_id, changed, actor=ANNA, today=TODAY)
    found = await vault.open_record(FUND, record_id, actor=ANNA, purpose=PAYING)
    assert (found.version, found.fields) == (2, {"note": "Comes on Friday."})


async def test_rows_that_somebody_moved_or_changed_in_the_database_do_not_open(
    vault: Vault, superuser_url: str
) -> None:
    one, other = await somebody(vault, FUND), await somebody(vault, FUND)
    rows = await vault.list_records(FUND, one)
    connection = await asyncpg.connect(superuser_url)
    try:
        for change in ("person_id = $2", "version = 7", "kind = 'bail'"):
            await connection.execute(
                f"update vault_records set {change} where record_id = $1 and $2::uuid is not null",
                rows[0].record_id,
                other,
            )
            with pytest.raises(KeysUnusable):
                await vault.open_record(FUND, rows[0].record_id, actor=ANNA, purpose=PAYING)
    finally:
        await connection.close()


async def test_locked_it_takes_somebody_new_and_opens_nothing(vault: Vault) -> None:
    before = await somebody(vault, FUND)
    await vault.lock(FUND, actor=ANNA)
    assert not vault.is_open(FUND)
    person = await somebody(vault, FUND)
    (row, *_) = await vault.list_records(FUND, before)
    refused: list[Awaitable[object]] = [
        vault.open_record(FUND, row.record_id, actor=ANNA, purpose=PAYING),
        vault.open_person(FUND, before, actor=ANNA, purpose=PAYING),
        vault.seal(FUND, before, NOTE, actor=ANNA, today=TODAY),
        vault.reseal(FUND, row.record_id, NOTE, actor=ANNA, today=TODAY),
        vault.matches(FUND, before, actor=ANNA),
        vault.export(FUND, ["phone"], actor=ANNA),
    ]
    for each in refused:
        with pytest.raises(VaultLocked):
            await each
    await vault.unlock(FUND, actor=BEA)
    assert len(await vault.open_person(FUND, person, actor=ANNA, purpose=PAYING)) == 2
    done = {act.act: act.actor for act in await vault.list_acts(FUND)}
    assert (done[ActKind.LOCKED], done[ActKind.UNLOCKED]) == (ANNA, BEA)


async def test_one_fund_knows_nothing_of_another(vault: Vault) -> None:
    person = await somebody(vault, FUND)
    (row, *_) = await vault.list_records(FUND, person)
    other = uuid4()
    with pytest.raises(PersonUnknown):
        await vault.open_person(other, person, actor=ANNA, purpose=PAYING)
    with pytest.raises(RecordUnknown):
        await vault.open_record(other, row.record_id, actor=ANNA, purpose=PAYING)
    with pytest.raises(PersonUnknown):
        await vault.erase(other, person, actor=ANNA, today=TODAY)
    assert await vault.list_acts(other) == []


async def test_a_request_of_the_same_telephone_is_noticed_by_whoever_screens(vault: Vault) -> None:
    first = await somebody(vault, FUND, phone="+1 (555) 010-4477")
    await somebody(vault, FUND, phone="+1 555 010 9999")
    elsewhere = uuid4()
    await somebody(vault, elsewhere)
    again = await somebody(vault, FUND, phone="0015550104477")
    assert await vault.matches(FUND, again, actor=ANNA) == [first]
    assert (ANNA, ActKind.COMPARED, None) in await acts_of(vault, again)
    (contact,) = [row for row in await vault.list_records(FUND, first) if row.kind == "contact"]
    new = Draft(RecordKind.CONTACT, {"phone": "+49 30 1"})
    await vault.reseal(FUND, contact.record_id, new, actor=ANNA, today=TODAY)
    assert await vault.matches(FUND, again, actor=ANNA) == []


async def test_a_case_is_about_people_and_they_have_cases(vault: Vault) -> None:
    person, case = await somebody(vault, FUND), uuid4()
    await vault.link(FUND, case, person)
    await vault.link(FUND, case, person)
    assert await vault.people_of(FUND, case) == [person]
    assert await vault.cases_of(FUND, person) == [case]
    assert (await vault.get_person(FUND, person)).keep_until == TODAY + timedelta(days=90)
    with pytest.raises(PersonUnknown):
        await vault.link(FUND, case, uuid4())


async def test_erasing_takes_everything_of_one_and_nothing_of_others(vault: Vault) -> None:
    person, other = await somebody(vault, FUND), await somebody(vault, FUND)
    case = uuid4()
    await vault.link(FUND, case, person)
    assert await vault.erase(FUND, person, actor=ANNA, today=TODAY)
    assert not await vault.erase(FUND, person, actor=ANNA, today=TODAY)
    assert (await vault.get_person(FUND, person)).erased_on == TODAY
    assert await vault.list_records(FUND, person) == []
    assert await vault.people_of(FUND, case) == []
    assert len(await vault.open_person(FUND, other, actor=ANNA, purpose=PAYING)) == 2
    with pytest.raises(PersonErased):
        await vault.open_person(FUND, person, actor=ANNA, purpose=PAYING)
    with pytest.raises(PersonErased):
        await vault.seal(FUND, person, NOTE, actor=ANNA, today=TODAY)
    assert (ANNA, ActKind.ERASED, None) in await acts_of(vault, person)


@pytest.mark.parametrize(
    "draft",
    [
        Draft(RecordKind.NOTE, {}),
        Draft(RecordKind.NOTE, {"note": "  "}),
        Draft(RecordKind.NOTE, {"note": "x" * 10_001}),
        Draft(RecordKind.NOTE, {"not a name": "x"}),
        FileDraft("text/html", b"x"),
        FileDraft("image/png", b""),
    ],
)
async def test_what_cannot_be_kept_leaves_nothing_behind(
    vault: Vault, draft: Draft | FileDraft
) -> None:
    with pytest.raises(RecordUnusable) as refused:
        await vault.create_person(FUND, [draft], keep_until=LATER, today=TODAY)
    assert "not a name" not in refused.value.detail()
    assert not vault.state(FUND).is_made


async def test_rows_of_a_transaction_that_fails_leave_nobody(
    database: Database, vault: Vault
) -> None:
    people = []

    async def fail() -> None:
        async with database.transaction() as connection:
            people.append(
                await vault.create_person(
                    FUND, [WORDS], keep_until=LATER, today=TODAY, connection=connection
                )
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    (person,) = people
    with pytest.raises(PersonUnknown):
        await vault.get_person(FUND, person)


def test_no_refusal_of_the_vault_repeats_what_was_typed() -> None:
    told = [RecordUnusable("note", 5), VaultLocked(), PersonErased(), LegalHold()]
    assert all(isinstance(each, Rejection) and PHONE not in str(each) for each in told)
