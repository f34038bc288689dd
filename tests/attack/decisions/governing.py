"""Orders of two stewards, one of each kind that a fund can leave to its members."""

from typing import Any, Final
from uuid import UUID

from ledger.events import Role, Rung
from ledger.members import AdmitMember, EndMandate, EndMembership, GrantMandate
from ledger.policy import SetPolicy
from ledger.publishing.commands import SetDisclosure
from tests.attack.decisions.hall import Hall, rules
from tests.budgets import adopting
from tests.funds import DAY

NEWCOMER: Final = UUID(int=0x5EED)
LADDER: Final = (Rung(amount=0, approvals=1),)


def governing(hall: Hall) -> dict[str, Any]:
    """Return an order of each kind that can be left to the members."""
    lou, sol = hall.two["lou"].who, hall.two["sol"].who
    budget = adopting(DAY, ("2026-01", "2027-12"), ("rent", 900_00))
    return {
        "rules": rules(),
        "policy": SetPolicy(occurred_on=DAY, ladder=LADDER),
        "grant": GrantMandate(occurred_on=DAY, holder=lou, role=Role.TREASURER),
        "end": EndMandate(occurred_on=DAY, holder=sol, role=Role.ON_CALL),
        "admit": AdmitMember(occurred_on=DAY, sign_in=NEWCOMER),
        "leave": EndMembership(occurred_on=DAY, sign_in=lou),
        "publish": SetDisclosure(occurred_on=DAY, is_public=True),
        "budget": budget,
    }
