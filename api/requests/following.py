"""Requests follow their cases: what became of a case is what whoever asked is told about it.

A case ends on many pages. So nobody has to think of the request: the clock looks at the case.
"""

from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from api.requests import table
from api.requests.table import State
from api.vault.settled import is_settled
from ledger import bail, grants, requests
from ledger.bail.states import State as Bail
from ledger.case import Case
from ledger.events import Outcome, RequestClosed
from ledger.rejections import Rejection
from ledger.store.mapper import UnreadablePayload

if TYPE_CHECKING:
    from api.site import Site

_log = structlog.get_logger(__name__)
_BAIL_OVER: Final = frozenset(
    {Bail.SETTLED, Bail.WRITTEN_OFF, Bail.PREMIUM_PAID, Bail.SURETY_ENDED}
)
_GRANT_OVER: Final = frozenset({"completed", "stopped"})


def state_after(case: Case, today: date) -> State:
    """Return how the request stands that became *case*."""
    asked = requests.state_of(case)
    if asked == requests.CLOSED:
        closed = [line.event for line in case.lines if isinstance(line.event, RequestClosed)][-1]
        return State.OVER if closed.outcome is Outcome.WITHDRAWN else State.NO
    if asked == requests.WAITLISTED:
        return State.LISTED
    return State.OVER if asked == requests.MET and _is_over(case, today) else State.HELPED


def _is_over(case: Case, today: date) -> bool:
    bails = bail.state_of(case, today)
    over = bails in _BAIL_OVER if bails else grants.state_of(case) in _GRANT_OVER
    return over and is_settled(case)


async def follow(site: "Site", fund_id: UUID) -> None:
    """Forget the requests of people who were erased, and let the others follow their cases."""
    await site.requests.tidy(fund_id)
    async with site.database.acquire() as connection:
        rows = await table.list_with_case(connection, fund_id)
    if not rows:
        return
    fund, _ = await site.books.get_fund(fund_id)
    today = site.now().astimezone(ZoneInfo(fund.time_zone)).date()
    for row in rows:
        assert row.case_id is not None, "only those with a case were asked for"
        case = await site.books.get_case(fund_id, row.case_id)
        state = state_after(case, today)
        if state is not row.state:
            await site.requests.move(fund_id, row.request_id, state)


async def follow_all(site: "Site") -> None:
    """Do it in every fund; one that cannot be read does not stop the others."""
    async with site.database.acquire() as connection:
        fund_ids = await table.list_funds_asked(connection)
    for fund_id in fund_ids:
        try:
            await follow(site, fund_id)
        except (Rejection, UnreadablePayload) as trouble:
            _log.warning("requests-not-followed", error=type(trouble).__name__)
