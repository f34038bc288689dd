"""The page of the log: by which key it is checked, how far it is, and who witnesses it.

Every member reads it. It moves on the clock of the log and by its rules; how many lines wait, and
whether something stopped, is for whoever may read the book.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Access, Power, access_of, needs
from api.formats import moment_text
from api.i18n import N_, Language, Number, Words, count_words
from api.pages.frame import language_of, render
from api.pages.fund_nav import fund_nav
from api.pages.proofs.keyed import keyed_of, picture_of
from api.pages.proofs.words import log_rows, witness_html
from api.pages.reading.reader import AnyRequest
from api.public.frame import About, about_of
from api.public.fund import public_fund
from api.security import policy_for_photo
from api.site import Site, site_of
from api.transparency.rules import LogRules
from api.transparency.seen import Seen, witnesses_seen
from api.transparency.trouble import WORDS, Failed, Troubles
from ledger.transparency.log import Status

STOPPED: Final[dict[str, str]] = {
    "behind": N_(
        "Nothing more is signed: the database is older than what was signed. Put the newest backup "
        "back; if there is none, a new log has to begin."
    ),
    "forked": N_(
        "Nothing more is signed: the log in the database is another one than the one that was "
        "signed. Put the newest backup back; if there is none, a new log has to begin."
    ),
    "lost": N_(
        "Nothing more is signed: what the signer remembers is gone from the key directory. Put its "
        "newest copy back; if there is none, a new log has to begin."
    ),
    "unreadable": N_(
        "Nothing more is signed: what the signer remembers cannot be read. Put its newest copy "
        "back; if there is none, a new log has to begin."
    ),
    "key": N_(
        "Nothing more is signed: the key of the log is not on this machine. Put the key directory "
        "back from its backup; if there is none, a new log has to begin."
    ),
}
"""Why a log stopped, and what to do."""
OTHERWISE_STOPPED: Final = N_("Nothing more is signed. Look at the page that says if all is well.")


class AtTheDesk(Struct, frozen=True):
    """What only whoever may read the book is told."""

    waiting: Words | str
    stopped: str


@get("/{fund_id:uuid}/log", opt=needs(Power.READ_PLAN))
async def log_page(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the key of the log, its newest head, when the next one comes, and its witnesses."""
    site, access, language = site_of(request), access_of(request), language_of(request)
    known = access.fund.publishing
    status = await site.log.status(fund_id)
    async with site.database.acquire() as connection:
        seen = await witnesses_seen(connection, fund_id, status.head, known.log_rule.witnesses)
    rules = LogRules(known.is_public, known.log_rule.witnesses, known.log_rule.quorum)
    is_at_desk = access.may(Power.READ_BOOK)
    troubles = _troubles(site, fund_id, rules) if is_at_desk else {}
    zone = access.fund.time_zone
    return render(
        request,
        "proofs/log.html",
        title=N_("The log"),
        keeps=known.keeps_log,
        keyed=keyed_of(site, fund_id, known.log, rules) if known.log else None,
        before=known.log.before if known.log else None,
        head=status.head,
        head_at=_moment(status.head.at if status.head else None, language, zone),
        next_at=_moment(status.next_at, language, zone),
        lacking=sum(each.is_newest for each in seen) < rules.quorum,
        seen=[
            (
                witness_html(each.witness),
                _seen(each, language, zone),
                _failed(each, troubles.get(each.witness.vkey), language, zone),
            )
            for each in seen
        ],
        rule=log_rows(known.log_rule, language),
        desk=_desk(status, language, zone) if is_at_desk else None,
        is_public=known.is_public,
        may_govern=access.may(Power.GOVERN),
        may_audit=access.may(Power.AUDIT),
        **_frame(access, language),
    )


@get("/{fund_id:uuid}/log/card", opt=needs(Power.READ_PLAN))
async def key_card(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the key on a page to be printed and hung up where members meet."""
    site, access, language = site_of(request), access_of(request), language_of(request)
    known = access.fund.publishing
    if known.log is None:
        raise NotFoundException
    rules = LogRules(known.is_public, known.log_rule.witnesses, known.log_rule.quorum)
    keyed = keyed_of(site, fund_id, known.log, rules)
    return render(
        request,
        "proofs/card.html",
        title=N_("The key of our books"),
        keyed=keyed,
        picture=picture_of(keyed.card),
        about=await _about(site, access, language),
        headers={"Content-Security-Policy": policy_for_photo()},
        **_frame(access, language),
    )


async def _about(site: Site, access: Access, language: Language) -> About | None:
    """Return the name of the fund as strangers know it; None before it has public pages."""
    try:
        async with site.database.acquire() as connection:
            fund = await public_fund(connection, access.fund.fund_id, site.now())
    except NotFoundException:
        return None
    return about_of(fund, language)


def _frame(access: Access, language: Language) -> dict[str, Any]:
    prefix = f"/{language.code}/{access.fund.fund_id}"
    return {"nav": fund_nav(prefix), "home": f"{prefix}/", "prefix": prefix}


def _desk(status: Status, language: Language, zone: str) -> AtTheDesk:
    """Return what waits, since when, and why nothing is signed."""
    waiting: Words | str = N_("Every line is in the log.")
    if status.waiting:
        since = status.waiting_since
        waiting = count_words(
            "One line waits for the next step, since {moment}.",
            "{count} lines wait for the next step, the oldest since {moment}.",
            Number(status.waiting),
            moment=_moment(since, language, zone) or "–",
        )
    stopped = STOPPED.get(status.stopped, OTHERWISE_STOPPED) if status.stopped else ""
    return AtTheDesk(waiting, stopped)


def _seen(seen: Seen, language: Language, zone: str) -> Words | str:
    """Say what a witness did lately."""
    if seen.at is None:
        return N_("has not cosigned lately")
    moment = {"moment": _moment(seen.at, language, zone)}
    if seen.is_newest:
        return Words(N_("cosigned the newest step on {moment}"), moment)
    return Words(N_("cosigned last on {moment}, and the newest step not yet"), moment)


def _troubles(site: Site, fund_id: UUID, rules: LogRules) -> Mapping[str, Failed]:
    return Troubles(site.settings.data_dir).read(fund_id, rules.witnesses)


def _failed(seen: Seen, failed: Failed | None, language: Language, zone: str) -> Words | None:
    """Say what stood in the way when a witness was last asked; None where it has cosigned."""
    if failed is None or seen.is_newest:
        return None
    facts = {
        "why": language.say(WORDS[failed.trouble]),
        "moment": _moment(failed.since, language, zone),
    }
    return Words(N_("When it was last asked: {why}. So since {moment}."), facts)


def _moment(moment: datetime | None, language: Language, zone: str) -> str:
    return moment_text(moment, language, zone) if moment else ""
