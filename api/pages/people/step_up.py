"""The code of a step-up, asked for in the very form that needs it."""

from typing import Final

from api.i18n import N_
from api.pages.fields import PageForm
from api.pages.reading.reader import AnyRequest
from api.pages.secret_fields import CodeField
from api.pages.step_up import is_stepped_up, step_up_with
from api.people.refused import TooSoon
from api.sessions import session_of
from api.site import site_of
from ledger.rejections import Rejection
from ledger.rejections.base import Kind

CODE_FIELD: Final = "code"


class StepUpRefused(Rejection):
    """The code of a step-up is wrong, too old, or was used before."""

    code, kind = "step-up-refused", Kind.INVALID
    title = N_("This code does not work")
    message = N_("Type the code that your app shows now; each works once.")

    def facts(self) -> dict[str, object]:
        """Return nothing: what was typed is not repeated."""
        return {}


class StepUpTooSoon(StepUpRefused):
    """Too many wrong codes were typed."""

    message = N_("There were too many wrong codes. Wait a little, then type a new one.")


class StepUp:
    """Whether a form asks for a code: of whoever has an app and is not stepped up.

    Whoever has none needs none: where it is demanded, `api.access` lets nobody without one in.
    """

    def __init__(self, *, is_needed: bool) -> None:
        self.is_needed = is_needed

    async def take(self, request: AnyRequest, form: PageForm) -> None:
        """Step up with the code in *form*, if one is needed. Raises StepUpRefused."""
        if not self.is_needed:
            return
        try:
            is_right = await step_up_with(request, form[CODE_FIELD].data)
        except TooSoon:
            raise StepUpTooSoon from None
        if not is_right:
            raise StepUpRefused
        self.is_needed = False
        del form[CODE_FIELD]  # it has done its work: nobody is asked for it again


def with_code(form: type[PageForm], step_up: StepUp) -> type[PageForm]:
    """Return *form* with a field for the code at its end, when one is needed."""
    if not step_up.is_needed:
        return form
    code = CodeField(
        N_("Code from your app"),
        needed=N_("Type the code that your app shows now"),
        hint=N_("Six digits. A recovery code works too, once."),
    )
    return type("Form", (form,), {CODE_FIELD: code})


async def step_up_for(request: AnyRequest) -> StepUp:
    """Say whether the forms of this request ask for a code."""
    session = session_of(request)
    assert session is not None, "the gate sends strangers to sign in"
    if is_stepped_up(request):
        return StepUp(is_needed=False)
    return StepUp(is_needed=await site_of(request).people.has_totp(session.sign_in_id))
