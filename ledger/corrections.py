"""Corrections: a line that was a mistake is taken back, once; nothing is edited or deleted.

A reversal is a fact and never refused for lack of money. It stands on the day of the line it takes
back, because that line never happened; when it was recorded is in the envelope.
"""

from uuid import UUID

from msgspec.structs import replace

from ledger.bail.figures import is_sound
from ledger.case import Case, CaseLine
from ledger.command import Instruction
from ledger.events import (
    AccountOpened,
    AuthorityOpened,
    BailVerified,
    FloatClosed,
    FloatHanded,
    FundOpened,
    LineReversed,
    PurposeOpened,
    Reason,
    Seen,
    Step,
)
from ledger.fund import Fund, Purpose, evolve
from ledger.grants.resting import resting_on
from ledger.postings import opposite, postings
from ledger.rejections import AlreadyReversed, LaterLinesStand, LineUnknown, NotReversible

_OPENINGS = (FundOpened, AccountOpened, PurposeOpened, AuthorityOpened)
_HANDED = (FloatHanded, FloatClosed)
"""Cash went from hand to hand; a float that should not be is counted and closed."""


class ReverseLine(Instruction, frozen=True, kw_only=True):
    """Take the line at *position* of the book back.

    Refusals in order: line-unknown, not-reversible, already-reversed, later-lines-stand.
    """

    case_id: UUID
    position: int
    reason: Reason


def reverse(command: ReverseLine, case: Case) -> LineReversed:
    """Return the reversal of a line, or raise the first refusal that applies."""
    line = case.at(command.position)
    if line is None:
        raise LineUnknown(command.position)
    if isinstance(line.event, (*_OPENINGS, *_HANDED, Seen, LineReversed, Step)):
        raise NotReversible(line.position, line.event.topic)
    if line.reversed_by is not None:
        raise AlreadyReversed(line.position, line.reversed_by)
    _nothing_rests_on(line, case)
    return LineReversed(
        occurred_on=line.event.occurred_on,
        reversed_position=line.position,
        reversed_topic=line.event.topic,
        reason=command.reason,
        postings=opposite(postings(line.event)),
    )


def _nothing_rests_on(line: CaseLine, case: Case) -> None:
    """The lines of a case rest on the one that opened it; those of bail on what was deposited."""
    standing = case.standing
    others = tuple(each for each in standing if each.position != line.position)
    opens = standing[0].position == line.position and not isinstance(line.event, BailVerified)
    if others and (opens or not is_sound(Case(case.case_id, others))):
        raise LaterLinesStand(line.position, standing[-1].position)
    later = resting_on(line, case)
    if later is not None:
        raise LaterLinesStand(line.position, later)


def fund_for_the_right_line(fund: Fund, reversal: LineReversed) -> Fund:
    """Return the fund that the guards of a corrected line see: as if the wrong one had never been.

    What the wrong line took or promised counts as there even where account or purpose is short
    meanwhile. That money has really moved; a line that takes no more of it makes nothing worse, and
    refusing it would leave the mistake in the book.
    """
    after = evolve(fund, reversal)
    accounts = dict(after.accounts)
    for account_id, account in after.accounts.items():
        before = fund.accounts[account_id].balance
        if account.balance > before:
            accounts[account_id] = replace(account, balance=account.balance - min(before, 0))
    purposes = {
        purpose_id: _purpose_for_the_right_line(fund.purposes[purpose_id], purpose)
        for purpose_id, purpose in after.purposes.items()
    }
    return replace(after, accounts=accounts, purposes=purposes)


def _purpose_for_the_right_line(before: Purpose, after: Purpose) -> Purpose:
    cash, promised = dict(after.cash), dict(after.promised)
    for currency in {*cash, *promised}:
        had, has = before.cash.get(currency, 0), cash.get(currency, 0)
        was_free, free = before.free(currency), after.free(currency)
        if has > had or free > was_free:
            cash[currency] = has - min(had, 0)
        if free > was_free:
            free -= min(was_free, 0)
            promised[currency] = max(0, cash[currency] - free)
            cash[currency] = free + promised[currency]
    return replace(after, cash=cash, promised=promised)
