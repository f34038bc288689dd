"""How to give, a reference for the transfer, and where one's own gift is: without a sign-in.

No cookie is read and no address kept. The code is typed, and stands in no address and no transfer.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ASGIApp
from msgspec import Struct
from msgspec.structs import replace

from api.access import Power, needs
from api.forgery import sent_from_elsewhere
from api.giving.codes import CODE_SIGNS, grouped, plain
from api.giving.standing import Gift, GiftStand, GiftState
from api.i18n import N_, Language, Words
from api.pages.fields import PageForm
from api.pages.flow import Sent
from api.pages.frame import form_fields
from api.pages.giving.offers import Offer, offers_of
from api.pages.giving.printed import picture_of
from api.pages.secret_fields import CodeField
from api.problems import SENT_FROM_ELSEWHERE, WebRefused
from api.public.answering import fresh_answer, kept_answer
from api.public.frame import Rendered, render_public
from api.public.fund import PublicFund, public_fund
from api.public.pages import Maker
from api.requests.service import NotTaken
from api.security import policy_for_photo
from api.site import Site, site_of
from ledger.events import WordingKind

AnyRequest = Request[Any, Any, Any]
TITLE: Final = N_("Give")
TITLE_OF_CODE: Final = N_("Where a gift is")
TOO_MANY: Final = N_("Too many asked for one in this hour. Nothing was made. Try again in an hour.")
UNKNOWN: Final = N_("There is nothing under this code. Look at each sign again.")
EXPECTED: Final = N_("Nothing under its reference is in the books yet.")
SENTENCES: Final[dict[GiftState, str]] = {
    GiftState.BOOKED: N_("It is in the books."),
    GiftState.PARTLY_BACK: N_("It is in the books, and a part of it went back."),
    GiftState.GIVEN_BACK: N_("It was in the books and went back."),
    GiftState.TAKEN_BACK: N_("Its line was wrong and was taken back. Ask the people of the fund."),
}
"""What whoever has the code is told of a gift: no amount, no day, nobody."""
_BUSY: Final = 429
_INVALID: Final = 422
_MOST_BYTES: Final = 10_000
_GIVE: Final = "/give"
_CODE: Final = "/give/code"


class GiftCodeForm(PageForm):
    """The code."""

    code = CodeField(
        N_("Code"),
        needed=N_("Type the code"),
        hint=N_("Five groups of four. Capitals and dashes do not matter."),
        width=CODE_SIGNS + 10,
        keeps=True,
    )


class Answer(Struct, frozen=True):
    """What a code is told: a sentence for each gift, and what may be taken along.

    *code* comes back in the buttons that fetch it, and only where it is one; *problem* says what
    could not be had.
    """

    sentences: Sequence[str | Words] = ()
    offers: Sequence[Offer] = ()
    code: str = ""
    problem: str = ""


def _give(
    site: Site, fund: PublicFund, language: Language, form: PageForm, problem: str = ""
) -> Rendered:
    return render_public(
        site,
        language,
        fund,
        "giving/give.html",
        title=language.say(TITLE),
        path=_GIVE,
        ways=fund.wording(WordingKind.WAYS_TO_GIVE, language.code),
        form=form,
        problem=problem,
    )


def _told(
    site: Site,
    fund: PublicFund,
    language: Language,
    form: PageForm,
    answer: Answer = Answer(),  # noqa: B008  it never changes
) -> Rendered:
    return render_public(
        site,
        language,
        fund,
        "giving/code.html",
        title=language.say(TITLE_OF_CODE),
        path=_CODE,
        form=form,
        answer=answer,
    )


@get("/{fund_id:uuid}/public/give", opt=needs(Power.READ_PUBLIC))
async def give_page(request: AnyRequest, fund_id: FromPath[UUID]) -> ASGIApp:
    """Show how to give, in words that two approved, and where to type a code."""

    def make(maker: Maker) -> Rendered:
        return _give(maker.site, maker.fund, maker.language, GiftCodeForm())

    return await kept_answer(request, fund_id, _GIVE, make)


@post(
    "/{fund_id:uuid}/public/give",
    opt=needs(Power.READ_PUBLIC),
    status_code=200,
    request_max_body_size=_MOST_BYTES,
)
async def give_made(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[bytes]:
    """Make a reference and its code, and show both once."""
    site, language = site_of(request), site_of(request).language_of(request)
    fund = await public_of(site, fund_id)
    if sent_from_elsewhere(request, site.settings):
        raise WebRefused(SENT_FROM_ELSEWHERE)
    try:
        made = await site.giving.make(fund_id)
    except NotTaken:
        busy = _give(site, fund, language, GiftCodeForm(), TOO_MANY)
        return fresh_answer(busy, status=_BUSY)
    rendered = render_public(
        site,
        language,
        fund,
        "giving/made.html",
        title=language.say(TITLE),
        path=_GIVE,
        reference=grouped(made.reference),
        code=made.code,
        picture=picture_of(made.code),
        ways=fund.wording(WordingKind.WAYS_TO_GIVE, language.code),
    )
    return fresh_answer(replace(rendered, policy=policy_for_photo()))


@get("/{fund_id:uuid}/public/give/code", opt=needs(Power.READ_PUBLIC))
async def code_form(request: AnyRequest, fund_id: FromPath[UUID]) -> ASGIApp:
    """Ask for the code."""

    def make(maker: Maker) -> Rendered:
        return _told(maker.site, maker.fund, maker.language, GiftCodeForm())

    return await kept_answer(request, fund_id, _CODE, make)


@post(
    "/{fund_id:uuid}/public/give/code",
    opt=needs(Power.READ_PUBLIC),
    status_code=200,
    request_max_body_size=_MOST_BYTES,
)
async def code_told(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[bytes]:
    """Say where the gifts of a code are. A wrong code gets the same page, another sentence."""
    site = site_of(request)
    fund = await public_of(site, fund_id)
    form = GiftCodeForm(Sent(await form_fields(request)))
    if not form.validate():
        return unreadable(request, fund, form)
    code = str(form["code"].data)
    return await told(request, fund, code, await site.giving.gifts(fund_id, code))


def unreadable(request: AnyRequest, fund: PublicFund, form: PageForm) -> Response[bytes]:
    """Answer a form without a code."""
    site = site_of(request)
    return fresh_answer(_told(site, fund, site.language_of(request), form), status=_INVALID)


async def told(
    request: AnyRequest,
    fund: PublicFund,
    code: str,
    found: Sequence[Gift] | None,
    problem: str = "",
) -> Response[bytes]:
    """Say where the gifts of *code* are, and what may be taken along.

    A wrong code has found nothing (None): then the bytes are the same whatever was typed, at each
    address that takes a code.
    """
    site = site_of(request)
    answer = Answer([UNKNOWN])
    if found is not None:
        offers = await offers_of(site.log, fund.fund_id, found)
        signs = grouped(plain(code))
        answer = Answer(_sentences([gift.stand for gift in found]), offers, signs, problem)
    return fresh_answer(_told(site, fund, site.language_of(request), GiftCodeForm(), answer))


async def public_of(site: Site, fund_id: UUID) -> PublicFund:
    """Return the fund as strangers know it. Raises NotFoundException where it is not public."""
    async with site.database.acquire() as connection:
        return await public_fund(connection, fund_id, site.now())


def _sentences(found: Sequence[GiftStand]) -> Sequence[str | Words]:
    """Say where each gift is."""
    if len(found) == 1:
        return [_sentence(found[0])]
    return [
        Words(N_("Gift {number}: {sentence}"), {"number": number, "sentence": _sentence(stand)})
        for number, stand in enumerate(found, 1)
    ] or [EXPECTED]


def _sentence(stand: GiftStand) -> Words:
    said = Words(SENTENCES[stand.state])
    if stand.report is None:
        return said
    facts = {"sentence": said, "report": stand.report}
    return Words(N_("{sentence} It counts in report {report}."), facts)
