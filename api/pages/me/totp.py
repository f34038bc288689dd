"""An app that shows codes: setting it up, replacing it, and the sheet of recovery codes.

The secret is drawn as a picture, which is an address of its own for this session, and stands below
as text to type. It counts once a code of it was typed; until then an older app goes on counting.
"""

from typing import Any, Final

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from api.access import Power, needs
from api.i18n import N_
from api.pages.arriving import Going, on_the_way
from api.pages.asking import Ask, Link, blame_one, show
from api.pages.fields import PageForm
from api.pages.flow import Sent
from api.pages.frame import form_fields, language_of, safe_next, see_other
from api.pages.me.proving import is_proven, proving
from api.pages.me.recovery_codes import show_codes
from api.pages.renewing import renew
from api.pages.secret_fields import CodeField
from api.pages.sign_in import WRONG_CODE, signed_out
from api.pages.step_up import AnyRequest, is_over, own_handle, own_session, step_up_first
from api.people.authenticators import Enrolment, qr_png
from api.people.refused import TooSoon
from api.problems import CODE_REFUSED
from api.site import site_of

_GROUP: Final = 4


class ConfirmForm(PageForm):
    """The first code of the new app."""

    code = CodeField(
        N_("Code that the app shows now"),
        needed=N_("Type the six digits that the app shows"),
        hint=N_("Six digits."),
    )


async def _begin_page(
    request: AnyRequest,
    form: PageForm,
    going: Going,
    *,
    has_totp: bool,
    status: int = 200,
    wait: TooSoon | None = None,
) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    view = Ask(
        title=N_("Another app for codes") if has_totp else N_("An app that shows codes"),
        lede=N_(
            "The app that you have counts until the new one does. Elsewhere you are signed out."
        )
        if has_totp
        else N_(
            "Whoever can move money or change rules needs one as soon as two people sign: a free "
            "app on a phone, such as Aegis or FreeOTP, which shows six digits. Nobody else is "
            "asked, and no phone number is needed."
        ),
        verb=N_("Set it up now"),
        action=f"{prefix}/me/totp",
        form=form,
        hidden=going.hidden(),
        links=(Link(N_("Later"), going.address or f"{prefix}/"),),
        username=await own_handle(request),
    )
    return show(request, view, status=status, wait=wait)


def _confirm_page(
    request: AnyRequest, form: PageForm, going: Going, enrolment: Enrolment, *, status: int = 200
) -> Response[Any]:
    prefix, secret = f"/{language_of(request).code}", enrolment.secret
    view = Ask(
        title=N_("Put this into the app"),
        lede=N_("Let the app read the picture, or type the letters into it. Then type its code."),
        verb=N_("It shows this code"),
        action=f"{prefix}/me/totp/confirm",
        form=form,
        hidden=going.hidden(),
        links=(Link(N_("Later"), going.address or f"{prefix}/me"),),
    )
    groups = [secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)]
    return show(request, view, status=status, template="me/totp.html", key=" ".join(groups))


@get("/me/totp", opt=needs(Power.OWN_SIGN_IN))
async def totp_form(request: AnyRequest) -> Response[Any]:
    """Show what waits to be put into an app, or how to begin."""
    site, session = site_of(request), own_session(request)
    going = Going(safe_next(request.query_params.get("next", "")))
    if not await site.people.is_claimed(session.sign_in_id):
        here = on_the_way(f"/{language_of(request).code}/me/totp", going.address)
        return see_other(on_the_way(f"/{language_of(request).code}/me/claim", here))
    has_totp = await site.people.has_totp(session.sign_in_id)
    if has_totp and (answer := await step_up_first(request)):
        return answer
    enrolment = await site.people.authenticators.fresh(session)
    if enrolment is not None:
        return _confirm_page(request, ConfirmForm(), going, enrolment)
    return await _begin_page(
        request, proving(request, has_totp=has_totp)(), going, has_totp=has_totp
    )


@post("/me/totp", opt=needs(Power.OWN_SIGN_IN), status_code=200)
async def totp_begin(request: AnyRequest) -> Response[Any]:
    """Make a new secret, for whoever shows that it is them; their other sessions end."""
    site, session = site_of(request), own_session(request)
    sent = Sent(await form_fields(request))
    going, prefix = Going.of(sent), f"/{language_of(request).code}"
    if not await site.people.is_claimed(session.sign_in_id):
        return see_other(f"{prefix}/me/claim")
    has_totp = await site.people.has_totp(session.sign_in_id)
    if has_totp and (answer := await step_up_first(request)):
        return answer
    form = proving(request, has_totp=has_totp)(sent)
    if not form.validate():
        return await _begin_page(request, form, going, has_totp=has_totp, status=422)
    try:
        if not await is_proven(request, form):
            if await is_over(request):
                return signed_out(request)
            blame_one(form, "passphrase", N_("This is not your passphrase"))
            return await _begin_page(request, form, going, has_totp=has_totp, status=422)
    except TooSoon as wait:
        return await _begin_page(request, form, going, has_totp=has_totp, wait=wait)
    # Whoever may hold another session of theirs, or a copy of this one, sees nothing of the secret.
    await site.sessions.end_all_of(session.sign_in_id, but=session)
    secret = await site.sessions.rotate(session)
    if secret is None:
        return signed_out(request)
    await site.people.authenticators.begin(await renew(request, secret))
    return see_other(on_the_way(f"{prefix}/me/totp", going.address))


@get("/me/totp/qr.png", opt=needs(Power.OWN_SIGN_IN))
async def totp_picture(request: AnyRequest) -> Response[bytes]:
    """Draw what the app reads, as long as it is not confirmed; no cache keeps it."""
    enrolment = await site_of(request).people.authenticators.fresh(own_session(request))
    if enrolment is None:
        raise NotFoundException
    return Response(qr_png(enrolment.uri), media_type="image/png")


@post("/me/totp/confirm", opt=needs(Power.OWN_SIGN_IN), status_code=200)
async def totp_confirm(request: AnyRequest) -> Response[Any]:
    """Let the app count, and show a new sheet of recovery codes once."""
    site, session = site_of(request), own_session(request)
    sent = Sent(await form_fields(request))
    form, going = ConfirmForm(sent), Going.of(sent)
    enrolment = await site.people.authenticators.fresh(session)
    if enrolment is None:
        return see_other(f"/{language_of(request).code}/me")
    if not form.validate():
        return _confirm_page(request, form, going, enrolment, status=422)
    confirmed = await site.people.confirm_totp(session, form["code"].data)
    if confirmed is None:
        blame_one(form, "code", WRONG_CODE)
        return _confirm_page(request, form, going, enrolment, status=CODE_REFUSED.status)
    await renew(request, confirmed.secret)
    if confirmed.recovery_codes:
        return show_codes(request, confirmed.recovery_codes, going)
    return see_other(going.address or f"/{language_of(request).code}/me?done=totp")


TOTP_PAGES: Final = (totp_form, totp_begin, totp_picture, totp_confirm)
