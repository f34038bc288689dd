"""Reports that are out are remembered outside the database, and held to the fund's log.

A book that is put back from an older backup does not know a report that came out since. People have
it, though: so no second one is published under its number, and none that names a head which the log
of the fund never had.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from structlog import get_logger

from ledger.events import LogHead
from ledger.publishing.commands import PublishReport
from ledger.publishing.summary import hash_of
from ledger.rejections import LogUnusable, ReportOutBefore
from ledger.transparency.log import ReportDiffers, Stopped
from ledger.vault.keys import KeysUnusable

if TYPE_CHECKING:
    from api.site import Site
    from ledger.decider import AnyCommand
    from ledger.transparency.log import Log

_log = get_logger()


async def newest_head(log: "Log", fund_id: UUID) -> LogHead | None:
    """Return the newest head of a fund's log, as a report names it; None before there is one."""
    head = await log.head(fund_id)
    if head is None:
        return None
    return LogHead(origin=head.origin, size=head.size, root=head.root.hex())


async def require_bound(site: "Site", fund_id: UUID, report: PublishReport) -> None:
    """Refuse a report that this log, or what the signer remembers, contradicts.

    Raises LogUnusable (head), then ReportOutBefore, and `KeysUnusable` when nobody can say which
    reports were out.
    """
    fund, _ = await site.books.get_fund(fund_id)
    kept, head = fund.publishing.log, report.head
    if kept is not None and head is not None and head.origin == kept.origin:
        found = await site.log.head_at(fund_id, kept.number, head.size)
        if found is None or found.root.hex() != head.root:
            raise LogUnusable("head", f"a head that {kept.origin} has had")
    try:
        before = await site.log.report_before(fund_id, report.number)
    except Stopped as stopped:
        raise KeysUnusable(str(stopped)) from None
    if before not in {None, hash_of(report.manifest)}:
        raise ReportOutBefore(report.number)


async def remember_reports(site: "Site", fund_id: UUID) -> None:
    """Remember every report that is out, as far as that was not done: again after a crash."""
    fund, _ = await site.books.get_fund(fund_id)
    for number, out in sorted(fund.publishing.reports.items()):
        try:
            await site.log.remember_report(fund_id, number, out.manifest_hash)
        except (ReportDiffers, Stopped, OSError) as error:  # what is out is out
            _log.warning("report-not-remembered", error=type(error).__name__)


async def after_report(site: "Site", fund_id: UUID, command: "AnyCommand") -> None:
    """Remember the report that *command* publishes; of any other command nothing follows."""
    if isinstance(command, PublishReport):
        await remember_reports(site, fund_id)
