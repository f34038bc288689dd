"""The addresses of the pages about the log."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.access import Power, needs
from api.pages import flow
from api.pages.frame import FORM
from api.pages.people.room import open_room
from api.pages.proofs.checking import check_page
from api.pages.proofs.overview import key_card, log_page
from api.pages.proofs.setting import DAYS, SettingLog
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import step_up_for
from api.site import site_of
from ledger.store.errors import database_errors

_ADDRESS: Final = "/{fund_id:uuid}/log/set"
# Goes back from the newest line, so it reads as many as it counts.
_LINES: Final = """
select coalesce((select max(position) from events where fund_id = $1), 0)
- coalesce((
    select position from events where fund_id = $1 and recorded_at < $2
    order by position desc limit 1
), 0)
"""


async def _setting(request: AnyRequest, fund_id: UUID) -> SettingLog:
    site = site_of(request)
    room, step_up = await open_room(request, fund_id), await step_up_for(request)
    async with site.database.acquire() as connection:
        with database_errors():
            since = site.now() - timedelta(days=DAYS)
            lines: int = await connection.fetchval(_LINES, fund_id, since)
    return SettingLog(room, step_up, lines=lines)


@get(_ADDRESS, opt=needs(Power.GOVERN))
async def log_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Ask how the log is to grow."""
    return await flow.show(request, await _setting(request, fund_id))


@post(_ADDRESS, opt=FORM | needs(Power.GOVERN), status_code=200)
async def log_sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Check it, then write it, ask for it or put it forward."""
    return await flow.take(request, await _setting(request, fund_id))


LOG_PAGES: Final = (log_page, key_card, log_form, log_sent, check_page)
"""Handlers of the pages about the log."""
