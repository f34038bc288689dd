"""Opening one kind of record of whoever some cases are about."""

from pathlib import Path
from uuid import uuid4

import pytest

from ledger.rejections import VaultLocked
from ledger.store.database import Database
from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.records import Draft, RecordKind
from ledger.vault.vault import Vault
from tests.ledger.vault.vault_stage import ANNA, TODAY, somebody, vault_in

FUND = uuid4()
FOR_COURT = OpeningPurpose.COURT_DATE
HEARING = Draft(RecordKind.HEARING, {"hearing_on": "2026-12-01"})


@pytest.fixture
def vault(database: Database, tmp_path: Path) -> Vault:
    return vault_in(database, tmp_path / "keys")


async def test_only_one_kind_of_the_named_cases_is_opened_and_each_is_logged(vault: Vault) -> None:
    first, second, other = [await somebody(vault, FUND) for _ in range(3)]
    case, another, elsewhere = uuid4(), uuid4(), uuid4()
    for case_id, person in ((case, first), (another, first), (case, second), (elsewhere, other)):
        await vault.link(FUND, case_id, person)
    for person in (first, second, other):
        await vault.seal(FUND, person, HEARING, actor=ANNA, today=TODAY)
    assert await vault.cases_with(FUND, RecordKind.HEARING) == {case, another, elsewhere}
    assert await vault.cases_with(FUND, RecordKind.BAIL) == set()
    opened = await vault.open_of_cases(
        FUND, RecordKind.HEARING, {case, another}, actor=ANNA, purpose=FOR_COURT
    )
    about = {record.person_id: set(case_ids) for record, case_ids in opened}
    assert about == {first: {case, another}, second: {case}}
    acts = [act for act in await vault.list_acts(FUND) if act.act is ActKind.OPENED]
    assert {(act.person_id, act.kind, act.purpose) for act in acts} == {
        (first, "hearing", FOR_COURT),
        (second, "hearing", FOR_COURT),
    }
    assert len(acts) == len(opened)


async def test_whose_key_was_destroyed_is_left_out_and_a_locked_vault_opens_none(
    vault: Vault,
) -> None:
    person, case = await somebody(vault, FUND), uuid4()
    await vault.link(FUND, case, person)
    await vault.seal(FUND, person, HEARING, actor=ANNA, today=TODAY)
    vault.custody(FUND).erase_person(person)  # as after a restored backup: its rows are back
    asked = (FUND, RecordKind.HEARING, {case})
    assert await vault.open_of_cases(*asked, actor=ANNA, purpose=FOR_COURT) == []
    await vault.lock(FUND, actor=ANNA)
    with pytest.raises(VaultLocked):
        await vault.open_of_cases(*asked, actor=ANNA, purpose=FOR_COURT)
