"""Reports: what is out, what comes next, and what they are built by."""

from datetime import date
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter

from api.access import Power, access_of, needs
from api.auditing.stating import (
    allowed_by_rounds,
    require_independence,
    require_open_findings,
)
from api.governed import stepped_up
from api.problems import KEYS_UNUSABLE, STEP_UP_NEEDED
from api.publishing.afterwards import after_publishing
from api.publishing.remembering import after_report
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import ANY, DATES, responses_of
from api.v1.report_answers import (
    Missing,
    NextReport,
    OneWord,
    PeriodAhead,
    Rebuilding,
    Reports,
    SideAhead,
    SignedReport,
    ToPublish,
    one_report,
)
from ledger.decider import AnyCommand
from ledger.publishing.commands import (
    CountersignReport,
    PublishReport,
    SignAssurance,
)
from ledger.publishing.reporting import takes_back
from ledger.rejections import (
    AuditorKeptBooks,
    CountersignedAlready,
    LogUnusable,
    ManifestUnusable,
    NotPublic,
    PublishingUnusable,
    ReportCutUnusable,
    ReportDiffers,
    ReportNotNext,
    ReportOutBefore,
    ReportOutOfTurn,
    ReportTooEarly,
    ReportUnderOtherRules,
    ReportUnknown,
    SecondPersonNeeded,
)

Number = Annotated[int, PathParameter(description="The number of the report.")]


@get(
    "",
    operation_id="list_reports",
    summary="Reports that are out",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def list_reports(request: AnyRequest, fund_id: FundId) -> Reports:
    """List the reports that are out, with their manifests."""
    zone = access_of(request).fund.time_zone
    state = (await site_of(request).publishing.published(fund_id, zone)).now
    return Reports(tuple(one_report(each) for each in state.reports))


@get(
    "/next",
    operation_id="get_next_report",
    summary="The report that comes next",
    responses=responses_of((*ANY, NotPublic)),
    opt={"refusals": (NotPublic,), **needs(Power.READ_BOOK)},
)
async def next_report(request: AnyRequest, fund_id: FundId) -> NextReport:
    """Build the next report as of now, and say what holds back what is not in it."""
    publishing, today = site_of(request).publishing, _today(request)
    draft = await publishing.draft(fund_id, today)
    outlook = await publishing.outlook(fund_id, today)
    return NextReport(
        cut=draft.cut,
        manifest=draft.text or None,
        manifest_hash=draft.digest if draft.manifest else None,
        ahead=tuple(
            PeriodAhead(
                each.period_months,
                tuple(
                    SideAhead(
                        side=side.side.value,
                        currency=side.currency,
                        on=side.on,
                        lacks=Missing(**msgspec.structs.asdict(side.lacks)) if side.lacks else None,
                    )
                    for side in each.sides
                ),
            )
            for each in outlook.periods
        ),
    )


def _today(request: AnyRequest) -> date:
    zone = ZoneInfo(access_of(request).fund.time_zone)
    return site_of(request).now().astimezone(zone).date()


@post(
    "/next",
    operation_id="sign_next_report",
    summary="Sign the report that comes next",
    status_code=200,
    responses=responses_of((*ANY, STEP_UP_NEEDED, KEYS_UNUSABLE, NotPublic)),
    opt={"refusals": (NotPublic,), **needs(Power.PUBLISH)},
)
async def sign_next(request: AnyRequest, fund_id: FundId) -> SignedReport:
    """Sign the next report as of now with the key of the fund. Nothing is written: ask for an order
    `publish_report` with what comes back.
    """  # noqa: D205  one sentence is longer than a line
    await stepped_up(request)
    publishing, today = site_of(request).publishing, _today(request)
    draft = await publishing.draft(fund_id, today)
    if draft.manifest is None:
        return SignedReport(None)
    command = await publishing.command(fund_id, draft, today)
    return SignedReport(
        ToPublish(
            number=command.number,
            cut=command.cut,
            manifest=command.manifest,
            signature=command.signature,
            key_id=command.key_id,
            for_members=tuple(OneWord(each.item, each.word) for each in command.for_members),
            head=command.head,
        )
    )


@post(
    "/{number:int}/rebuilding",
    operation_id="rebuild_report",
    summary="Build a report again from the whole book",
    status_code=200,
    responses=responses_of((*ANY, ReportUnknown)),
    opt={"refusals": (ReportUnknown,), **needs(Power.AUDIT)},
)
async def rebuild_report(request: AnyRequest, fund_id: FundId, number: Number) -> Rebuilding:
    """Build a report that is out from every line up to its own; nothing is written."""
    found = await site_of(request).publishing.rebuilt(fund_id, number)
    return Rebuilding(
        number=number,
        same=found.is_same,
        manifest_hash=found.manifest_hash,
        found=found.found,
        signed=found.is_signed,
    )


async def _said(
    request: AnyRequest, fund_id: UUID, command: AnyCommand, key: str
) -> Response[Recorded]:
    """Write *command* after a second step, and have pages look anew."""
    await stepped_up(request)
    answer = await record(request, fund_id, command, key)
    after_publishing(site_of(request), fund_id, command)
    await after_report(site_of(request), fund_id, command)
    return answer


@writes(
    "",
    PublishReport,
    *(*DATES, NotPublic, ManifestUnusable, LogUnusable, ReportNotNext, ReportCutUnusable),
    *(ReportUnderOtherRules, ReportOutOfTurn, ReportTooEarly),
    power=Power.PUBLISH,
    name="publish_report",
    summary="Publish a report while one person signs",
    also=(STEP_UP_NEEDED, KEYS_UNUSABLE, SecondPersonNeeded, ReportDiffers, ReportOutBefore),
)
async def publish_report(
    request: AnyRequest, fund_id: FundId, data: JSONBody[PublishReport], key: Key
) -> Response[Recorded]:
    """Publish what `sign_next_report` gave. Afterwards it takes two: ask for an order."""
    return await _said(request, fund_id, data, key)


@writes(
    "/countersignatures",
    CountersignReport,
    *(*DATES, ReportUnknown, ReportDiffers, CountersignedAlready),
    power=Power.AUDIT,
    name="countersign_report",
    summary="Countersign a report",
    also=(STEP_UP_NEEDED,),
)
async def countersign_report(
    request: AnyRequest, fund_id: FundId, data: JSONBody[CountersignReport], key: Key
) -> Response[Recorded]:
    """Put your name as an auditor under a report that is out."""
    return await _said(request, fund_id, data, key)


@writes(
    "/assurances",
    SignAssurance,
    *(*DATES, NotPublic, AuditorKeptBooks, PublishingUnusable),
    power=Power.AUDIT,
    name="sign_assurance",
    summary="State something as an auditor",
    also=(STEP_UP_NEEDED,),
)
async def sign_assurance(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SignAssurance], key: Key
) -> Response[Recorded]:
    """Sign a statement that is public from a report date on.

    Before that day has come, one without sentences and open findings takes it back.
    """
    access, today = access_of(request), _today(request)
    fund, who = access.fund, access.sign_in_id
    if not takes_back(data, fund, who, today):
        async with site_of(request).database.acquire() as connection:
            await require_open_findings(connection, fund_id, data)
            allowed = await allowed_by_rounds(connection, fund_id)
        if fund.publishing.is_public:
            require_independence(allowed, fund, who, today)
    return await _said(request, fund_id, data, key)


ROUTES = (
    list_reports,
    next_report,
    sign_next,
    rebuild_report,
    publish_report,
    countersign_report,
    sign_assurance,
)
