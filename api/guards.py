"""Who may use a JSON route: whoever sends a living token, as far as the table of powers goes.

Both are looked at before the query and the body: what somebody may not see says nothing about what
they sent. Guards are coroutines because the framework sends any other to a thread.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.access import OF_STRANGERS, admit
from api.problems import SIGN_IN_NEEDED, WebRefused


async def admitted_only(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Refuse strangers, with the same bytes whatever they ask for; then what takes a mandate."""
    if handler.opt.get("power") in OF_STRANGERS:
        return
    session = connection.scope.get("auth")
    if session is None:
        raise WebRefused(SIGN_IN_NEEDED, headers={"WWW-Authenticate": "Bearer"})
    await admit(connection, session, handler.opt)
