"""How a request stands: a code is typed, and one of four sentences answers. Nothing else."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.access import Power, needs
from api.i18n import N_
from api.pages.fields import PageForm, TickField
from api.pages.flow import Sent
from api.pages.frame import form_fields, language_of, render
from api.pages.help.asking import AnyRequest, entry_of
from api.pages.secret_fields import CodeField
from api.requests.table import State
from api.site import site_of

TITLE: Final = N_("Status")
_UNREAD: Final = N_("It is here, and nobody has read it yet.")
_READ: Final = N_("Somebody has read it and will contact you the way you said.")
_NO: Final = N_("We cannot help with this one. Ask whoever told you about this page for others.")
_OVER: Final = N_("This is finished.")
UNKNOWN: Final = N_("There is nothing under this code. Look at each sign again.")
SENTENCES: Final[dict[State, str]] = {
    State.WAITING: _UNREAD,
    State.READ: _READ,
    State.HELPED: _READ,
    State.LISTED: _READ,
    State.NO: _NO,
    State.OVER: _OVER,
}
"""What whoever has the code is told. It never says what was asked for, or that money moved."""
FORGOTTEN: Final = N_("If nothing of it was needed any more, it is erased.")


class StatusForm(PageForm):
    """The code."""

    code = CodeField(
        N_("Code"),
        needed=N_("Type the code"),
        hint=N_("Four groups of four. Capitals and dashes do not matter."),
        width=26,
        keeps=True,
    )
    sure = TickField(N_("Erase it for ever"))


def _page(
    request: AnyRequest, fund_id: UUID, form: StatusForm, answer: str = "", status: int = 200
) -> Response[Any]:
    return render(
        request,
        "help/status.html",
        title=TITLE,
        status=status,
        wrong=any(field.errors for field in form),
        form=form,
        answer=answer,
        action=f"/{language_of(request).code}/{fund_id}/help/status",
    )


@get("/{fund_id:uuid}/help/status", opt=needs(Power.ASK_HELP))
async def status_page(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Ask for the code."""
    await entry_of(request, fund_id)
    return _page(request, fund_id, StatusForm())


@post("/{fund_id:uuid}/help/status", opt=needs(Power.ASK_HELP), status_code=200)
async def status_told(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Say how it stands, or erase it. A wrong code gets the same page with another sentence."""
    entry = await entry_of(request, fund_id)
    sent = Sent(await form_fields(request))
    form = StatusForm(sent)
    if not form.validate():
        return _page(request, fund_id, form, status=422)
    requests, code = site_of(request).requests, form["code"].data
    if sent.get("forget"):
        if not form["sure"].data:  # whether or not there is anything under the code
            form["sure"].errors = [N_("Tick this first: nobody can bring it back")]
            return _page(request, fund_id, form, status=422)
        await requests.forget(fund_id, entry.time_zone, code)
        return _page(request, fund_id, StatusForm(), FORGOTTEN)
    state = await requests.told(fund_id, code)
    return _page(request, fund_id, StatusForm(), UNKNOWN if state is None else SENTENCES[state])
