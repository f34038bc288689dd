from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from ledger.rejections import (
    AskedByYou,
    AskingOpen,
    AskingUnknown,
    HoldMissing,
    KeepUntilUnusable,
    LegalHold,
    ProfileUnknown,
    VaultLocked,
)
from ledger.store.database import Database
from ledger.vault.keeping import AskedProfile
from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.records import Draft, RecordKind
from ledger.vault.vault import Vault
from tests.ledger.vault.vault_stage import (
    ANNA,
    BEA,
    LATER,
    NOW,
    TODAY,
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


async def test_a_hold_forbids_to_erase_until_two_lift_it(vault: Vault) -> None:
    person = await somebody(vault, FUND, keep_until=TODAY)
    await vault.place_hold(FUND, person, actor=ANNA)
    await vault.place_hold(FUND, person, actor=BEA)
    assert len(await vault.list_holds(FUND, person)) == 1
    with pytest.raises(LegalHold):
        await vault.erase(FUND, person, actor=ANNA, today=TODAY)
    assert await vault.erase_due(FUND, LATER, settled(True)) == 0
    with pytest.raises(HoldMissing):  # nobody asked yet
        await vault.lift(FUND, person, actor=BEA)
    await vault.ask_lift(FUND, person, actor=ANNA)
    await vault.ask_lift(FUND, person, actor=BEA)  # the first who asked stays the first
    with pytest.raises(AskedByYou):
        await vault.lift(FUND, person, actor=ANNA)
    with pytest.raises(LegalHold):
        await vault.erase(FUND, person, actor=ANNA, today=TODAY)
    await vault.lift(FUND, person, actor=BEA)
    with pytest.raises(HoldMissing):
        await vault.lift(FUND, person, actor=BEA)
    assert await vault.erase(FUND, person, actor=ANNA, today=TODAY)


async def test_where_one_signs_one_lifts_a_hold(vault: Vault) -> None:
    person = await somebody(vault, FUND)
    await vault.place_hold(FUND, person, actor=ANNA)
    await vault.lift(FUND, person, actor=ANNA, alone=True)
    assert await vault.erase(FUND, person, actor=ANNA, today=TODAY)


def settled(answer: bool) -> Callable[[UUID], Awaitable[bool]]:
    async def is_settled(_: UUID) -> bool:
        return answer

    return is_settled


async def test_the_clock_erases_whose_last_day_is_over_and_whose_cases_are_settled(
    vault: Vault,
) -> None:
    over = await somebody(vault, FUND, keep_until=TODAY)
    linked = await somebody(vault, FUND, keep_until=TODAY)
    kept = await somebody(vault, FUND, keep_until=TODAY + timedelta(days=1))
    await vault.link(FUND, uuid4(), linked)
    await vault.set_keep_until(FUND, linked, TODAY, actor="x", today=TODAY)
    assert await vault.erase_due(FUND, TODAY, settled(False)) == 0
    tomorrow = TODAY + timedelta(days=1)
    assert await vault.erase_due(FUND, tomorrow, settled(False)) == 1
    assert (await vault.get_person(FUND, over)).erased_on == tomorrow
    assert await acts_of(vault, over) == [("clock", ActKind.ERASED, None)]
    assert await vault.erase_due(FUND, tomorrow, settled(True)) == 1
    assert (await vault.get_person(FUND, kept)).erased_on is None


async def test_a_last_day_is_from_today_on_and_not_for_ever(vault: Vault) -> None:
    person = await somebody(vault, FUND)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=4000)):
        with pytest.raises(KeepUntilUnusable):
            await vault.set_keep_until(FUND, person, day, actor=ANNA, today=TODAY)
    day = TODAY + timedelta(days=400)
    await vault.set_keep_until(FUND, person, day, actor=ANNA, today=TODAY)
    assert (await vault.get_person(FUND, person)).keep_until == day


