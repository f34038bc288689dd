"""Facts are read once and extended: the same lines give the same facts, whatever was kept."""

from datetime import date
from typing import Any

from ledger.events import Standing
from ledger.publishing.commands import (
    CountDocket,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
)
from ledger.store.reading import get_head
from projections.reports.gathering import BookRead, Shelf, rules_of
from projections.reports.published import read_publications
from tests.api.pages.people.stage import Town
from tests.api.publishing.stage import ref
from tests.funds import DAY


async def test_a_book_that_was_extended_says_what_a_fresh_reading_says(town: Town) -> None:
    fund_id, shelf = town.fund.fund_id, Shelf()
    async with town.site.database.acquire() as connection:
        head = await get_head(connection, fund_id)
        assert head is not None
        early = await shelf.facts(connection, fund_id, head.position // 2)
        late = await shelf.facts(connection, fund_id, head.position)
        again = await shelf.facts(connection, fund_id, head.position // 2)
        fresh = BookRead(fund_id)
        await fresh.read_to(connection, head.position)
    assert late == fresh.facts()
    assert again == early
    assert len(early.facts) < len(late.facts)


async def test_lines_are_read_in_batches_of_any_size(town: Town) -> None:
    fund_id = town.fund.fund_id
    async with town.site.database.acquire() as connection:
        head = await get_head(connection, fund_id)
        assert head is not None
        one_by_one = BookRead(fund_id)
        for position in range(1, head.position + 1):
            await one_by_one.read_to(connection, position)
        at_once = BookRead(fund_id)
        await at_once.read_to(connection, head.position)
    assert one_by_one.facts() == at_once.facts()


async def test_rules_are_those_that_stood_at_the_cut(town: Town) -> None:
    months: dict[str, Any] = {"from_month": "2026-04", "until_month": "2026-06"}
    standing = SetGiverStanding(
        occurred_on=DAY, giver=ref(1), standing=Standing.COUNTED_APART, label_id=None
    )
    due = date(2026, 9, 1)
    agreement = RecordAgreement(occurred_on=DAY, giver=ref(2), report_due=due, **months)
    commands = (
        standing,
        agreement,
        CountDocket(occurred_on=DAY, bails=5, **months),
        SetDisclosure(occurred_on=DAY, is_public=True, period_months=12),
        SetGiverStanding(occurred_on=DAY, giver=ref(1), standing=Standing.PROTECTED),
    )
    cuts = [(await town.ask(command, "heron")).last for command in commands]
    async with town.site.database.acquire() as connection:
        publications = await read_publications(connection, town.fund.fund_id)
    assert rules_of(publications, 1) is None
    before, *rules = [rules_of(publications, cut) for cut in (cuts[0] - 1, *cuts)]
    assert before is not None
    assert (before.policy.version, before.standings) == (1, ())
    told = [
        (each.policy.version, len(each.agreements), len(each.dockets))
        for each in rules
        if each is not None
    ]
    assert told == [(1, 0, 0), (1, 1, 0), (1, 1, 1), (2, 1, 1), (2, 1, 1)]
    assert [each.standings[0].kind.value for each in rules if each] == [
        *["counted_apart"] * 4,
        "protected",
    ]
