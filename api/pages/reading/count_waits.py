"""What waits about cash: boxes that nobody has counted for a month."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from api.i18n import N_
from api.pages.reading.reader import Reader
from api.pages.reading.wait import Wait
from ledger.cash import CASH_KINDS
from ledger.events import AccountState
from ledger.fund import Fund
from ledger.store.connection import Connection
from projections.journal import JournalFilter, list_journal

COUNTED_EVERY: Final = timedelta(days=31)
"""Cash that is there is counted once a month."""


async def count_waits(reader: Reader, connection: Connection, fund: Fund) -> AsyncIterator[Wait]:
    """Yield the cash boxes with money in them that are to be counted."""
    for account in fund.accounts.values():
        is_counted = account.kind in CASH_KINDS and account.account_id not in fund.governance.floats
        if not is_counted or account.state is AccountState.CLOSED or not account.balance:
            continue
        page = await list_journal(
            connection,
            reader.fund_id,
            JournalFilter(kind="cash.counted", account_id=account.account_id),
            known_at=reader.known_at,
            limit=1,
        )
        last = page.lines[0].occurred_on if page.lines else None
        if last is not None and last + COUNTED_EVERY >= reader.today:
            continue
        text = N_("{name} was last counted on {day}, and {money} should be in it.")
        if last is None:
            text = N_("{name} has never been counted, and {money} should be in it.")
        said = reader.say(
            text,
            name=reader.name(account.account_id),
            money=reader.money(account.balance, account.currency),
            day=last or reader.today,
        )
        address = f"{reader.prefix}/accounts/{account.account_id}"
        yield Wait(N_("to count"), said, address, is_urgent=False, on=last)