async def test_an_audit_opens_one_record_once_when_somebody_else_agreed(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    person = await somebody(vault, FUND)
    (row, *_) = await vault.list_records(FUND, person)
    asking = await vault.ask_opening(FUND, row.record_id, actor=ANNA)
    with pytest.raises(AskingOpen):
        await vault.open_asked(FUND, asking, actor=ANNA)
    with pytest.raises(AskedByYou):
        await vault.agree_opening(FUND, asking, actor=ANNA)
    await vault.agree_opening(FUND, asking, actor=BEA)
    with pytest.raises(AskingUnknown):  # whoever agreed may not use it
        await vault.open_asked(FUND, asking, actor=BEA)
    opened = await vault.open_asked(FUND, asking, actor=ANNA)
    assert opened.record_id == row.record_id
    with pytest.raises(AskingUnknown):
        await vault.open_asked(FUND, asking, actor=ANNA)
    (act,) = await vault.list_acts(FUND, person)
    assert (act.actor, act.agreed_by, act.purpose) == (ANNA, BEA, OpeningPurpose.AUDIT)
    late = await vault.ask_opening(FUND, row.record_id, actor=ANNA)
    tomorrow = vault_in(database, tmp_path / "keys", NOW + timedelta(days=1))
    with pytest.raises(AskingUnknown):
        await tomorrow.agree_opening(FUND, late, actor=BEA)


async def test_a_locked_vault_uses_up_no_audit(vault: Vault) -> None:
    person = await somebody(vault, FUND)
    (row, *_) = await vault.list_records(FUND, person)
    asking = await vault.ask_opening(FUND, row.record_id, actor=ANNA)
    await vault.agree_opening(FUND, asking, actor=BEA)
    await vault.lock(FUND, actor=ANNA)
    with pytest.raises(VaultLocked):
        await vault.open_asked(FUND, asking, actor=ANNA)
    await vault.unlock(FUND, actor=ANNA)
    assert (await vault.open_asked(FUND, asking, actor=ANNA)).record_id == row.record_id


async def test_the_report_of_a_profile_has_its_fields_and_no_other(vault: Vault) -> None:
    await somebody(vault, FUND)
    bail = Draft(RecordKind.BAIL, {"legal_name": "L. N.", "cause_number": "17-3", "lawyer": "X"})
    named = await vault.create_person(FUND, [bail], keep_until=LATER, today=TODAY)
    rows = await vault.export(FUND, ("legal_name", "cause_number"), actor=ANNA)
    assert rows == [{"legal_name": "L. N.", "cause_number": "17-3"}]
    assert (ANNA, ActKind.OPENED, "bail") in await acts_of(vault, named)


async def test_a_profile_is_chosen_from_the_list_by_two(vault: Vault) -> None:
    assert (await vault.profile(FUND)).code == "least"
    assert await vault.profile_asked(FUND) is None
    with pytest.raises(ProfileUnknown):
        await vault.set_profile(FUND, "nowhere", actor=ANNA)
    assert not await vault.set_profile(FUND, "texas", actor=ANNA)
    assert not await vault.set_profile(FUND, "texas", actor=ANNA), "nobody agrees with themselves"
    assert (await vault.profile(FUND)).code == "least"
    assert await vault.profile_asked(FUND) == AskedProfile("texas", ANNA)
    assert not await vault.set_profile(FUND, "kenya", actor=BEA), "that is another one"
    assert await vault.set_profile(FUND, "kenya", actor=ANNA)
    assert (await vault.profile(FUND)).code == "kenya"
    assert await vault.profile_asked(FUND) is None
    done = [(act.actor, act.act, act.agreed_by) for act in await vault.list_acts(FUND)]
    assert (ANNA, ActKind.PROFILE_SET, BEA) in done
    assert (BEA, ActKind.PROFILE_ASKED, None) in done


async def test_choosing_the_profile_that_holds_takes_back_what_was_asked_for(vault: Vault) -> None:
    await vault.set_profile(FUND, "texas", actor=ANNA)
    assert await vault.set_profile(FUND, "least", actor=BEA)
    assert await vault.profile_asked(FUND) is None
    assert not await vault.set_profile(FUND, "texas", actor=BEA), "it is asked for anew"


async def test_where_one_person_signs_one_chooses_the_profile(vault: Vault) -> None:
    assert await vault.set_profile(FUND, "kenya", actor=ANNA, alone=True)
    assert (await vault.profile(FUND)).code == "kenya"
