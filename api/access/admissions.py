"""Who somebody is in a fund at this moment: the book says it, and is asked at every request."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.access.powers import OF_FUNDS, SECOND_STEP, SOMEWHERE, Power, may
from api.access.states import State, States
from ledger.events import Role
from ledger.fund import Fund
from ledger.rejections import BookReadOnly, FundUnknown
from ledger.store.errors import database_errors
from ledger.store.reading import list_funds

if TYPE_CHECKING:
    from api.sessions import Session
    from api.site import Site

_FIRST: Final = "select sign_in_id from sign_ins order by made_at, sign_in_id limit 1"


class Access(Struct, frozen=True, kw_only=True):
    """What a member is in a fund at this moment.

    *roles* are those of the mandates that count. *waits_for_second_step* says that there are more
    of them, which count once a second step of signing in is set up.
    """

    sign_in_id: UUID
    fund: Fund
    position: int
    roles: frozenset[Role]
    waits_for_second_step: bool = False

    def may(self, power: Power) -> bool:
        """Whether this member has a *power* of the fund, for links and buttons."""
        return may(power, self.roles)

    @property
    def powers(self) -> frozenset[Power]:
        """Every power of the fund that they have, and those of the instance that follow from it."""
        of_fund = frozenset(power for power in OF_FUNDS if may(power, self.roles))
        return of_fund | {
            power for power, needed in SOMEWHERE.items() if not needed.isdisjoint(self.roles)
        }


class Admissions:
    """Looks up what somebody is in a fund, and in which funds they are anything."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        self._states = States(site.books)

    async def of(self, session: "Session", fund_id: UUID) -> Access:
        """Return what *session*'s person is in a fund now.

        Raises FundUnknown for a fund that does not exist, and for whoever does not belong to it
        or is suspended: nobody can tell these apart.
        """
        return await self._access(session, await self._states.now(fund_id))

    async def of_lately(self, session: "Session", fund_id: UUID) -> Access | None:
        """Return what they were at most a second ago; None when nobody looked, or they were not.

        For commands only: the ledger decides about each again, on the state of that moment.
        """
        state = self._states.lately(fund_id)
        try:
            return await self._access(session, state) if state else None
        except FundUnknown:
            return None

    async def funds_of(self, session: "Session") -> list[Access]:
        """List what they are in every fund that they belong to, in the order of the funds' ids."""
        async with self._site.database.acquire() as connection:
            fund_ids = await list_funds(connection)
        found = []
        for fund_id in fund_ids:
            try:
                found.append(await self.of(session, fund_id))
            except (FundUnknown, BookReadOnly):
                continue
        return found

    async def may_somewhere(
        self, session: "Session", power: Power, found: Sequence[Access] | None = None
    ) -> bool:
        """Whether they have a *power* of the instance; *found* is what `funds_of` found."""
        async with self._site.database.acquire() as connection:
            with database_errors():
                first = await connection.fetchval(_FIRST)
        if first == session.sign_in_id:
            return True
        needed = SOMEWHERE[power]
        if found is None:
            found = await self.funds_of(session)
        return any(not needed.isdisjoint(each.roles) for each in found)

    async def _access(self, session: "Session", state: State) -> Access:
        fund, position = state
        who, now = session.sign_in_id, self._site.now()
        if not is_member(fund, who, now):
            raise FundUnknown
        roles = fund.governance.roles(who, now, now.astimezone(ZoneInfo(fund.time_zone)).date())
        waits = (
            not fund.single_signer
            and not roles.isdisjoint(SECOND_STEP)
            and not await self._site.people.has_totp(who)
        )
        return Access(
            sign_in_id=who,
            fund=fund,
            position=position,
            roles=roles - SECOND_STEP if waits else roles,
            waits_for_second_step=waits,
        )


def is_member(fund: Fund, who: UUID, now: datetime) -> bool:
    """Whether *who* belongs to a fund and nobody has suspended them.

    A book that nobody keeps yet is nobody's: it is adopted before the service serves.
    """
    governance = fund.governance
    return (
        governance.founder is not None
        and governance.is_member(who)
        and not governance.is_suspended(who, now)
    )
