"""One's own sign-in: what it consists of, and where it is signed in."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from api.access import Power, needs
from api.i18n import N_
from api.pages.flow import Sent
from api.pages.frame import form_fields, language_of, render, see_other
from api.pages.funds import names_of
from api.pages.me.tokens import SCOPES
from api.pages.sign_in import signed_out
from api.pages.step_up import AnyRequest, own_session, step_up_of_own_app
from api.site import site_of

_DONE: Final = {
    "passphrase": N_("Your passphrase is changed. Everywhere else you are signed out."),
    "totp": N_("The new app counts from now on. Everywhere else you are signed out."),
    "token": N_("That token works no longer."),
    "session": N_("That session has ended."),
}
"""What has just been done, said once more where it leads."""
WAYS: Final = {"page": N_("Browser"), "api": N_("Program")}


@get("/me", opt=needs(Power.OWN_SIGN_IN))
async def me(request: AnyRequest) -> Response[Any]:
    """Show handle, second step, recovery codes, sessions and tokens."""
    site, session = site_of(request), own_session(request)
    people, who = site.people, session.sign_in_id
    funds = await site.admissions.funds_of(session)
    names = await names_of(site, funds)
    return render(
        request,
        "me/me.html",
        title=N_("Your sign-in"),
        done=_DONE.get(request.query_params.get("done", ""), ""),
        handle=await people.handle_of(who),
        session=session,
        has_totp=await people.has_totp(who),
        codes_left=await people.recovery_codes.left(who),
        sessions=await site.sessions.list_of(who, session),
        tokens=await people.tokens.list_of(who),
        ways=WAYS,
        scopes=SCOPES,
        funds=[(name, each.fund.fund_id) for name, each in zip(names, funds, strict=True)],
    )


@post("/me/sessions/end", opt=needs(Power.OWN_SIGN_IN), status_code=303)
async def end_session(request: AnyRequest) -> Response[Any]:
    """End one session: this one like signing out, another one after a code, of who has an app."""
    site, session = site_of(request), own_session(request)
    reference = Sent(await form_fields(request)).get("session")
    listed = await site.sessions.list_of(session.sign_in_id, session)
    is_this = any(each.is_this and each.reference == reference for each in listed)
    if not is_this and (answer := await step_up_of_own_app(request, "me")):
        return answer
    if not await site.sessions.end_one(session.sign_in_id, reference):
        raise NotFoundException
    if is_this:
        return signed_out(request)
    return see_other(f"/{language_of(request).code}/me?done=session")


@post("/me/sessions/end-all", opt=needs(Power.OWN_SIGN_IN), status_code=303)
async def end_sessions(request: AnyRequest) -> Response[Any]:
    """Sign out everywhere: every session ends, every token, and no browser is known any more.

    It takes a fresh code of whoever has an app.
    """
    if answer := await step_up_of_own_app(request, "me"):
        return answer
    await site_of(request).people.end_everything_of(own_session(request).sign_in_id)
    return signed_out(request)


OVERVIEW_PAGES: Final = (me, end_session, end_sessions)
