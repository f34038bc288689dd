"""The frame of public pages. It is given no request: who asks can change nothing of a page."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from litestar import MediaType
from markupsafe import Markup
from msgspec import Struct

from api.charts import Drawing
from api.i18n import N_, Language
from api.pages.frame import SITE_NAME, LanguageItem, NavItem
from api.public.fund import PublicFund, Wording
from api.public.paths import PUBLIC
from api.public.report import ReportView
from api.security import policy_for_style
from api.site import Site
from ledger.events import WordingKind

NO_NAME: Final = N_("This fund")
"""The headline of a fund that has approved no words about itself."""
_LONGEST_NAME: Final = 80
_NAV: Final = (
    ("", N_("Figures")),
    ("/compare", N_("Report by report")),
    ("/how", N_("How we decide")),
    ("/assurance", N_("Auditors")),
    ("/give", N_("Give")),
)


class Rendered(Struct, frozen=True):
    """A page or a file: its bytes, what they are, and the style that its headers allow."""

    body: bytes
    media_type: str
    policy: str = policy_for_style("")
    file_name: str = ""
    """Set for what is to be kept as a file."""


class PublicPage(Struct, frozen=True):
    """What the public layout knows of a page."""

    title: str
    site_name: str
    name: str
    name_language: str
    language_tag: str
    home: str
    nav: tuple[NavItem, ...]
    languages: tuple[LanguageItem, ...]
    css: Markup


class About(Struct, frozen=True):
    """The name of a fund and what it says of itself, in the language that this was written in."""

    name: str
    paragraphs: tuple[str, ...] = ()
    language: str = ""


def about_of(fund: PublicFund, language: Language) -> About:
    """Return the approved words about the fund. Their first line is its name, when it is short."""
    wording = fund.wording(WordingKind.ABOUT, language.code)
    if wording is None:
        return About(language.say(NO_NAME), language=language.tag)
    name, _, rest = wording.text.strip().partition("\n")
    tag = language.tag if wording.language == language.code else wording.language
    if len(name) > _LONGEST_NAME:
        return About(language.say(NO_NAME), wording.paragraphs, tag)
    return About(name.strip(), Wording(rest, wording.language).paragraphs, tag)


def address_of(language: Language, fund_id: UUID, path: str = "") -> str:
    """Return the address of a public page or file; *path* is what stands behind ``/public``."""
    return f"/{language.code}/{fund_id}/{PUBLIC}{path}"


def style_of(drawings: Sequence[Drawing]) -> str:
    """Return the geometry of the pictures of a page."""
    css = "".join(drawing.css for drawing in drawings)
    assert "<" not in css, "geometry holds numbers and ids only"
    return css


def render_public(
    site: Site,
    language: Language,
    fund: PublicFund,
    template: str,
    *,
    title: str,
    path: str,
    drawings: Sequence[Drawing] = (),
    **context: object,
) -> Rendered:
    """Return a public page. *title* is said in *language*; *path* stands behind ``/public``."""
    css, about = style_of(drawings), about_of(fund, language)
    page = PublicPage(
        title=title,
        site_name=SITE_NAME,
        name=about.name,
        name_language=about.language,
        language_tag=language.tag,
        home=address_of(language, fund.fund_id),
        nav=tuple(
            NavItem(text, address_of(language, fund.fund_id, there), there == path)
            for there, text in _NAV
        ),
        languages=tuple(
            LanguageItem(
                each.tag, each.name, address_of(each, fund.fund_id, path), each is language
            )
            for each in site.languages.values()
        ),
        css=Markup(css),  # noqa: S704  made by api.charts from numbers
    )
    found = site.environments[language.code].get_template(template)
    return Rendered(
        found.render(page=page, about=about, prefix=page.home, **context).encode(),
        MediaType.HTML,
        policy_for_style(css),
    )


def render_report(site: Site, language: Language, view: ReportView) -> Markup:
    """Return the inner part of a report's page, from its headline on, as strangers see it."""
    found = site.environments[language.code].get_template("public/report_body.html")
    return Markup(found.render(report=view))  # noqa: S704  a template that escapes everything
