"""What waits about accounts: gaps that nobody explained, and accounts that are frozen."""

from collections.abc import Iterator, Sequence

from api.i18n import N_
from api.pages.reading.reader import Reader
from api.pages.reading.wait import Wait
from ledger.events import AccountState
from ledger.fund import Fund
from projections.gaps import Gap, open_gaps


def account_waits(reader: Reader, fund: Fund, gaps: Sequence[Gap]) -> Iterator[Wait]:
    """Yield what waits, gaps first."""
    for gap in open_gaps(gaps):
        more = N_("A statement of {name} of {day} shows {money} more than the book.")
        less = N_("A statement of {name} of {day} shows {money} less than the book.")
        text = reader.say(
            more if gap.open > 0 else less,
            name=reader.name(gap.account_id),
            day=gap.on,
            money=reader.money(abs(gap.open), gap.currency),
        )
        yield Wait(N_("gap"), text, f"{reader.prefix}/accounts/{gap.account_id}", on=gap.on)
    for account in fund.accounts.values():
        if account.state is AccountState.FROZEN:
            text = reader.say(
                N_("{name} is frozen, with {money} in it that cannot be reached."),
                name=reader.name(account.account_id),
                money=reader.money(account.balance, account.currency),
            )
            address = f"{reader.prefix}/accounts/{account.account_id}"
            yield Wait(N_("frozen"), text, address, is_urgent=False)
