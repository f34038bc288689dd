"""Who may use a JSON route: whoever sends a living token, before anything else is looked at.

Guards are coroutines although they wait for nothing: the framework sends any other to a thread.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.problems import SIGN_IN_NEEDED, WebRefused


async def signed_in_only(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Refuse strangers, with the same bytes whatever they ask for."""
    if connection.scope.get("auth") is None and not handler.opt.get("open_to_strangers"):
        raise WebRefused(SIGN_IN_NEEDED, headers={"WWW-Authenticate": "Bearer"})
