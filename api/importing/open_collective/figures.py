"""What the rows of an export add up to, as whoever kept them would say it."""

from collections.abc import Iterable

from msgspec import Struct

from api.importing.open_collective.bookings import ImportCommand, effect
from ledger.chart import Fee
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.donations import PassDonationOn, RecordDonation
from ledger.refunds import RefundDonation


class Figures(Struct, frozen=True, kw_only=True):
    """Sums in minor units.

    *refunds* is what was given back and what was passed on together. *processor_fees* are those
    on gifts and on payments, less what was covered or came back; *host_fees* likewise.
    """

    gifts: int = 0
    gross: int = 0
    given_back: int = 0
    passed_on: int = 0
    processor_fees: int = 0
    host_fees: int = 0
    payments: int = 0
    spending: int = 0
    net: int = 0

    @property
    def refunds(self) -> int:
        """Gifts that did not stay: given back or passed on."""
        return self.given_back + self.passed_on


def sum_up(commands: Iterable[ImportCommand]) -> Figures:
    """Add *commands* up."""
    sums = dict.fromkeys(Figures.__struct_fields__, 0)
    for command in commands:
        sums["net"] += effect(command)
        for name, amount in _parts(command).items():
            sums[name] += amount
    return Figures(**sums)


def _parts(command: ImportCommand) -> dict[str, int]:
    match command:
        case RecordDonation():
            return {
                "gifts": 1,
                "gross": command.gross,
                "processor_fees": command.processor_fee,
                "host_fees": command.host_fee,
            }
        case RefundDonation():
            return {
                "given_back": command.amount,
                "processor_fees": -command.processor_fee_returned,
                "host_fees": -command.host_fee_returned,
            }
        case PassDonationOn():
            return {"passed_on": command.amount, "processor_fees": command.fee}
        case PayCost():
            return {"payments": 1, "spending": command.amount, "processor_fees": command.fee}
        case RecordCostRefund():
            return {"spending": -command.amount}
        case RecordFee() | RecordFeeReturn():
            sign = 1 if isinstance(command, RecordFee) else -1
            whose = "host_fees" if command.kind is Fee.HOST else "processor_fees"
            return {whose: sign * command.amount}
