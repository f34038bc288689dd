"""The log of a fund: its keys, its newest head, who witnesses it, and how it grows."""

from datetime import datetime
from typing import Annotated

from litestar import Response, get
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power, access_of, needs
from api.publishing.afterwards import after_publishing
from api.site import site_of
from api.transparency.seen import Seen, witnesses_seen
from api.transparency.trouble import Failed, Trouble, Troubles
from api.v1.cautions import Warnings, warnings_of
from api.v1.people import GOVERNS, governed
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, writes
from api.v1.refusals import ANY, DATES, responses_of
from ledger.publishing.commands import SetLog
from ledger.rejections import LogUnusable


class SignedHead(Struct, frozen=True, kw_only=True):
    """The newest head of the log."""

    size: Annotated[int, Meta(description="How many leaves it has, dummies and all.")]
    root: Annotated[str, Meta(description="In lower-case hexadecimal.")]
    note: Annotated[str, Meta(description="The signed note, with the cosignatures there are.")]
    at: Annotated[datetime, Meta(description="The moment of the clock that it was made for.")]


class OneWitness(Struct, frozen=True, kw_only=True):
    """Somebody who cosigns heads."""

    vkey: str
    url: str
    is_newest: Annotated[bool, Meta(description="Whether it cosigned the newest head.")]
    cosigned_at: Annotated[
        datetime | None, Meta(description="When it last cosigned one of the latest heads.")
    ]
    trouble: Annotated[
        Trouble | None,
        Meta(
            description="Why it did not cosign when it was last asked: null where it did, and for "
            "whoever may not read the book."
        ),
    ] = None
    trouble_since: Annotated[
        datetime | None, Meta(description="When it first did not, since it last did.")
    ] = None


class Waiting(Struct, frozen=True, kw_only=True):
    """What no head covers yet. For whoever keeps the fund."""

    lines: int
    since: datetime | None
    stopped: Annotated[
        str | None, Meta(description="Why nothing is signed: null while all is well.")
    ]


class LogRuleSet(Recorded, frozen=True, kw_only=True):
    """What is in the book now, and what to know of the rule that was set."""

    warnings: Warnings = ()


class LogStanding(Struct, frozen=True, kw_only=True):
    """The log of a fund; of one that has not begun there is the rule alone."""

    number: int | None
    origin: str | None
    vkey: Annotated[str | None, Meta(description="The key of its heads.")]
    promise_vkey: Annotated[str | None, Meta(description="The key of its promises.")]
    batch_size: int
    every_hours: int
    quorum: Annotated[int, Meta(description="0: not witnessed.")]
    witnesses: tuple[OneWitness, ...]
    head: SignedHead | None
    next_at: Annotated[datetime | None, Meta(description="When the next head comes.")]
    waiting: Annotated[Waiting | None, Meta(description="Null for whoever may not read the book.")]


@get(
    "",
    operation_id="get_log",
    summary="The log of the fund",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_PLAN)},
)
async def get_log(request: AnyRequest, fund_id: FundId) -> LogStanding:
    """Say by which keys the log is checked, how far it is, and who witnesses it."""
    site, access = site_of(request), access_of(request)
    log, rule = access.fund.publishing.log, access.fund.publishing.log_rule
    status = await site.log.status(fund_id)
    head = status.head
    async with site.database.acquire() as connection:
        seen = await witnesses_seen(connection, fund_id, head, rule.witnesses)
    reads_book = access.may(Power.READ_BOOK)
    troubles = Troubles(site.settings.data_dir)
    failed = troubles.read(fund_id, rule.witnesses) if reads_book else {}
    return LogStanding(
        number=log.number if log else None,
        origin=log.origin if log else None,
        vkey=log.vkey if log else None,
        promise_vkey=log.promise_vkey if log else None,
        batch_size=rule.batch_size,
        every_hours=rule.every_hours,
        quorum=rule.quorum,
        witnesses=tuple(_witness(each, failed.get(each.witness.vkey)) for each in seen),
        head=SignedHead(size=head.size, root=head.root.hex(), note=head.note, at=head.at)
        if head
        else None,
        next_at=status.next_at,
        waiting=Waiting(lines=status.waiting, since=status.waiting_since, stopped=status.stopped)
        if reads_book
        else None,
    )


def _witness(seen: Seen, failed: Failed | None) -> OneWitness:
    failed = None if seen.is_newest else failed
    return OneWitness(
        vkey=seen.witness.vkey,
        url=seen.witness.url,
        is_newest=seen.is_newest,
        cosigned_at=seen.at,
        trouble=failed.trouble if failed else None,
        trouble_since=failed.since if failed else None,
    )


@writes(
    "/rule",
    SetLog,
    *(*DATES, LogUnusable),
    power=Power.GOVERN,
    name="set_log",
    summary="Set how the log grows",
    answer=LogRuleSet,
    also=GOVERNS,
)
async def set_log(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SetLog], key: Key
) -> Response[LogRuleSet]:
    """Say how many leaves a head adds, how often one comes, and who witnesses them."""
    answer = await governed(request, fund_id, data, key)
    site = site_of(request)
    after_publishing(site, fund_id, data)
    recorded = {name: getattr(answer.content, name) for name in Recorded.__struct_fields__}
    warnings = await warnings_of(site, fund_id, data)
    return Response(
        LogRuleSet(**recorded, warnings=warnings),
        status_code=answer.status_code,
        headers=dict(answer.headers),
    )


ROUTES = (get_log, set_log)
