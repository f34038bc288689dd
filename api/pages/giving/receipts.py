"""A promise or a receipt for whoever types the code of a gift: as a file, or to be printed.

The code comes in a form and what is made of it goes back in the answer, which nobody keeps. It is
the page of the code for whoever has none: the same bytes for each wrong code.
"""

from typing import Final
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from msgspec.structs import replace

from api.access import Power, needs
from api.giving.codes import grouped, plain
from api.giving.standing import Gift
from api.pages.flow import Sent
from api.pages.frame import form_fields
from api.pages.giving.offers import NOT_NOW
from api.pages.giving.printed import Reader, printed
from api.pages.giving.public import (
    AnyRequest,
    GiftCodeForm,
    public_of,
    told,
    unreadable,
)
from api.public.answering import fresh_answer
from api.public.frame import render_public
from api.public.fund import PublicFund
from api.security import policy_for_photo
from api.site import site_of
from api.transparency.receipts import Proof, file_of, proof_of

AS_FILE: Final = "file"
_MOST_BYTES: Final = 10_000
_CODE: Final = "/give/code"


@post(
    "/{fund_id:uuid}/public/give/receipt",
    opt=needs(Power.READ_PUBLIC),
    status_code=200,
    request_max_body_size=_MOST_BYTES,
)
async def gift_proven(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[bytes]:
    """Hand over what proves one gift of a code: ``gift`` is its number, ``wants`` file or page.

    Without a number it is the last gift. Where there is nothing to hand over, the page of the code
    says so.
    """
    site, sent = site_of(request), Sent(await form_fields(request))
    fund = await public_of(site, fund_id)
    form = GiftCodeForm(sent)
    if not form.validate():
        return unreadable(request, fund, form)
    code = str(form["code"].data)
    found = await site.giving.gifts(fund_id, code)
    gift = _chosen(found or (), sent.get("gift"))
    if gift is None or gift.line is None:
        return await told(request, fund, code, found)
    proof = await proof_of(site.log, fund_id, gift.line.position)
    if proof is None:
        return await told(request, fund, code, found, NOT_NOW)
    if sent.get("wants") == AS_FILE:
        return file_of(proof)
    return await _paper(request, fund, proof, (grouped(plain(code)), gift.number))


def _chosen(found: tuple[Gift, ...], number: str) -> Gift | None:
    """Return the gift of a *number*; the last one where none is given."""
    if not number:
        return found[-1] if found else None
    return next((gift for gift in found if str(gift.number) == number), None)


async def _paper(
    request: AnyRequest, fund: PublicFund, proof: Proof, asked: tuple[str, int]
) -> Response[bytes]:
    """Draw the paper of a proof; *asked* is the code and the number of the gift."""
    site, language = site_of(request), site_of(request).language_of(request)
    reader = Reader(language, fund.rules.time_zone)
    paper = await printed(site.log, fund.fund_id, proof, reader, code=asked[0])
    rendered = render_public(
        site,
        language,
        fund,
        "giving/receipt.html",
        title=language.say(paper.title),
        path=_CODE,
        paper=paper,
        gift=asked[1],
    )
    return fresh_answer(replace(rendered, policy=policy_for_photo()))
