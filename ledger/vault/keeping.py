"""Keeping and not keeping: last days, holds, erasing, the record profile, locking and unlocking."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.rejections import KeepUntilUnusable, ProfileUnknown
from ledger.store.connection import Connection
from ledger.vault import panic, people, retention
from ledger.vault.base import VaultBase
from ledger.vault.openings import ActKind
from ledger.vault.profiles import LEAST, PROFILES, Profile
from ledger.vault.retention import Hold

CLOCK: Final = "clock"
LONGEST_KEPT: Final = timedelta(days=3653)
"""Nobody can be kept for longer than ten years without somebody choosing a day again."""
_PROFILE: Final = """
select profile, asked_profile, asked_by from vault_profiles where fund_id = $1
"""
_FIRST_PROFILE: Final = """
insert into vault_profiles (fund_id, profile) values ($1, $2) on conflict (fund_id) do nothing
"""
_SET_PROFILE: Final = """
update vault_profiles set profile = $2, asked_profile = $3, asked_by = $4 where fund_id = $1
"""


class AskedProfile(Struct, frozen=True):
    """A record profile that one of two has asked for."""

    code: str
    asked_by: str


class Keeping(VaultBase):
    """The part of the vault that decides how long."""

    async def set_keep_until(
        self, fund_id: UUID, person_id: UUID, day: date, *, actor: str, today: date
    ) -> None:
        """Set somebody's last day. Raises KeepUntilUnusable, PersonUnknown, PersonErased."""
        if not today <= day <= today + LONGEST_KEPT:
            raise KeepUntilUnusable
        async with self._database.transaction() as connection:
            await people.keep_until(connection, fund_id, person_id, day)
            await self._note(connection, fund_id, actor, ActKind.KEPT_UNTIL, person_id=person_id)

    async def erase(self, fund_id: UUID, person_id: UUID, *, actor: str, today: date) -> bool:
        """Erase somebody for ever, also while the vault is locked; False when it was done before.

        Raises PersonUnknown, LegalHold.
        """
        async with self._database.transaction() as connection:
            done = await retention.erase(connection, self.custody(fund_id), person_id, today)
            if done:
                await self._note(connection, fund_id, actor, ActKind.ERASED, person_id=person_id)
        return done

    async def erase_due(
        self, fund_id: UUID, today: date, is_settled: Callable[[UUID], Awaitable[bool]]
    ) -> int:
        """Erase everybody whose last day is over; return how many.

        *is_settled* says of a case whether nothing is held or promised for it any more: until then
        whoever it is about is kept.
        """
        async with self._database.transaction() as connection:
            custody = self.custody(fund_id)
            done = await retention.finish_erasures(connection, custody, today)
            due = await retention.list_due(connection, fund_id, today)
            cases = await people.cases_of(connection, fund_id, due)
        for person_id in due:
            settled = [await is_settled(case_id) for case_id in cases.get(person_id, ())]
            if all(settled):
                done += await self.erase(fund_id, person_id, actor=CLOCK, today=today)
        return done

    async def list_holds(self, fund_id: UUID, person_id: UUID) -> list[Hold]:
        """List the holds that stand on somebody."""
        async with self._database.acquire() as connection:
            return await retention.list_holds(connection, fund_id, person_id)

    async def place_hold(self, fund_id: UUID, person_id: UUID, *, actor: str) -> None:
        """Forbid to erase somebody. Raises PersonUnknown, PersonErased."""
        async with self._database.transaction() as connection:
            await retention.place_hold(connection, fund_id, person_id, actor, self._now())
            await self._note(connection, fund_id, actor, ActKind.HELD, person_id=person_id)

    async def ask_lift(self, fund_id: UUID, person_id: UUID, *, actor: str) -> None:
        """Ask to lift a hold, as the first of two.

        Raises PersonUnknown, PersonErased, HoldMissing.
        """
        async with self._database.transaction() as connection:
            await retention.ask_lift(connection, fund_id, person_id, actor)
            await self._note(connection, fund_id, actor, ActKind.LIFT_ASKED, person_id=person_id)

    async def lift(
        self, fund_id: UUID, person_id: UUID, *, actor: str, alone: bool = False
    ) -> None:
        """Lift a hold as the second of two; *alone* where one person signs.

        Raises PersonUnknown, PersonErased, HoldMissing, AskedByYou.
        """
        async with self._database.transaction() as connection:
            asked_by = await retention.lift(
                connection, fund_id, person_id, actor, self._now(), alone=alone
            )
            await self._note(
                connection,
                fund_id,
                actor,
                ActKind.LIFTED,
                person_id=person_id,
                agreed_by=asked_by,
            )

    async def lock(self, fund_id: UUID, *, actor: str) -> bool:
        """Lock the vault at once; return whether its key was taken off the machine."""
        is_gone = panic.lock(self.custody(fund_id))
        async with self._database.transaction() as connection:
            await self._note(connection, fund_id, actor, ActKind.LOCKED)
        return is_gone

    async def unlock(self, fund_id: UUID, sheets: tuple[str, ...] = (), *, actor: str) -> None:
        """Unlock the vault, with two sheets where its key is not on this machine.

        Raises VaultOpen, SharesNeeded, SharesWrong.
        """
        custody = self.custody(fund_id)
        if any(sheet.strip() for sheet in sheets):
            panic.unlock_with(custody, sheets)
        else:
            panic.unlock(custody)
        async with self._database.transaction() as connection:
            await self._note(connection, fund_id, actor, ActKind.UNLOCKED)

    async def profile(self, fund_id: UUID) -> Profile:
        """Return the record profile of a fund."""
        async with self._database.acquire() as connection:
            return await self._profile(connection, fund_id)

    async def _profile(self, connection: Connection, fund_id: UUID) -> Profile:
        code = await connection.fetchval(
            "select profile from vault_profiles where fund_id = $1", fund_id
        )
        return PROFILES.get(code, LEAST)

    async def profile_asked(self, fund_id: UUID) -> AskedProfile | None:
        """Return the record profile that somebody asked for and nobody has agreed to yet."""
        async with self._database.acquire() as connection:
            row = await connection.fetchrow(_PROFILE, fund_id)
        if row is None or row["asked_profile"] not in PROFILES:
            return None
        return AskedProfile(row["asked_profile"], row["asked_by"])

    async def set_profile(
        self, fund_id: UUID, code: str, *, actor: str, alone: bool = False
    ) -> bool:
        """Choose the record profile of a fund as the second of two; as the first, ask for it.

        The second chooses the same. With *alone* one chooses, where one person signs. To choose
        the one that holds takes back what was asked for. True once it holds. Raises ProfileUnknown.
        """
        if code not in PROFILES:
            raise ProfileUnknown
        async with self._database.transaction() as connection:
            await connection.execute(_FIRST_PROFILE, fund_id, LEAST.code)
            row = await connection.fetchrow(f"{_PROFILE} for update", fund_id)
            assert row is not None, "it was put there a moment ago"
            asked_by = row["asked_by"] if row["asked_profile"] == code else None
            holds = alone or row["profile"] == code or asked_by not in {None, actor}
            asked = (None, None) if holds else (code, actor)
            profile = code if holds else row["profile"]
            await connection.execute(_SET_PROFILE, fund_id, profile, *asked)
            done = ActKind.PROFILE_SET if holds else ActKind.PROFILE_ASKED
            await self._note(
                connection, fund_id, actor, done, agreed_by=asked_by if holds else None
            )
        return holds
