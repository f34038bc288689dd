"""Was this form sent from our own page? A token bound to the session, and what the browser says.

Our pages send no referrer, and browsers then write ``Origin: null`` on a form; such an origin
says nothing, and the token decides. Before signing in there is no session and no token: there
only the browser's word counts, and a code that a forger does not have.
"""

import hmac
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request

from api.sessions import session_of
from api.settings import Settings

TOKEN_FIELD: Final = "_token"  # noqa: S105  the name of a field
_FROM_ELSEWHERE: Final = frozenset({"cross-site", "same-site"})
_SAYS_NOTHING: Final = frozenset({"", "null"})


def _is_trusted_proxy(request: Request[Any, Any, Any], settings: Settings) -> bool:
    client = request.scope.get("client")
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return False
    return address is not None and any(
        address in ip_network(network) for network in settings.trusted_proxy
    )


def own_hosts(request: Request[Any, Any, Any], settings: Settings) -> set[str]:
    """Return the hosts, with port, under which this request may have reached us."""
    hosts = {request.headers.get("host", "").lower(), urlsplit(settings.origin).netloc.lower()}
    if _is_trusted_proxy(request, settings):
        hosts.add(request.headers.get("x-forwarded-host", "").lower())
    return hosts - {""}


def sent_from_elsewhere(request: Request[Any, Any, Any], settings: Settings) -> bool:
    """Whether the browser says that another site sent this request."""
    if request.headers.get("sec-fetch-site", "").lower() in _FROM_ELSEWHERE:
        return True
    origin = request.headers.get("origin", "").lower()
    if origin in _SAYS_NOTHING:
        return False
    try:
        return urlsplit(origin).netloc not in own_hosts(request, settings)
    except ValueError:  # no browser writes such an origin
        return True


def is_genuine(
    request: Request[Any, Any, Any], form: Mapping[str, str], settings: Settings
) -> bool:
    """Whether a signed-in person sent *form* from one of our pages."""
    session = session_of(request)
    if session is None or sent_from_elsewhere(request, settings):
        return False
    return hmac.compare_digest(form.get(TOKEN_FIELD, "").encode(), session.forgery_token.encode())
