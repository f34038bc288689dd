"""What approved payments take of the money that can be promised, before they are sent."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.case import Case
from ledger.command import Context
from ledger.fund import Fund
from ledger.grants import PayGrant
from ledger.money import Money
from ledger.orders.content import Orderable, amount_of, command_of
from ledger.orders.ladder import missing, pays_by_acts
from ledger.orders.state import Order
from ledger.refunds import RefundDonation
from ledger.transfers import TransferBetweenAccounts

_NOBODY: Final = UUID(int=0)
_ONLY_THE_FEE: Final = (PayGrant, TransferBetweenAccounts)
"""Payments of what was promised before, and those that move money inside the fund."""


class SetAside(Struct, frozen=True):
    """An amount that is still there but spoken for; *purpose_id* is None where none is named."""

    purpose_id: UUID | None
    money: Money


def set_aside(order: Order, fund: Fund, case: Case, now: datetime) -> SetAside | None:
    """Return what an approved payment takes that was not sent yet; None for any other order.

    An instalment takes nothing but its fee: the grant was promised as a whole. Of a refund, fees
    that come back with it are not taken.
    """
    if not order.is_open:
        return None
    command = command_of(order.content)
    if not pays_by_acts(command, order.way):
        return None
    if missing(order, fund, case, Context(now, "", 0, lambda: _NOBODY)) > 0:
        return None
    money = _taken(command, case)
    return None if money is None or not money.amount else SetAside(_purpose(command, case), money)


def _taken(command: Orderable, case: Case) -> Money | None:
    if isinstance(command, _ONLY_THE_FEE):
        return Money(command.fee, command.currency, command.exponent)
    if isinstance(command, RefundDonation):
        returned = command.processor_fee_returned + command.host_fee_returned
        return Money(command.amount - returned, command.currency, command.exponent)
    return amount_of(command, case)


def _purpose(command: Orderable, case: Case) -> UUID | None:
    named: UUID | None = getattr(command, "purpose_id", None)
    said = (getattr(line.event, "purpose_id", None) for line in case.standing)
    return named or next((each for each in said if each is not None), None)
