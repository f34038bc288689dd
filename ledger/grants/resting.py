"""Which lines of a grant rest on which: those have to be taken back first."""

from typing import Final

from ledger.case import Case, CaseLine
from ledger.events import (
    FundEvent,
    GrantMoneyReturned,
    GrantPaid,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
)

_ON_THE_PLAN: Final = (GrantPaid, GrantPaymentReturned, GrantPlanChanged, GrantRestReleased)
_RESTING: Final[dict[type[FundEvent], tuple[type[FundEvent], ...]]] = {
    GrantPlanChanged: _ON_THE_PLAN,
    GrantRestReleased: (GrantPlanChanged,),
    GrantPaid: (GrantPaymentReturned, GrantMoneyReturned),
    GrantPaymentReturned: (GrantPaid, GrantPlanChanged, GrantRestReleased),
}
"""A fact to those that, coming later, were decided with it in mind."""


def resting_on(line: CaseLine, case: Case) -> int | None:
    """Return the position of the last line of *case* that rests on *line*; None when none does."""
    resting = _RESTING.get(type(line.event), ())
    later = [
        each.position
        for each in case.standing
        if each.position > line.position and isinstance(each.event, resting)
    ]
    return later[-1] if later else None
