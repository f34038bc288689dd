"""Everything that the web face asks about people, in one place. Nothing here knows HTTP.

Any two of three prove who somebody is: the passphrase, the app that shows codes, a list of
recovery codes. Whoever has lost two of them is admitted anew by two stewards.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from api.people.authenticators import Authenticators
from api.people.devices import Devices
from api.people.entering import Entering, Entry
from api.people.handles import handle_key
from api.people.invitations import Invitations
from api.people.limits import Limits
from api.people.passphrases import Passphrases
from api.people.recovery import RecoveryCodes
from api.people.refused import AlreadyClaimed, StepUpNeeded
from api.people.sealing import Sealing
from api.people.sign_ins import SignIns, check_chosen, free_handle, taken
from api.people.tokens import Tokens
from api.session import Session
from api.sign_in import SignIn

if TYPE_CHECKING:
    from api.clock import Clock
    from api.sessions import Sessions
    from ledger.store.database import Database
    from ledger.vault.keys import Keys


class Confirmed(Struct, frozen=True):
    """An authenticator counts now: the session's new *secret*, and codes if there were none."""

    secret: str
    recovery_codes: list[str]

    def __repr__(self) -> str:
        """Show nothing of the secrets."""
        return "Confirmed(…)"


class OwnRecoveryCodes:
    """Recovery codes, as whoever is signed in may have them."""

    def __init__(self, codes: RecoveryCodes, authenticators: Authenticators, now: "Clock") -> None:
        self._codes = codes
        self._authenticators = authenticators
        self._now = now

    async def renew(self, session: Session) -> list[str]:
        """Return ten new codes, shown once; the old ones end.

        Raises `StepUpNeeded` when there is an authenticator and no fresh code of it. Of whoever
        has none, the caller asks the passphrase first.
        """
        has_second = bool(await self._authenticators.having([session.sign_in_id]))
        if session.is_token or (has_second and not session.is_stepped_up(self._now())):
            raise StepUpNeeded
        return await self._codes.renew(session.sign_in_id)

    async def left(self, sign_in_id: UUID) -> int:
        """Count the codes of somebody that have not been used."""
        return await self._codes.left(sign_in_id)


