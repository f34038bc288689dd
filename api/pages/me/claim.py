"""The first sign-in of a service gets a handle and a passphrase; codes open it no longer then."""

from typing import Any

from litestar import Response, get, post

from api.access import Power, needs
from api.i18n import N_
from api.pages.arriving import Going, device_cookie_for, on_the_way
from api.pages.asking import Ask, Link, blame, show
from api.pages.flow import Sent
from api.pages.frame import form_fields, language_of, safe_next, see_other
from api.pages.renewing import renew
from api.pages.secret_fields import (
    ChoosesPassphrase,
    chosen_again,
    chosen_handle,
    chosen_passphrase,
)
from api.pages.step_up import AnyRequest, own_session
from api.people.passphrases import suggest
from api.people.refused import AlreadyClaimed, Unfit
from api.site import site_of


class ClaimForm(ChoosesPassphrase):
    """What somebody wants to be called, and how they will sign in."""

    handle = chosen_handle()
    passphrase = chosen_passphrase()
    again = chosen_again()


def _page(
    request: AnyRequest, form: ClaimForm, going: Going, *, status: int = 200
) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    view = Ask(
        title=N_("Choose a handle"),
        lede=N_(
            "From now on you sign in with it and a passphrase, and the codes of the terminal work "
            "no longer. Others can be asked in once you have."
        ),
        verb=N_("Take both"),
        action=f"{prefix}/me/claim",
        form=form,
        hidden=going.hidden(),
        links=(Link(N_("Later"), going.address or f"{prefix}/"),),
    )
    return show(request, view, status=status, template="join.html", offer=suggest())


@get("/me/claim", opt=needs(Power.OWN_SIGN_IN))
async def claim_form(request: AnyRequest) -> Response[Any]:
    """Show the form to whoever has no handle yet."""
    if await site_of(request).people.is_claimed(own_session(request).sign_in_id):
        return see_other(f"/{language_of(request).code}/me")
    going = Going(safe_next(request.query_params.get("next", "")))
    return _page(request, ClaimForm(), going)


@post("/me/claim", opt=needs(Power.OWN_SIGN_IN), status_code=200)
async def claim(request: AnyRequest) -> Response[Any]:
    """Take handle and passphrase; every other session of the sign-in ends."""
    site, sent = site_of(request), Sent(await form_fields(request))
    form, going = ClaimForm(sent), Going.of(sent)
    if not form.validate():
        return _page(request, form, going, status=422)
    prefix, session = f"/{language_of(request).code}", own_session(request)
    try:
        secret = await site.people.claim(session, form["handle"].data, form["passphrase"].data)
    except Unfit as unfit:
        blame(form, unfit.wrongs)
        return _page(request, form, going, status=422)
    except AlreadyClaimed:
        return see_other(f"{prefix}/me")
    await renew(request, secret)
    answer = see_other(on_the_way(f"{prefix}/me/totp", going.address))
    answer.set_cookie(await device_cookie_for(request, session.sign_in_id))
    return answer
