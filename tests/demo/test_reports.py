"""The example has two years of reports to look at, and a small fund that shows what it can."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from api.demo.coded import Shown, read_shown, write_shown
from api.demo.filling import fill_example
from api.giving.service import Giving
from ledger.books import Books
from ledger.chart import Group
from ledger.events import OrderCarriedOut, ReportPublished
from ledger.store.database import Database
from ledger.store.reading import list_lines_after
from ledger.vault.vault import Vault
from projections.reports.manifest import Manifest, decode
from projections.reports.published import PublicState, Published, read_publications
from tests.api.lent_apps import KEYS

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

pytestmark = pytest.mark.slow


async def told(database: Database, tmp_path: Path) -> tuple[Shown, Shown]:
    """Tell the example; return what there is to see of its two funds."""
    shown: list[Shown] = []
    assert await fill_example(database, KEYS, tmp_path, now=NOW, shown=shown.extend)
    large, small = shown
    return large, small


async def public(database: Database, fund_id: UUID) -> tuple[PublicState, list[Manifest]]:
    """Return what strangers may read of a fund."""
    async with database.acquire() as connection:
        published = Published.of(await read_publications(connection, fund_id), "America/New_York")
    state = published.as_of(NOW)
    return state, [decode(each.manifest) for each in state.reports]


async def test_eight_quarters_are_out_and_each_balance_begins_with_the_one_before(
    database: Database, tmp_path: Path
) -> None:
    large, _ = await told(database, tmp_path)
    _, manifests = await public(database, large.fund_id)
    assert len(manifests) == 8
    bridges = [bridge for each in manifests for bridge in each.bridge]
    assert len(bridges) == 7
    closings = [0, *(bridge.closing for bridge in bridges)]
    assert [bridge.opening for bridge in bridges] == closings[:-1]
    for manifest in manifests[1:]:
        (paid_out,) = manifest.paid_out
        assert {part.group for part in paid_out.parts} == set(Group)
        assert all(part.leaf is None for part in paid_out.parts)
    assert any(each.named for manifest in manifests for each in manifest.money_in)
    assert {each.currency for manifest in manifests for each in manifest.currencies} == {
        "USD",
        "EUR",
    }


async def test_since_two_sign_every_report_has_two_behind_it_and_an_auditor_built_it_again(
    database: Database, tmp_path: Path
) -> None:
    large, _ = await told(database, tmp_path)
    state, _ = await public(database, large.fund_id)
    async with database.acquire() as connection:
        lines = await list_lines_after(connection, large.fund_id, 0, limit=9_000)
    published = [line for line in lines if line.topic == ReportPublished.topic]
    orders = {line.event_id for line in lines if line.topic == OrderCarriedOut.topic}
    by_two = [line for line in published if line.cause in orders]
    assert (len(published), len(by_two)) == (8, 2)
    # What was countersigned this month is public from the next first of a month on.
    assert all(each.countersigned for each in state.reports[:-1])
    assert state.assurances
    assert not any(each.open_findings for each in state.assurances)


async def test_the_small_fund_shows_money_in_and_costs_and_waits_with_the_rest(
    database: Database, tmp_path: Path
) -> None:
    _, small = await told(database, tmp_path)
    state, manifests = await public(database, small.fund_id)
    assert state.plan is not None
    assert [len(each.money_in) for each in manifests] == [1, 1]
    assert [len(each.costs) for each in manifests] == [1, 1]
    assert not any(each.paid_out or each.bridge for each in manifests)


async def test_every_code_says_what_became_of_its_gifts(database: Database, tmp_path: Path) -> None:
    funds = await told(database, tmp_path)
    books, vault = Books(database), Vault(database, tmp_path, lambda: NOW)
    giving = Giving(database, vault, KEYS, books, lambda: NOW)
    found = []
    for fund in funds:
        for each in fund.codes:
            stands = await giving.told(fund.fund_id, each.code)
            assert stands is not None
            found.append((each.became, [stand.report for stand in stands]))
    await books.close()
    assert found == [
        ("counted in a report", [7]),
        ("in the books, in no report yet", [None]),
        ("nothing has come under it yet", []),
        ("given twice", [2, 2]),
    ]


def test_what_there_is_to_see_is_kept_beside_how_to_sign_in(tmp_path: Path) -> None:
    file = tmp_path / "public.json"
    assert read_shown(file) == ()
    shown = Shown("A fund", UUID(int=1), ())
    write_shown(file, [shown])
    assert read_shown(file) == (shown,)
    assert file.stat().st_mode & 0o777 == 0o600
