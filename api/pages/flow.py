"""Form, check, write: how every page that writes a line works, without JavaScript.

1. GET shows the form; a hidden key is made once and stays with it.
2. POST ``step=check`` says all errors at once, or shows what will be written, in words.
3. POST ``step=write`` writes it and sends the browser on (303). The hidden key is the command's
   idempotency key: a double tap or a second send from the same page writes one line.
   ``step=change`` shows the filled form again.

A form that cannot be vouched for (an old token, another site) comes back filled, and nothing of
it is written. A refusal of the ledger comes back the same way, with its sentence.
"""

import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Request, Response
from markupsafe import Markup
from msgspec import Struct

from api.forgery import TOKEN_FIELD, is_genuine
from api.formats import refusal_words
from api.i18n import N_, Words
from api.pages.fields import PageForm
from api.pages.frame import (
    NavItem,
    form_fields,
    hidden_field,
    language_of,
    render,
    see_other,
    token_field,
)
from api.problems import SENT_FROM_ELSEWHERE, STATUS_OF_KIND
from api.site import site_of
from ledger.rejections import KeyReused, Rejection

KEY_FIELD: Final = "_key"
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_STEPS: Final = frozenset({"check", "write", "change"})


class Row(Struct, frozen=True):
    """One line of the check page. *anchor* is the field that "Change" leads to."""

    label: str | Words
    value: object
    anchor: str = ""
    note: object = ""


class Trouble(Struct, frozen=True):
    """One entry of the list of what is wrong."""

    text: object
    anchor: str = ""


class FormView(Struct, frozen=True):
    """What form.html and check.html draw."""

    title: str
    lede: str
    check_lede: str
    check_title: str
    check_verb: str
    write_verb: str
    action: str
    hidden: Markup
    form: PageForm
    problems: tuple[Trouble, ...] = ()
    rows: tuple[Row, ...] = ()


