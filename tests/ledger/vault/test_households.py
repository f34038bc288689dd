"""Members say how they are reached, and nothing of it is kept that anybody could read."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from ledger.rejections import PersonUnknown, VaultLocked
from ledger.store.database import Database
from ledger.vault.openings import ActKind
from ledger.vault.vault import Vault
from tests.ledger.vault.vault_stage import ANNA, BEA, PHONE, TODAY, somebody, vault_in

FUND = uuid4()
ANA, BO = UUID(ANNA), UUID(BEA)
OTHER = "+1 555 010-9999"


@pytest.fixture
def vault(database: Database, tmp_path: Path) -> Vault:
    return vault_in(database, tmp_path / "keys")


async def household(vault: Vault, person: UUID) -> tuple[UUID, ...]:
    return await vault.members_of_household(FUND, person, actor=BEA)


async def test_whoever_is_reached_like_somebody_who_asks_is_of_their_household(
    vault: Vault,
) -> None:
    asks, other = await somebody(vault, FUND), await somebody(vault, FUND, phone=OTHER)
    await vault.say_own_contact(FUND, ANA, ["ana@example.org", "+1 (555) 0104477"], today=TODAY)
    await vault.say_own_contact(FUND, BO, ["bo@example.org"], today=TODAY)
    assert await household(vault, asks) == (ANA,)
    assert await household(vault, other) == ()
    await vault.say_own_contact(FUND, BO, [PHONE], today=TODAY)
    assert await household(vault, asks) == (ANA, BO)


async def test_a_member_is_nobody_who_was_helped_before(vault: Vault) -> None:
    asks, again = await somebody(vault, FUND), await somebody(vault, FUND)
    await vault.say_own_contact(FUND, ANA, [PHONE], today=TODAY)
    assert await vault.matches(FUND, asks, actor=BEA) == [again]


async def test_what_was_said_is_said_anew_and_taken_back(vault: Vault) -> None:
    asks = await somebody(vault, FUND)
    assert await vault.own_contact(FUND, ANA) is None
    await vault.say_own_contact(FUND, ANA, [PHONE], today=TODAY)
    said = await vault.own_contact(FUND, ANA)
    assert said is not None
    assert (said.sign_in, said.said_on) == (ANA, TODAY)
    await vault.say_own_contact(FUND, ANA, [OTHER], today=TODAY)
    assert await household(vault, asks) == ()
    assert vault.custody(FUND).is_erased(said.person_id)
    await vault.say_own_contact(FUND, ANA, ["  "], today=TODAY)
    assert await vault.own_contact(FUND, ANA) is None
    acts = [act.act for act in await vault.list_acts(FUND) if act.actor == ANNA]
    assert acts.count(ActKind.OWN_CONTACT_SAID) == 3


async def test_it_is_said_while_the_vault_is_locked_and_compared_once_it_is_open(
    vault: Vault,
) -> None:
    asks = await somebody(vault, FUND)
    await vault.lock(FUND, actor=ANNA)
    assert await household(vault, asks) == (), "nobody has said anything, so nothing is opened"
    await vault.say_own_contact(FUND, ANA, [PHONE], today=TODAY)
    with pytest.raises(VaultLocked):
        await household(vault, asks)
    await vault.unlock(FUND, actor=ANNA)
    assert await household(vault, asks) == (ANA,)
    with pytest.raises(PersonUnknown):
        await household(vault, uuid4())


async def test_another_fund_knows_nothing_of_it(vault: Vault) -> None:
    other = uuid4()
    await vault.say_own_contact(FUND, ANA, [PHONE], today=TODAY)
    assert await vault.own_contact(other, ANA) is None
    asks = await somebody(vault, other)
    assert await vault.members_of_household(other, asks, actor=BEA) == ()


async def test_nothing_is_left_of_a_member_who_left(vault: Vault) -> None:
    asks = await somebody(vault, FUND)
    await vault.say_own_contact(FUND, ANA, [PHONE], today=TODAY)
    said = await vault.own_contact(FUND, ANA)
    assert said is not None
    for _ in range(2):
        await vault.forget_own_contact(FUND, ANA, today=TODAY)
    assert await vault.own_contact(FUND, ANA) is None
    assert vault.custody(FUND).is_erased(said.person_id)
    assert await household(vault, asks) == ()
    acts = [act for act in await vault.list_acts(FUND) if act.act is ActKind.ERASED]
    assert [(act.actor, act.person_id) for act in acts] == [("clock", said.person_id)]
