"""The frame of every page: masthead, languages, title, style of the charts, sign-out, headers.

`render` makes a page; `api.pages.gate` stands before every page that is not open to strangers.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from litestar import MediaType, Request, Response
from litestar.enums import RequestEncodingType
from litestar.response import Redirect
from markupsafe import Markup
from msgspec import Struct, json

from api.access import Access, Power, access_if_any
from api.charts import Drawing
from api.forgery import TOKEN_FIELD
from api.formats import moment_text
from api.i18n import Language
from api.problems import MALFORMED, WebRefused
from api.security import policy_for_style
from api.sessions import session_of
from api.site import site_of

SITE_NAME: Final = "Parasol"
"""Stands in tabs and histories: neutral, it names neither a fund nor what the fund does."""

CARRIED_FIELD: Final = "_carried"
NEXT_FIELD: Final = "_next"
FORM: Final = {"takes_forms": True}
"""Option of a POST handler that checks the form itself, through `api.pages.flow`."""
LONG_FORM: Final = FORM | {"most_fields": 600}
"""The same for a form with many rows, such as the hundred items of a budget."""

_CACHE: Final = "Cache-Control"
_MISSING: Final = 404
_LONGEST_CARRIED: Final = 60_000
_MOST_FIELDS: Final = 200


class NavItem(Struct, frozen=True):
    """One entry of the masthead; its text is translated. *power* is what its page needs."""

    text: str
    href: str
    current: bool = False
    power: Power | None = None


class LanguageItem(Struct, frozen=True):
    """One entry of the language switch; its text stands in its own language."""

    tag: str
    text: str
    href: str
    current: bool


class Notice(Struct, frozen=True):
    """What stands on top of every page of a fund, and where more is said."""

    text: str
    href: str


class Page(Struct, frozen=True):
    """What the base template knows of a page; *powers* are those of the reader in its fund."""

    title: str
    site_name: str
    language_tag: str
    home: str
    prefix: str
    nav: tuple[NavItem, ...]
    languages: tuple[LanguageItem, ...]
    css: Markup
    signed_in: bool
    powers: frozenset[Power]
    token_field: Markup
    wrong: bool
    broken_glass: Notice | None


def language_of(request: Request[Any, Any, Any]) -> Language:
    """Return the language of the page that is asked for."""
    return site_of(request).language_of(request)


def hidden_field(name: str, value: str) -> Markup:
    """Return a hidden field."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def token_field(request: Request[Any, Any, Any]) -> Markup:
    """Return the hidden field that every form of a signed-in page carries."""
    session = session_of(request)
    return hidden_field(TOKEN_FIELD, session.forgery_token) if session else Markup()


def _language_items(
    request: Request[Any, Any, Any], *, is_missing: bool
) -> tuple[LanguageItem, ...]:
    site = site_of(request)
    here = language_of(request)
    path = request.scope["path"]
    first, _, rest = path.lstrip("/").partition("/")
    # An address without a language, such as the one of the API's documentation, leads home; so
    # does one that is not there, whose answer is the same bytes whatever was asked for.
    rest = quote(rest) if first in site.languages and not is_missing else ""
    query = request.scope.get("query_string", b"").decode("latin-1")
    suffix = f"?{query}" if query and request.method == "GET" and rest else ""
    return tuple(
        LanguageItem(each.tag, each.name, f"/{code}/{rest}{suffix}", code == here.code)
        for code, each in site.languages.items()
    )


def _style(drawings: Sequence[Drawing]) -> Markup:
    css = "".join(drawing.css for drawing in drawings)
    assert "<" not in css, "geometry holds numbers and ids only"
    return Markup(css)  # noqa: S704  made by api.charts from numbers


def _broken_glass(access: Access | None, language: Language) -> Notice | None:
    """Return what every page of a fund announces while its glass is broken."""
    breaking = access.fund.governance.breaking if access else None
    if access is None or breaking is None:
        return None
    sentence = language.ngettext(
        "The glass is broken: one successor becomes a steward on %(moment)s.",
        "The glass is broken: %(count)s successors become stewards on %(moment)s.",
        len(breaking.successors),
    )
    moment = moment_text(breaking.until, language, access.fund.time_zone)
    said = sentence % {"count": len(breaking.successors), "moment": moment}
    return Notice(said, f"/{language.code}/{access.fund.fund_id}/people/break-glass")


