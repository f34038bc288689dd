"""After somebody was erased, everything that the log ever gave out is as true as before."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from api.giving.service import Typed
from ledger.store.database import Database
from ledger.vault.keys import open_keys
from ledger.verifier import (
    Policy,
    check_head,
    check_promise,
    check_receipt,
    check_report,
    read_keys,
)
from ledger.verifier.logs import check_grown, fetch_head
from ledger.verifier.openings import commitments_of, read_code
from ledger.verifier.policy import read_policy
from tests.api.client import serving
from tests.api.pages.people.stage import Clock
from tests.api.publishing.logged import keep, published
from tests.api.publishing.stage import settled
from tests.attack.log.outside import Given, given_out, passed
from tests.attack.log.twins import FOUNDER, Pair, twins
from tests.database import Urls
from tests.ledger.store.backup_stage import back_up, restore
from tests.ledger.transparency.stage import A_DAY, Stage
from tests.ledger.vault.vault_stage import ANNA, MARKER, TODAY, somebody, vault_in

CODE = "0123-4567-89AB-CDEF-GHJK"


async def policy_of(stage: Stage) -> Policy:
    keys = await stage.log.verifier_keys(stage.fund_id, 1)
    assert keys is not None
    return read_keys("".join(f"{key}\n" for key in keys))


async def lived(urls: Urls, keys_dir: Path, given: Given) -> None:
    """Have a fund with a log and somebody in its vault; take out all that is given to people.

    Somebody is erased at the end, and the next head comes.
    """
    async with Database.open(urls.service, min_size=1, max_size=4) as database:
        async with database.acquire() as connection:
            await open_keys(connection, keys_dir)
        stage = Stage(database, keys_dir)
        await stage.open()
        await stage.keep()
        vault = vault_in(database, keys_dir)
        person = await somebody(vault, stage.fund_id)
        payment = await stage.do(stage.fund.bail(40_00))
        await vault.link(stage.fund_id, payment.case_id, person)
        signs = read_code(CODE)
        assert signs is not None
        commitment = next(commitments_of(stage.fund_id, signs))
        gift = await stage.do(stage.fund.donation(25_00, donor_commitment=commitment))
        await given.take_promises(stage, gift.first, payment.first)
        stage.clock.turn()
        await stage.keep()
        await given.take_receipts(stage, gift.first, payment.first)
        await vault.erase(stage.fund_id, person, actor=ANNA, today=TODAY)
        stage.clock.turn()
        await stage.keep()
        await given.take_receipts(stage, gift.first, payment.first)
        given.pinned = await policy_of(stage)
        await stage.books.close()


@pytest.mark.slow
@pytest.mark.parametrize("restored", [False, True], ids=["here", "restored"])
@pytest.mark.parametrize("keys", ["kept", "destroyed"])
async def test_after_erasing_every_old_receipt_head_and_promise_verifies(
    fresh_database: Urls, unmigrated_database: Urls, tmp_path: Path, keys: str, *, restored: bool
) -> None:
    keys_dir, urls, given = tmp_path / "keys", fresh_database, Given()
    await lived(fresh_database, keys_dir, given)
    if restored:
        await back_up(fresh_database, tmp_path / "made.backup")
        await restore(unmigrated_database, tmp_path / "made.backup")
        urls = unmigrated_database
    if keys == "destroyed":  # everybody's, as in a panic
        for name in ("vaults", "people"):
            shutil.rmtree(keys_dir / name)
    async with Database.open(urls.service, min_size=1, max_size=4) as database:
        stage = given.stage_in(database, keys_dir, A_DAY)
        assert (await stage.keep()).stopped is None
        source = await given_out(stage)
        newest = fetch_head(source, given.pinned)
        for head in given.heads:
            check_grown(source, check_head(head, given.pinned), newest)
        for code, promise in given.promises:
            check_promise(promise, given.pinned, code)
        for code, receipt in given.receipts:
            check_receipt(receipt, given.pinned, code)
            assert MARKER.encode() not in receipt
        for position, extra in given.extras.items():
            assert given.extra_of(await stage.log.receipt(stage.fund_id, position)) == extra
        environment = {"DATABASE_URL": urls.service, "PARASOL_KEYS_DIR": str(keys_dir)}
        await passed(stage, environment, tmp_path, given)


@pytest_asyncio.fixture(loop_scope="session")
async def pair(service_url: str) -> AsyncIterator[Pair]:
    async with twins(service_url) as made:
        yield made


async def test_a_giver_who_was_forgotten_keeps_a_receipt_that_verifies(pair: Pair) -> None:
    await pair.begin()
    twin = pair.quiet
    donor, other = await twin.donor(), await twin.donor()
    await twin.gift(donor)
    await twin.gift(other)
    promise = (await twin.fetch(donor)).content
    await pair.turn()
    receipt = (await twin.fetch(donor)).content
    before, size = await twin.log_bytes(), await twin.size()
    policy = read_policy((await twin.told(f"/log/{twin.fund_id}/1/policy"))[1])
    keys = read_keys((await twin.told(f"/log/{twin.fund_id}/1/keys"))[1].decode())
    assert await twin.site.giving.forget(twin.fund_id, Typed(donor.reference), actor=str(FOUNDER))
    assert await twin.log_bytes() == before
    assert check_receipt(receipt, policy, donor.code).gift == 1
    assert check_promise(promise, keys, donor.code).gift == 1
    nobody = (await twin.fetch(other, 1, code="0123-4567-89AB-CDEF-GHJK")).content
    assert (await twin.fetch(donor)).content == nobody, "a code that was never made"
    await pair.turn()
    assert await twin.size() == size + 64
    assert check_receipt((await twin.fetch(other)).content, policy, other.code).gift == 1


@pytest.mark.slow
async def test_a_report_stays_proven_when_those_it_counts_are_erased(service_url: str) -> None:
    clock = Clock()
    async with serving(service_url, now=clock) as client:
        town = await settled(client, clock)
        await keep(town)
        person = await somebody(town.site.vault, town.fund.fund_id)
        report = await published(town)
        await keep(town, days=1)
        root, pages = f"/log/{town.fund.fund_id}/1", f"/en/{town.fund.fund_id}/public/reports/1"
        policy = read_policy((await client.get(f"{root}/policy")).content)
        manifest = (await client.get(f"{pages}.json")).content
        proof = (await client.get(f"{root}/reports/1.tlog-proof")).content
        assert await town.site.vault.erase(
            town.fund.fund_id, person, actor=ANNA, today=town.clock().date()
        )
        assert (await client.get(f"{root}/reports/1.tlog-proof")).content == proof
        await keep(town, days=1)
        signed = (bytes.fromhex(report.signature), bytes.fromhex(report.key_id))
        later = (await client.get(f"{root}/reports/1.tlog-proof")).content
        assert later != proof, "it has the newest head"
        for each in (proof, later):
            assert check_report(manifest, each, policy, signed).is_signed
        assert (await client.get(f"{pages}.json")).content == manifest