class FormPage(ABC):
    """One page that writes. Make a subclass, set the sentences, fill in the three methods."""

    title: ClassVar[str]
    lede: ClassVar[str] = N_("Nothing is written until you check it on the next page.")
    check_lede: ClassVar[str] = N_("Once written it stays; a mistake is put right by a new line.")
    check_title: ClassVar[str] = N_("Check before writing")
    check_verb: ClassVar[str] = N_("Check before writing")
    write_verb: ClassVar[str] = N_("Write it down")
    template: ClassVar[str] = "form.html"
    check_template: ClassVar[str] = "check.html"
    fields_of_refusals: ClassVar[Mapping[str, str]] = {}
    """Code of a refusal -> name of the field it is about, for the link in the list of errors."""

    @abstractmethod
    async def make_form(self, request: Request[Any, Any, Any], sent: "Sent | None") -> PageForm:
        """Return the form, from *sent* when there is something: set options and currencies."""

    @abstractmethod
    async def rows(self, request: Request[Any, Any, Any], form: PageForm) -> Sequence[Row]:
        """Return the lines of the check page. May raise a Rejection: it is shown on the form."""

    @abstractmethod
    async def write(self, request: Request[Any, Any, Any], form: PageForm, key: str) -> str:
        """Write it under the idempotency key and return the address to go to."""

    async def frame(self, request: Request[Any, Any, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Return what `render` needs besides: nav, site_name, home, values of the template."""
        return {"nav": tuple[NavItem, ...]()}

    async def labels(self, request: Request[Any, Any, Any]) -> Mapping[UUID, str]:  # noqa: ARG002
        """Return names for the ids that refusals mention."""
        return {}

    async def words_of(self, request: Request[Any, Any, Any], no: Rejection) -> Words:
        """Return the sentence in which a refusal is said on this page."""
        return refusal_words(no, language_of(request), await self.labels(request))


class Sent:
    """A sent form, in the shape that WTForms reads."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self.fields = list(fields)
        self._values: dict[str, list[str]] = {}
        for name, value in self.fields:
            self._values.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        """Return all values of a field."""
        return self._values.get(name, [])

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field."""
        return self._values.get(name, [default])[0]

    def put(self, name: str, value: str) -> None:
        """Let *value* stand for whatever was typed in a field."""
        self.fields = [each for each in self.fields if each[0] != name] + [(name, value)]
        self._values[name] = [value]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Any:  # noqa: ANN401  WTForms only iterates
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def step(self) -> str:
        """What the pressed button asks for."""
        step = self.get("step", "check")
        return step if step in _STEPS else "check"

    @property
    def key(self) -> str:
        """The idempotency key that came with the form, or a new one."""
        key = self.get(KEY_FIELD)
        return key if _KEY.fullmatch(key) else new_key()

    def kept(self) -> Markup:
        """Return everything typed as hidden fields, for the check page."""
        names_of_frame = {TOKEN_FIELD, KEY_FIELD, "step"}
        return Markup().join(
            hidden_field(name, value) for name, value in self.fields if name not in names_of_frame
        )


def new_key() -> str:
    """Return a fresh idempotency key."""
    return secrets.token_urlsafe(18)


def _view(
    request: Request[Any, Any, Any],
    page: FormPage,
    form: PageForm,
    key: str,
    **more: Any,  # noqa: ANN401
) -> FormView:
    hidden = token_field(request) + hidden_field(KEY_FIELD, key) + more.pop("kept", Markup())
    return FormView(
        title=page.title,
        lede=page.lede,
        check_lede=page.check_lede,
        check_title=page.check_title,
        check_verb=page.check_verb,
        write_verb=page.write_verb,
        action=request.url.path,
        hidden=hidden,
        form=form,
        **more,
    )


async def _draw(
    request: Request[Any, Any, Any], page: FormPage, view: FormView, *, status: int = 200
) -> Response[Any]:
    template = page.check_template if view.rows else page.template
    title = page.check_title if view.rows else page.title
    return render(
        request,
        template,
        title=title,
        status=status,
        wrong=bool(view.problems),
        view=view,
        **await page.frame(request),
    )


def _troubles(form: PageForm) -> tuple[Trouble, ...]:
    return tuple(Trouble(error, field.id) for field in form for error in field.errors)


async def _refused(
    request: Request[Any, Any, Any], page: FormPage, form: PageForm, key: str, no: Rejection
) -> Response[Any]:
    """Show the filled form again with the ledger's sentence."""
    words = await page.words_of(request, no)
    name = page.fields_of_refusals.get(no.code, "")
    if name in form:
        form[name].errors = [words]  # type: ignore[list-item]
    if isinstance(no, KeyReused):
        key = new_key()  # what was written stays; sent again, the form is another line
    problem = Trouble(words, name if name in form else "")
    view = _view(request, page, form, key, problems=(problem,))
    return await _draw(request, page, view, status=STATUS_OF_KIND[no.kind])


async def show(request: Request[Any, Any, Any], page: FormPage) -> Response[Any]:
    """Answer GET: the empty form."""
    form = await page.make_form(request, None)
    return await _draw(request, page, _view(request, page, form, new_key()))


async def take(request: Request[Any, Any, Any], page: FormPage) -> Response[Any]:
    """Answer POST: check, write or change. The route needs ``opt=FORM``."""
    sent = Sent(await form_fields(request))
    form, key = await page.make_form(request, sent), sent.key
    if not is_genuine(request, {TOKEN_FIELD: sent.get(TOKEN_FIELD)}, site_of(request).settings):
        again = Trouble(Words(SENT_FROM_ELSEWHERE.detail))
        view = _view(request, page, form, key, problems=(Trouble(SENT_FROM_ELSEWHERE.title), again))
        return await _draw(request, page, view, status=SENT_FROM_ELSEWHERE.status)
    is_valid = form.validate()
    if sent.step == "change":
        for field in form:
            field.errors = []
        return await _draw(request, page, _view(request, page, form, key))
    if not is_valid:
        view = _view(request, page, form, key, problems=_troubles(form))
        return await _draw(request, page, view, status=422)
    try:
        if sent.step == "write":
            return see_other(await page.write(request, form, key))
        rows = tuple(await page.rows(request, form))
    except Rejection as no:
        return await _refused(request, page, form, key, no)
    return await _draw(request, page, _view(request, page, form, key, rows=rows, kept=sent.kept()))


def row_of(form: PageForm, name: str, value: object, note: object = "") -> Row:
    """Return the check page's line of one field."""
    field = form[name]
    return Row(field.label.text, value, field.id, note)
