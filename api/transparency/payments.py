"""Which lines paid somebody who was helped: those of which they may have a receipt. Pure."""

from ledger.case import Case, CaseLine
from ledger.events import BailPosted, BailRaised, GrantPaid

Payment = GrantPaid | BailPosted | BailRaised
"""What a fund paid for one person or household; what became of it later are other lines."""


def payments_of(case: Case) -> tuple[CaseLine, ...]:
    """Return the lines of a case that paid the person helped and stand."""
    return tuple(line for line in case.standing if isinstance(line.event, Payment))
