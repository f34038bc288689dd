"""Middleware that finds who asks. Pages know the cookie only, the API the bearer token only."""

from typing import TYPE_CHECKING, Any, Final

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from api.people.tokens import PREFIX
from api.public.paths import is_public
from api.sessions import Session, cookie_name

if TYPE_CHECKING:
    from api.site import Site

_FOR_EVERYBODY: Final = ("/static/", "/verify.html", "/health/", "/log/", "/witness/")
"""The same for everybody, as public pages are: nobody is looked up."""


def _bearer(request: Request[Any, Any, Any]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


class Identify:
    """Puts the session into the scope of every request, or None for a stranger."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the session, or None, into the scope."""
        if scope["type"] == ScopeType.HTTP:
            session = await _session_of(Request(scope))
            scope["auth"] = session
            scope["user"] = session.sign_in_id if session else None
        await self.app(scope, receive, send)


async def _session_of(request: Request[Any, Any, Any]) -> Session | None:
    site: Site = request.app.state.site
    path = request.scope["path"]
    if path.startswith(_FOR_EVERYBODY) or is_public(path):
        return None
    if path.startswith("/api/"):
        token = _bearer(request)
        if token.startswith(PREFIX):
            return await site.people.tokens.find(token)
        return await site.sessions.find(token, "api") if token else None
    secret = request.cookies.get(cookie_name(site.settings), "")
    return await site.sessions.find(secret, "page") if secret else None
