"""Money at courts: who holds it and for how long, what comes back when, how it goes round."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from ledger.bail.states import State
from ledger.store.connection import Connection
from projections.bail import Aged, Ageing, Revolving, ageing
from projections.case_rows import open_case_row
from projections.figures import OpenCase
from projections.view import pin

_OPEN: Final = """
select * from open_cases{cases}
where fund_id = $1 and kind = 'bail' and (rest <> 0 or (bail::jsonb->>'standing') = any($2::text[]))
order by opened_position
"""
_ROUND: Final = """
select currency, exponent, count(*) filter (where (now->>'deposited')::bigint > 0),
    sum((now->>'deposited')::bigint)::bigint, sum((now->>'came_back')::bigint)::bigint,
    sum((now->>'lost')::bigint)::bigint, count(*) filter (where (now->>'freed')::boolean)
from (
    select currency, exponent, bail::jsonb as now from open_cases{cases}
    where fund_id = $1 and kind = 'bail'
) as bails
group by currency, exponent order by currency
"""
_WAITING: Final = (State.VERIFIED, State.SURETY)


class Expected(Struct, frozen=True, kw_only=True):
    """What is due back in a month (named by its first day) in one currency; minor units.

    *month* is None for what has no day yet.
    """

    month: date | None
    currency: str
    exponent: int
    amount: int
    count: int


class Courts(Struct, frozen=True, kw_only=True):
    """All bail that is out, as of *today* and as known at a position.

    *cases* have money out, those overdue first and then the oldest; *waiting* were verified and
    not posted, *vouched* are sureties. *by_authority* ages what authorities hold, *by_depositor*
    what depositors owe. *expected* is in the order of the months, without a month last.
    """

    known_at: int
    today: date
    cases: tuple[OpenCase, ...]
    waiting: tuple[OpenCase, ...]
    vouched: tuple[OpenCase, ...]
    by_authority: tuple[Ageing, ...]
    by_depositor: tuple[Ageing, ...]
    expected: tuple[Expected, ...]
    revolving: tuple[Revolving, ...]


async def get_courts(connection: Connection, fund_id: UUID, today: date) -> Courts:
    """Return how all bail stands. Raises `ProjectionBehind` when nothing is known yet."""
    view = await pin(connection, fund_id, None)
    found = [open_case_row(row) for row in await view.fetch(_OPEN, list(_WAITING))]
    out = [case for case in found if case.rest]
    rounds = await view.fetch(_ROUND)
    return Courts(
        known_at=view.position,
        today=today,
        cases=tuple(sorted(out, key=lambda case: _rank(case, today))),
        waiting=_standing(found, State.VERIFIED),
        vouched=_standing(found, State.SURETY),
        by_authority=ageing(_aged(case, today, owed=False) for case in out),
        by_depositor=ageing(_aged(case, today, owed=True) for case in out),
        expected=_expected(out),
        revolving=tuple(_revolving(row, out, today) for row in rounds),
    )


def _standing(found: Iterable[OpenCase], state: State) -> tuple[OpenCase, ...]:
    return tuple(case for case in found if case.bail and case.bail.standing is state)


def _rank(case: OpenCase, today: date) -> tuple[int, int]:
    late = case.bail.days_late(today) if case.bail else 0
    return -late, case.opened_position


def _aged(case: OpenCase, today: date, *, owed: bool) -> Aged:
    bail = case.bail
    amount = 0 if bail is None else bail.owed if owed else bail.held
    return Aged(
        holder=(bail.depositor if bail else None) if owed else case.authority_id,
        currency=case.currency,
        exponent=case.exponent,
        amount=amount,
        days=(today - case.opened_on).days,
    )


def _expected(cases: Sequence[OpenCase]) -> tuple[Expected, ...]:
    sums: dict[tuple[date | None, str, int], tuple[int, int]] = {}

    def add(month: date | None, case: OpenCase, amount: int) -> None:
        key = month, case.currency, case.exponent
        before, count = sums.get(key, (0, 0))
        sums[key] = before + amount, count + 1

    for case in cases:
        known = 0
        for day, amount in case.bail.expected if case.bail else ():
            add(day.replace(day=1), case, amount)
            known += amount
        if case.rest > known:
            add(None, case, case.rest - known)
    rows = [
        Expected(month=month, currency=currency, exponent=exponent, amount=amount, count=count)
        for (month, currency, exponent), (amount, count) in sums.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.month or date.max, row.currency)))


def _revolving(row: asyncpg.Record, out: Iterable[OpenCase], today: date) -> Revolving:
    currency, exponent, bails, deposited, came_back, lost, freed = row
    mine = [case for case in out if case.currency == currency]
    total = sum(case.rest for case in mine)
    weighed = sum(case.rest * (today - case.opened_on).days for case in mine)
    return Revolving(
        currency=currency,
        exponent=exponent,
        deposited=deposited,
        came_back=came_back,
        lost=lost,
        out=total,
        days=weighed // total if total else 0,
        bails=bails,
        freed=freed,
    )
