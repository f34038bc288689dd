"""Drafts come from the sealed book, and whoever builds a report again comes to the same bytes."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import asyncpg

from api.publishing.rebuilding import check_reports
from api.publishing.service import Publishing
from api.publishing.signing import Signing
from ledger.publishing.commands import PublishReport, SetDisclosure
from projections.reports.facts import Fact, Side
from projections.reports.manifest import decode
from tests.api.client import KEYS_DIR
from tests.api.pages.people.stage import Town
from tests.api.publishing.stage import NOW, ref
from tests.funds import DAY

TODAY = NOW.date()


async def _published(town: Town) -> PublishReport:
    publishing = town.site.publishing
    draft = await publishing.draft(town.fund.fund_id, TODAY)
    command = await publishing.command(town.fund.fund_id, draft, TODAY)
    await town.ask(command, "heron")
    publishing.forget(town.fund.fund_id)
    return command


async def test_the_draft_is_the_stretch_that_can_be_told(town: Town) -> None:
    draft = await town.site.publishing.draft(town.fund.fund_id, TODAY)
    assert draft.manifest is not None
    [money_in], [paid_out] = draft.manifest.money_in, draft.manifest.paid_out
    assert (money_in.amount, money_in.givers) == (1_200_00, 10)
    assert (paid_out.amount, paid_out.households) == (720_00, 10)
    assert sum(each.amount for each in draft.manifest.costs) == 20_00
    assert draft.cut == (await town.site.books.get_fund(town.fund.fund_id))[1]


async def test_another_process_builds_the_same_bytes_again(town: Town) -> None:
    command = await _published(town)
    fund_id = town.fund.fund_id
    await town.ask(town.fund.donation(7_00, occurred_on=date(2026, 5, 3), giver=ref(9)), "heron")
    anew = Publishing(town.site.database, town.site.publishing._signing, town.clock)
    found = await anew.rebuilt(fund_id, 1)
    assert found.is_same
    assert decode(command.manifest).number == 1
    async with town.site.database.acquire() as connection:
        assert [each.is_same for each in await check_reports(connection, fund_id)] == [True]


async def test_a_later_line_is_in_no_draft_of_an_earlier_cut(town: Town) -> None:
    publishing, fund_id = town.site.publishing, town.fund.fund_id
    before = await publishing.draft(fund_id, TODAY)
    await town.ask(town.fund.donation(7_00, occurred_on=date(2026, 5, 3), giver=ref(9)), "heron")
    publishing.forget(fund_id)
    assert (await publishing.draft(fund_id, TODAY, before.cut)).text == before.text
    assert (await publishing.draft(fund_id, TODAY)).text != before.text


async def test_a_manifest_that_was_tampered_with_is_named_and_no_other(
    town: Town, superuser_url: str
) -> None:
    await _published(town)
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute("set session_replication_role = replica")
        row = await connection.fetchrow(
            "select position, payload from events where topic = 'report.published.v1'"
        )
        assert row is not None
        changed = row["payload"].replace(b'\\"amount\\":120000', b'\\"amount\\":120001')
        assert changed != row["payload"]
        await connection.execute(
            "update events set payload = $1 where topic = 'report.published.v1'", changed
        )
    finally:
        await connection.close()
    async with town.site.database.acquire() as reading:
        [found] = await check_reports(reading, town.fund.fund_id)
    assert (found.number, found.is_same, found.is_signed) == (1, False, False)


async def test_what_somebody_asks_to_publish_is_compared_with_the_book(town: Town) -> None:
    publishing, fund_id = town.site.publishing, town.fund.fund_id
    draft = await publishing.draft(fund_id, TODAY)
    right = await publishing.command(fund_id, draft, TODAY)
    assert await publishing.is_built_alike(fund_id, right)
    text = right.manifest.replace('"amount":120000', '"amount":120001')
    signed = await Signing(town.site.database, Path(KEYS_DIR)).sign(fund_id, text.encode())
    wrong = PublishReport(
        occurred_on=TODAY,
        number=1,
        cut=right.cut,
        manifest=text,
        signature=signed.signature,
        key_id=signed.key_id,
    )
    assert not await publishing.is_built_alike(fund_id, wrong)


async def test_a_gift_that_is_large_would_hold_reports_back(town: Town) -> None:
    publishing, fund_id = town.site.publishing, town.fund.fund_id

    def gift(amount: int) -> Fact:
        month = 2026 * 12 + 7
        return Fact(10_000, month, Side.IN, "gifts", "USD", amount, uuid4())

    assert not await publishing.would_hold_back(fund_id, TODAY, gift(20_00))
    assert await publishing.would_hold_back(fund_id, TODAY, gift(9_000_000_00))


async def test_the_outlook_is_kept_until_the_book_grows(town: Town) -> None:
    publishing, fund_id = town.site.publishing, town.fund.fund_id
    first = await publishing.outlook(fund_id, TODAY)
    assert await publishing.outlook(fund_id, TODAY) is first
    await town.ask(town.fund.donation(7_00, giver=ref(9)), "heron")
    assert await publishing.outlook(fund_id, TODAY) is not first


async def test_a_rule_that_comes_later_does_not_change_what_is_built_at_an_earlier_cut(
    town: Town,
) -> None:
    publishing, fund_id = town.site.publishing, town.fund.fund_id
    command = await _published(town)
    rule = SetDisclosure(occurred_on=DAY, is_public=True, period_months=12)
    await town.ask(rule, "heron")
    publishing.forget(fund_id)
    assert (await publishing.rebuilt(fund_id, 1)).is_same
    assert decode(command.manifest).policy.period_months == 3
