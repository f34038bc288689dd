"""For people who check: what is proven and what not, the key, the log, and how to check.

A public page. It is made from the head that is out, the keys of its log and the rule about
witnesses: it changes on the clock of the log and with its rule, never with a line about money.
"""

from typing import Final
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp

from api.access import Power, needs
from api.i18n import N_, Language
from api.pages.proofs.keyed import keyed_of
from api.public.answering import AnyRequest, answered
from api.public.frame import Rendered, render_public
from api.public.fund import public_fund
from api.site import Site, site_of
from api.transparency.rules import read_rules
from api.transparency.seen import witnesses_seen
from api.verifier import VERIFIER_ADDRESS, verifier_digest
from ledger.publishing.state import KeptLog

TITLE: Final = N_("For people who check")
_PATH: Final = "/check"


@get("/{fund_id:uuid}/public/check", opt=needs(Power.READ_PUBLIC))
async def check_page(request: AnyRequest, fund_id: FromPath[UUID]) -> ASGIApp:
    """Show how strangers, givers and auditors check the books."""
    site = site_of(request)
    language = site.language_of(request)

    async def made() -> Rendered:
        return await _made(site, language, fund_id)

    found = await site.public_pages.get((fund_id, language.code, _PATH), made)
    return answered(request, found)


async def _made(site: Site, language: Language, fund_id: UUID) -> Rendered:
    async with site.database.acquire() as connection:
        fund = await public_fund(connection, fund_id, site.now())
        rules = await read_rules(connection, fund_id)
    head = await site.log.head(fund_id)
    async with site.database.acquire() as connection:
        seen = await witnesses_seen(connection, fund_id, head, rules.witnesses)
    keys = head and await site.log.verifier_keys(fund_id, head.number)
    keyed = None
    if head and keys:
        vkey, promise_vkey = keys
        log = KeptLog(number=head.number, origin=head.origin, vkey=vkey, promise_vkey=promise_vkey)
        keyed = keyed_of(site, fund_id, log, rules)
    return render_public(
        site,
        language,
        fund,
        "proofs/check.html",
        title=language.say(TITLE),
        path=_PATH,
        keyed=keyed,
        note=head.note if head else "",
        lacking=sum(each.is_newest for each in seen) < rules.quorum,
        verifier=f"{VERIFIER_ADDRESS}#{language.code}",
        saved=f"{VERIFIER_ADDRESS}?save",
        digest=verifier_digest(),
    )
