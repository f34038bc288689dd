"""What follows when somebody has shown who they are: a session, and the way to where they were."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import Cookie
from markupsafe import Markup
from msgspec import Struct

from api.i18n import N_
from api.pages.flow import KEY_FIELD, Sent, new_key
from api.pages.frame import (
    CARRIED_FIELD,
    NEXT_FIELD,
    hidden_field,
    language_of,
    render,
    safe_next,
    see_other,
    token_field,
    uncarried,
)
from api.pages.renewing import renew
from api.people.devices import device_cookie, device_cookie_name
from api.sessions import session_of
from api.site import site_of


class Going(Struct, frozen=True):
    """Where somebody was going, and what they had typed there, packed."""

    address: str = ""
    packed: str = ""

    @classmethod
    def of(cls, sent: Sent) -> "Going":
        """Read it from a form; an address that is none of ours is left out."""
        return cls(safe_next(sent.get(NEXT_FIELD)), sent.get(CARRIED_FIELD))

    def hidden(self) -> Markup:
        """Return it as hidden fields, to be brought along to the next page."""
        fields = ((NEXT_FIELD, self.address), (CARRIED_FIELD, self.packed))
        return Markup().join(hidden_field(name, value) for name, value in fields if value)


def on_the_way(address: str, going: str) -> str:
    """Return *address* with where to go on from there."""
    return f"{address}?{urlencode({'next': going})}" if going else address


def device_of(request: Request[Any, Any, Any]) -> str:
    """Return what this browser remembers of an earlier sign-in, empty for a new one."""
    return request.cookies.get(device_cookie_name(site_of(request).settings), "")


async def arrive(
    request: Request[Any, Any, Any],
    sign_in_id: UUID,
    going: Going,
    *,
    stepped_up: bool = False,
    first: str = "",
) -> Response[Any]:
    """Start a session, end the presented one, and lead on.

    *first* is a page to see before going on; a form on its way comes before that.
    """
    site = site_of(request)
    secret = await site.sessions.start(
        sign_in_id, "page", instead_of=session_of(request), stepped_up=stepped_up
    )
    await renew(request, secret)
    answer = carry_on(request, going, first)
    if await site.people.is_claimed(sign_in_id):
        answer.set_cookie(await device_cookie_for(request, sign_in_id))
    return answer


async def device_cookie_for(request: Request[Any, Any, Any], sign_in_id: UUID) -> Cookie:
    """Return the cookie by which this browser is known the next time somebody signs in here."""
    site = site_of(request)
    return device_cookie(site.settings, await site.people.remember_device(sign_in_id))


def carry_on(request: Request[Any, Any, Any], going: Going, first: str = "") -> Response[Any]:
    """Go where the person was; a form on its way is offered again, filled, never written."""
    fields = uncarried(going.packed) if going.packed else []
    if not fields or not going.address:
        home = f"/{language_of(request).code}/"
        return see_other(on_the_way(first, going.address) if first else going.address or home)
    return render(
        request,
        "carry_on.html",
        title=N_("You are signed in"),
        action=going.address,
        hidden=Sent(fields).kept() + hidden_field(KEY_FIELD, new_key()) + token_field(request),
    )