class People:
    """Sign-ins of people without names. Exceptions are those of `api.people.refused`."""

    def __init__(
        self,
        database: "Database",
        now: "Clock",
        keys: "Keys",
        sessions: "Sessions",
        first: SignIn,
        passphrases: Passphrases | None = None,
    ) -> None:
        sealing = Sealing(keys)
        self._database, self._now = database, now
        self._sessions = sessions
        self._first = first
        self._sign_ins = SignIns(database, now)
        self._passphrases = passphrases or Passphrases()
        self._devices = Devices(database, now)
        self._codes = RecoveryCodes(database, now)
        self.authenticators = Authenticators(database, now, sealing)
        self.recovery_codes = OwnRecoveryCodes(self._codes, self.authenticators, now)
        self.invitations = Invitations(database, now)
        self.tokens = Tokens(database, now)
        self._entering = Entering(
            self._sign_ins,
            self._passphrases,
            Limits(database, now, sealing),
            self._devices,
            self.authenticators,
            self._codes,
            sessions,
        )

    async def handles(self, sign_in_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the handles of those who have chosen one; the others are left out."""
        return await self._sign_ins.handles(sign_in_ids)

    async def handle_of(self, sign_in_id: UUID) -> str | None:
        """Return somebody's handle; None before they chose one."""
        return (await self.handles([sign_in_id])).get(sign_in_id)

    async def find(self, handle: str) -> UUID | None:
        """Return who has a handle. Strangers must not be told."""
        kept = await self._sign_ins.by_handle(handle)
        return kept.sign_in_id if kept else None

    async def claimed(self, sign_in_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return those who have chosen handle and passphrase."""
        return frozenset(await self.handles(sign_in_ids))

    async def is_claimed(self, sign_in_id: UUID) -> bool:
        """Whether somebody has chosen handle and passphrase."""
        return sign_in_id in await self.claimed([sign_in_id])

    async def with_totp(self, sign_in_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return those who have an authenticator that counts."""
        return await self.authenticators.having(sign_in_ids)

    async def has_totp(self, sign_in_id: UUID) -> bool:
        """Whether somebody has an authenticator that counts."""
        return sign_in_id in await self.with_totp([sign_in_id])

    async def first(self) -> UUID | None:
        """Return the first sign-in of this instance; None when there is none."""
        return await self._first.first()

    async def enter(
        self, handle: str, passphrase: str, *, device: str = "", recovery: str = ""
    ) -> Entry | None:
        """Check handle and passphrase; None when they are wrong. Raises `TooSoon`.

        *device* is what the cookie of a known device holds. A *recovery* code typed along opens a
        lane of its own while others hold up the handle, and is the second factor too.
        """
        return await self._entering.enter(handle, passphrase, device, recovery)

    async def is_pending(self, pending: str) -> bool:
        """Whether a code is still awaited under *pending*."""
        return await self._sessions.find_pending(pending) is not None

    async def answer(self, pending: str, code: str, *, device: str = "") -> UUID | None:
        """Take a code of the second factor, or a recovery code, and return who is in.

        None when it is wrong or no longer awaited. Raises `TooSoon`.
        """
        return await self._entering.answer(pending, code, device)

    async def remember_device(self, sign_in_id: UUID) -> str:
        """Make the secret of a device cookie for somebody who has just signed in."""
        return await self._devices.remember(sign_in_id)

    async def step_up(self, session: Session, code: str) -> str | None:
        """Take a fresh code in a session and return the session's new secret; None when wrong."""
        return await self._entering.step_up(session, code)

    async def check_passphrase(self, session: Session, passphrase: str) -> bool:
        """Whether *passphrase* is that of whoever is signed in. Raises `TooSoon`."""
        return await self._entering.check_passphrase(session, passphrase)

    async def claim(self, session: Session, handle: str, passphrase: str) -> str:
        """Choose handle and passphrase for a sign-in without; return the session's new secret.

        Its other sessions end, and every code that led to it. Raises `Unfit`, `AlreadyClaimed`.
        """
        if session.is_token or await self.is_claimed(session.sign_in_id):
            raise AlreadyClaimed
        check_chosen(handle, passphrase)
        kept = await self._passphrases.hash(passphrase)
        if not await self._sign_ins.claim(session.sign_in_id, handle, kept):
            raise AlreadyClaimed
        await self._sessions.end_all_of(session.sign_in_id, but=session)
        secret = await self._sessions.rotate(session)
        return secret or await self._sessions.start(session.sign_in_id, session.way)

    async def join(self, first: str, second: str, handle: str, passphrase: str) -> UUID | None:
        """Take an invitation: a whole code and "", or two halves in any order; return who joined.

        None when it is wrong, used, old or half. Raises `Unfit`; that a handle is taken is told
        only to whoever was invited.
        """
        check_chosen(handle, passphrase)
        await self._first.slowdown.wait()
        async with self._database.acquire() as connection:
            invited = await self.invitations.invited(connection, first, second)
        if invited is None:
            self._first.slowdown.failed()
            return None
        if await self._sign_ins.by_handle(handle) is not None:
            raise taken()
        kept = await self._passphrases.hash(passphrase)
        with free_handle():
            async with self._database.acquire() as connection, connection.transaction():
                invited = await self.invitations.invited(connection, first, second)
                if invited is not None:
                    await self._sign_ins.add(connection, invited, handle, kept)
                    await self.invitations.end(connection, invited)
        return invited

    async def confirm_totp(self, session: Session, code: str) -> Confirmed | None:
        """Let a new authenticator count; None when *code* is not its code.

        Other sessions of the person end. Recovery codes are made when none are left.
        """
        who = session.sign_in_id
        if session.is_token or not await self.authenticators.confirm(who, code):
            return None
        await self._sessions.end_all_of(who, but=session)
        secret = await self._sessions.rotate(session, stepped_up=True)
        codes = [] if await self._codes.left(who) else await self._codes.renew(who)
        return Confirmed(secret or "", codes)

    async def change_passphrase(self, session: Session, current: str, new: str) -> str | None:
        """Change the passphrase; return the session's new secret, None when *current* is wrong.

        Other sessions end and known devices are forgotten. Raises `Unfit`, `TooSoon`, and
        `StepUpNeeded` when there is an app and no fresh code of it.
        """
        who = session.sign_in_id
        if await self.has_totp(who) and not session.is_stepped_up(self._now()):
            raise StepUpNeeded
        handle = await self.handle_of(who) or ""
        if handle_key(handle):
            check_chosen(handle, new)
        if not await self.check_passphrase(session, current):
            return None
        await self._sign_ins.set_passphrase(who, await self._passphrases.hash(new))
        await self._sessions.end_all_of(who, but=session)
        await self._devices.forget_all_of(who)
        return await self._sessions.rotate(session)

    async def recover(self, handle: str, recovery: str, code: str, passphrase: str) -> UUID | None:
        """Choose a new passphrase with a recovery code and, for whoever has one, an app's code.

        None when anything is wrong. Everything that was signed in ends. Raises `Unfit`, `TooSoon`.
        """
        check_chosen(handle, passphrase)
        await self._first.slowdown.wait()
        who = await self._codes.owner_of(handle_key(handle), recovery)
        if who is None or not await self._entering.is_second(who, code):
            self._first.slowdown.failed()
            return None
        if not await self._codes.use(who, recovery):
            return None
        await self._sign_ins.set_passphrase(who, await self._passphrases.hash(passphrase))
        await self.end_everything_of(who)
        return who

    async def end_everything_of(self, sign_in_id: UUID) -> None:
        """End all that lets somebody in without proving anew who they are."""
        await self._sessions.end_all_of(sign_in_id)
        await self.tokens.end_all_of(sign_in_id)
        await self._devices.forget_all_of(sign_in_id)
