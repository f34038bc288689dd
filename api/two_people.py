"""What must stand before a fund ends single-signer mode: people who can really sign.

The rules of the book know who holds a mandate. Whether these people have come, and can show a
second step, is known beside the book, and is asked for here, for pages and API alike.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.i18n import N_, Words
from ledger.events import Role
from ledger.fund import Fund
from ledger.members import APPROVERS_MIN, STEWARDS_MIN, most_approvals

if TYPE_CHECKING:
    from api.site import Site

_PAIR: Final = 2


class Condition(Struct, frozen=True):
    """Something that must stand, and whether it does. *cure* says what to do."""

    text: str | Words
    cure: str
    is_met: bool


class Ready(Struct, frozen=True):
    """Who of a fund can sign today, and what follows from it."""

    claimed: frozenset[UUID]
    with_totp: frozenset[UUID]
    conditions: tuple[Condition, ...]

    @property
    def all_met(self) -> bool:
        """Whether single-signer mode may end."""
        return all(each.is_met for each in self.conditions)


async def ready_for_two(site: "Site", fund: Fund, now: datetime) -> Ready:
    """Look who of *fund* can sign."""
    members = fund.governance.members
    claimed = frozenset(await site.people.claimed(members))
    with_totp = frozenset(await site.people.with_totp(members))
    return Ready(claimed, with_totp, _conditions(fund, now, claimed & with_totp))


def _conditions(fund: Fund, now: datetime, able: Collection[UUID]) -> tuple[Condition, ...]:
    today = now.astimezone(ZoneInfo(fund.time_zone)).date()

    def holding(role: Role) -> set[UUID]:
        return {who for who in fund.governance.holders(role, now, today) if who in able}

    stewards, approvers = holding(Role.STEWARD), holding(Role.APPROVER)
    treasurers = holding(Role.TREASURER)
    needed = max(APPROVERS_MIN, most_approvals(fund) + 1)
    return (
        Condition(
            N_("Two stewards"),
            N_("They invite people and set rules, always two together."),
            len(stewards) >= STEWARDS_MIN,
        ),
        Condition(
            Words(N_("{count} approvers"), {"count": needed}),
            N_("As many as the rules ask for, and one more: whoever asks does not approve."),
            len(approvers) >= needed,
        ),
        Condition(
            N_("A treasurer, and somebody else who lets payments go"),
            N_("Whoever prepares a payment does not let it go."),
            bool(treasurers) and len(treasurers | approvers) >= _PAIR,
        ),
    )
