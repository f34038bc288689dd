"""The sheet of recovery codes: ten, shown once, to be printed."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post

from api.access import Power, needs
from api.i18n import N_
from api.pages.arriving import Going
from api.pages.asking import Ask, Link, blame_one, show
from api.pages.flow import Sent
from api.pages.frame import form_fields, language_of, render, see_other
from api.pages.me.proving import Proof, is_proven, proving
from api.pages.renewing import renew
from api.pages.sign_in import signed_out
from api.pages.step_up import AnyRequest, is_over, own_handle, own_session, step_up_first
from api.people.refused import TooSoon
from api.site import site_of


async def _page(
    request: AnyRequest, form: Proof, *, status: int = 200, wait: TooSoon | None = None
) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    view = Ask(
        title=N_("New recovery codes"),
        lede=N_(
            "Ten codes for paper. One stands in for a code of your app, and with one you choose "
            "a new passphrase when yours is lost. The sheet that you have now will not work "
            "any more."
        ),
        verb=N_("Make a new sheet"),
        action=f"{prefix}/me/recovery-codes",
        form=form,
        links=(Link(N_("Your sign-in"), f"{prefix}/me"),),
        username=await own_handle(request),
    )
    return show(request, view, status=status, wait=wait)


def show_codes(request: AnyRequest, codes: Sequence[str], going: Going) -> Response[Any]:
    """Show new codes, this once."""
    return render(
        request,
        "me/recovery_codes.html",
        title=N_("Your recovery codes"),
        codes=codes,
        go_on=going.address or f"/{language_of(request).code}/me",
    )


@get("/me/recovery-codes", opt=needs(Power.OWN_SIGN_IN))
async def recovery_codes_form(request: AnyRequest) -> Response[Any]:
    """Say what they are for, and offer new ones."""
    people, who = site_of(request).people, own_session(request).sign_in_id
    if not await people.is_claimed(who):
        return see_other(f"/{language_of(request).code}/me/claim")
    has_totp = await people.has_totp(who)
    if has_totp and (answer := await step_up_first(request)):
        return answer
    return await _page(request, proving(request, has_totp=has_totp)())


@post("/me/recovery-codes", opt=needs(Power.OWN_SIGN_IN), status_code=200)
async def recovery_codes(request: AnyRequest) -> Response[Any]:
    """Make new codes and show them.

    The session gets another secret, so that the same form sent again makes no other codes.
    """
    site, session = site_of(request), own_session(request)
    if not await site.people.is_claimed(session.sign_in_id):
        return see_other(f"/{language_of(request).code}/me/claim")
    has_totp = await site.people.has_totp(session.sign_in_id)
    if has_totp and (answer := await step_up_first(request)):
        return answer
    form = proving(request, has_totp=has_totp)(Sent(await form_fields(request)))
    if not form.validate():
        return await _page(request, form, status=422)
    try:
        if not await is_proven(request, form):
            if await is_over(request):
                return signed_out(request)
            blame_one(form, "passphrase", N_("This is not your passphrase"))
            return await _page(request, form, status=422)
    except TooSoon as wait:
        return await _page(request, form, wait=wait)
    secret = await site.sessions.rotate(session)
    if secret is None:
        return signed_out(request)
    codes = await site.people.recovery_codes.renew(await renew(request, secret))
    return show_codes(request, codes, Going())
