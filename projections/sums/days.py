"""Balances of accounts at the end of many days at once: one question, however many days."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.postings import postings
from projections.projection import NOTHING
from projections.sums.keys import PARTS, Figure
from projections.sums.queries import WHOLE, events_after, sum_chunks
from projections.view import View

# $7 and $8 as in the sums by place: together they say up to which day.
_DAYS: Final = WHOLE.replace(
    "[sums]",
    """
    s.thing_id, s.first_day, sum(s.amount)
from whole join place_sums{balances} s using (level, chunk)
where s.fund_id = $1 and s.by_day and (s.first_day < $7 or s.first_day between $7 and $8)
    and s.figure = $9
group by s.thing_id, s.first_day
""",
)


class Days(Struct, frozen=True):
    """What an account had at the end of each of *days*, on which something moved; minor units."""

    days: list[date]
    balances: list[int]

    def at(self, day: date) -> int:
        """Return what was there at the end of *day*."""
        number = bisect_right(self.days, day)
        return self.balances[number - 1] if number else 0


async def account_days(view: View, upto: date) -> Mapping[UUID, Days]:
    """Return the balances of every account by day, up to the day *upto*."""
    moved: defaultdict[UUID, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    chunks = await sum_chunks(view, _DAYS, upto, Figure.ACCOUNT.value)
    for _, account_id, day, sum_ in chunks.rows:
        moved[account_id][day] += int(sum_)
    async for event in events_after(view, chunks.end, upto):
        for entry in postings(event):
            for figure, of_ref, sign in PARTS[entry.code]:
                if figure is Figure.ACCOUNT:
                    place = (entry.ref if of_ref else entry.purpose_id) or NOTHING
                    moved[place][event.occurred_on] += sign * entry.amount
    return {account_id: _days(by_day) for account_id, by_day in moved.items()}


def _days(by_day: Mapping[date, int]) -> Days:
    days = sorted(by_day)
    return Days(days, list(accumulate(by_day[day] for day in days)))
