"""Members found to be of one household with whom a case is about: they keep out of its money.

A case may begin without a request, as an urgent bail does, and learn later whom it is about. What
is compared then is what is compared when a request is screened, and what is found is written down
in the same words.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid5

from msgspec import Struct

from api.site import Site
from ledger.orders.commands import DeclareConflict
from ledger.orders.state import conflicts_of
from ledger.rejections import Rejection, VaultLocked


class Linking(Struct, frozen=True):
    """Who links a case with a person, or reads about one, and on which day."""

    fund_id: UUID
    actor: str
    today: date


async def keep_household_out(
    site: Site, linking: Linking, case_id: UUID, contacts: Collection[str]
) -> None:
    """Write down that members who are reached by one of *contacts* keep out of a case.

    Call it before the person is sealed: what is refused here leaves nothing behind. While the vault
    is locked nothing can be compared; it is done when somebody opens the person (`compare_opened`).
    Raises OwnRequest where whoever links had a part in what waits to be ratified: somebody else
    links then.
    """
    try:
        found = await site.vault.members_reached_by(linking.fund_id, contacts)
    except VaultLocked:
        return
    await _declare(site, linking, case_id, found)


async def compare_opened(site: Site, linking: Linking, person_id: UUID) -> None:
    """Compare somebody who was just opened, and have members of the household keep out.

    What whoever reads may not declare is left to the next reader: nobody is refused what they read.
    """
    vault, fund_id = site.vault, linking.fund_id
    cases = await vault.cases_of(fund_id, person_id)
    if not cases:
        return
    try:
        found = await vault.members_of_household(fund_id, person_id, actor=linking.actor)
        for case_id in cases:
            await _declare(site, linking, case_id, found)
    except Rejection:
        return


async def _declare(site: Site, linking: Linking, case_id: UUID, members: Collection[UUID]) -> None:
    if not members:
        return
    case = await site.books.get_case(linking.fund_id, case_id)
    if not case.lines:
        return
    known = conflicts_of(case)
    for member in members:
        if member in known:
            continue
        command = DeclareConflict(
            occurred_on=linking.today, case_id=case_id, order_id=case_id, sign_in=member
        )
        key = str(uuid5(linking.fund_id, f"household {case_id} {member}"))
        await site.books.execute(linking.fund_id, command, actor=linking.actor, key=key)
