"""A report goes through here before it is out: it has to be what the book gives.

The rules of the book read the frame of a report and cannot build one. So whoever signs as the last,
and whoever publishes alone, has it built again first, whatever they were shown.
"""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from api.publishing.remembering import require_bound
from ledger.decider import AnyCommand
from ledger.orders.commands import Act, SignOrder
from ledger.orders.content import command_of
from ledger.orders.state import orders_of
from ledger.publishing.commands import CountersignReport, PublishReport
from ledger.rejections import LogUnusable, ReportDiffers, ReportOutBefore
from ledger.store.idempotency import find_kept

if TYPE_CHECKING:
    from api.site import Site


NOT_PUBLISHED: Final = (ReportDiffers, LogUnusable, ReportOutBefore)
"""What a report is refused for that the book does not give, or the log contradicts."""


async def before_publishing(
    site: "Site", fund_id: UUID, command: AnyCommand, *, actor: str, key: str
) -> None:
    """Refuse to publish what the book does not give; call it before the book has the line.

    An auditor cannot say either that a report was built again where it gives another. What was
    answered before under the same key is answered again. Raises ReportDiffers, then what
    `require_bound` does, and `KeysUnusable`.
    """
    report: PublishReport | None = None
    match command:
        case CountersignReport(recomputed=True):
            number = command.number
            is_same = (await site.publishing.rebuilt(fund_id, number)).is_same
        case _:
            report = await _published_by(site, fund_id, command)
            if report is None:
                return
            number = report.number
            is_same = await site.publishing.is_built_alike(fund_id, report)
    try:
        if not is_same:
            raise ReportDiffers(number)
        if report is not None:
            await require_bound(site, fund_id, report)
    except NOT_PUBLISHED:
        async with site.database.acquire() as connection:
            if not await find_kept(connection, fund_id, [(actor, key)]):
                raise


async def _published_by(site: "Site", fund_id: UUID, command: AnyCommand) -> PublishReport | None:
    """Return the report that *command* publishes, or approves."""
    match command:
        case PublishReport():
            return command
        case SignOrder() if Act.APPROVE in command.acts:
            case = await site.books.get_case(fund_id, command.case_id)
            found = orders_of(case).get(command.order_id)
            signed = command_of(found.content) if found is not None and found.is_open else None
            return signed if isinstance(signed, PublishReport) else None
        case _:
            return None