def _page_headers(css: str, wanted: Mapping[str, str], *, is_private: bool) -> dict[str, str]:
    """Return the headers of a page; one that holds a session's token is never kept by a cache."""
    kept = {name: value for name, value in wanted.items() if not is_private or name != _CACHE}
    return {"Content-Security-Policy": policy_for_style(css), **kept}


def _home(access: Access | None, language: Language, home: str) -> str:
    """Return where the name in the masthead leads; a plain member of a fund has one page."""
    if home and access and not access.may(Power.READ_BOOK):
        return f"/{language.code}/{access.fund.fund_id}/plan"
    return home or f"/{language.code}/"


def render(  # noqa: PLR0913  each is a part of the frame that a page may set
    request: Request[Any, Any, Any],
    template: str,
    *,
    title: str,
    nav: Sequence[NavItem] = (),
    drawings: Sequence[Drawing] = (),
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    site_name: str = SITE_NAME,
    home: str = "",
    wrong: bool = False,
    **context: object,
) -> Response[str]:
    """Return a page. *title* is translated; *drawings* are the charts whose geometry it needs.

    *wrong* says that a form came back with errors: the title then begins with "Error:". *home* is
    where the name in the masthead leads, by default the start page.
    """
    language, css = language_of(request), _style(drawings)
    # What is not there looks the same in every fund.
    access = None if status == _MISSING else access_if_any(request)
    page = Page(
        title=language.say(title),
        site_name=site_name,
        language_tag=language.tag,
        home=_home(access, language, home),
        prefix=f"/{language.code}",
        nav=tuple(item for item in nav if not (access and item.power) or access.may(item.power)),
        languages=_language_items(request, is_missing=status == _MISSING),
        css=css,
        signed_in=session_of(request) is not None,
        powers=access.powers if access else frozenset(),
        token_field=token_field(request),
        wrong=wrong,
        broken_glass=_broken_glass(access, language),
    )
    found = site_of(request).environments[language.code].get_template(template)
    return Response(
        found.render(page=page, **context),
        status_code=status,
        media_type=MediaType.HTML,
        headers=_page_headers(css, headers or {}, is_private=page.signed_in),
    )


def see_other(address: str) -> Response[Any]:
    """Send the browser to *address* with GET, so that Back never sends a form again."""
    return Redirect(address, status_code=303)


async def form_fields(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """Return the fields of a sent form in their order; files are no part of any form yet."""
    is_multipart = request.content_type[0] == RequestEncodingType.MULTI_PART
    most: int = request.route_handler.opt.get("most_fields", _MOST_FIELDS)
    # Counted before it is taken apart: that is slow, and a stranger may send this too.
    if not is_multipart and (await request.body()).count(b"&") >= most:
        raise WebRefused(MALFORMED)
    try:
        form = await request.form()
    except (ValueError, LookupError):  # bytes or a charset that are none
        raise WebRefused(MALFORMED) from None
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    if len(fields) > most:
        raise WebRefused(MALFORMED)
    return fields


def carried(fields: Sequence[tuple[str, str]]) -> str:
    """Pack what somebody typed, so that it outlives signing in again."""
    kept = [(name, value) for name, value in fields if name not in {TOKEN_FIELD, "step"}]
    packed = base64.urlsafe_b64encode(json.encode(kept)).decode()
    return packed if len(packed) <= _LONGEST_CARRIED else ""


def uncarried(packed: str) -> list[tuple[str, str]]:
    """Unpack what `carried` packed; nothing when it is not that."""
    try:
        return json.decode(base64.urlsafe_b64decode(packed), type=list[tuple[str, str]])
    except (ValueError, TypeError):  # msgspec's errors are ValueErrors too
        return []


def safe_next(address: str) -> str:
    """Return *address* when it is a path of this site, else nothing."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and address.isprintable() and "\\" not in address else ""
