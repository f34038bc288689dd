"""A session whose secret became another one: the new cookie goes out with whatever is answered."""

from typing import Any, Final

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from api.sessions import Session, session_cookie
from api.site import site_of, site_of_app

_RENEWED: Final = "parasol_renewed"


async def renew(request: Request[Any, Any, Any], secret: str) -> Session:
    """Make the session of *secret* the one of this request, and send its cookie.

    To be called after every sign-in and rotation, before a page is drawn: its forms must carry the
    new token.
    """
    session = await site_of(request).sessions.find(secret, "page")
    assert session is not None, "a secret that was just made is known"
    request.scope["auth"], request.scope["user"] = session, session.sign_in_id
    request.scope[_RENEWED] = secret  # type: ignore[typeddict-unknown-key]
    return session


async def send_renewed(message: Message, scope: Scope) -> None:
    """Put the cookie of a renewed session into the answer; the application calls this for each."""
    secret = scope.get(_RENEWED)
    if secret and message["type"] == "http.response.start":
        settings = site_of_app(scope["litestar_app"]).settings
        cookie = session_cookie(settings, str(secret)).to_header(header="")
        MutableScopeHeaders.from_message(message).add("Set-Cookie", cookie)
