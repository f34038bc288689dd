"""What rounds of an audit mean for the statement that auditors sign in public."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from api.auditing.answers import allowed_sentences
from api.auditing.rounds import list_rounds, list_steps, open_findings
from ledger.events import AssuranceSentence
from ledger.fund import Fund
from ledger.publishing.commands import SignAssurance
from ledger.publishing.reporting import AUDITED, kept_none
from ledger.rejections import PublishingUnusable
from ledger.store.connection import Connection


class Allowed(Struct, frozen=True):
    """What the last closed round allows; *number* 0 and no sentence where there was none.

    *since* is its first day.

    *open_findings* of any round: whoever states something says that there are some.
    """

    number: int = 0
    since: date | None = None
    sentences: tuple[AssuranceSentence, ...] = ()
    open_findings: bool = False


async def allowed_by_rounds(connection: Connection, fund_id: UUID) -> Allowed:
    """Return what an auditor may begin with when they sign."""
    is_open = bool(await open_findings(connection, fund_id))
    rounds = await list_rounds(connection, fund_id)
    last = next((each for each in rounds if not each.is_open), None)
    if last is None:
        return Allowed(open_findings=is_open)
    steps = await list_steps(connection, fund_id, last.number)
    return Allowed(last.number, last.from_day, allowed_sentences(steps), is_open)


def require_independence(allowed: Allowed, fund: Fund, who: UUID, today: date) -> None:
    """Raise AuditorKeptBooks where *who* kept the books that a statement is about.

    It is about the year before it, and about all days of the last closed round.
    """
    kept_none(fund, who, min(today - AUDITED, allowed.since or today), today)


async def require_open_findings(
    connection: Connection, fund_id: UUID, command: SignAssurance
) -> None:
    """Raise PublishingUnusable where a statement keeps quiet about findings that are open."""
    if not command.open_findings and await open_findings(connection, fund_id):
        expected = "true, because a finding of an audit is not settled"
        raise PublishingUnusable("open_findings", expected)
