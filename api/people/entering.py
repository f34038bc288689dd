"""Signing in: handle and passphrase, then the second factor of whoever has one.

Whoever is wrong learns nothing: a handle that nobody has takes the same work and gets the same
answer. Waiting has three lanes, so that none who hammers at a handle keeps its owner out: one for
strangers, one for each device on which the owner signed in before, and one for whoever has a
recovery code at hand.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from api.people.handles import handle_key
from api.people.limits import CODE, CODE_ON_DEVICE, DEVICE, STRANGER, WITH_RECOVERY, Limit
from api.session import Session, hashed

if TYPE_CHECKING:
    from api.people.authenticators import Authenticators
    from api.people.devices import Devices
    from api.people.limits import Limits
    from api.people.passphrases import Passphrases
    from api.people.recovery import RecoveryCodes
    from api.people.sign_ins import Kept, SignIns
    from api.sessions import Sessions


class Entry(Struct, frozen=True):
    """A right passphrase. With *needs_code* the person is not in: *pending* waits for a code."""

    sign_in_id: UUID
    needs_code: bool
    pending: str = ""

    def __repr__(self) -> str:
        """Show nothing of the secret."""
        return "Entry(…)"


class _Lane(Struct, frozen=True):
    limit: Limit
    subject: str
    is_trusted: bool


class Entering(Struct, frozen=True):
    """What it takes to sign in."""

    sign_ins: "SignIns"
    passphrases: "Passphrases"
    limits: "Limits"
    devices: "Devices"
    authenticators: "Authenticators"
    recovery_codes: "RecoveryCodes"
    sessions: "Sessions"

    async def enter(self, handle: str, passphrase: str, device: str, recovery: str) -> Entry | None:
        """Check handle and passphrase; None when they are wrong. Raises `TooSoon`."""
        key, kept = handle_key(handle), await self.sign_ins.by_handle(handle)
        has_recovery = await self._has_recovery(key, recovery)
        lane = await self._lane(key or handle, kept, device, has_recovery=has_recovery)
        self.passphrases.refuse_when_full(is_trusted=lane.is_trusted)
        await self.limits.take(lane.limit, lane.subject)
        known = kept.passphrase_hash if kept else None
        if not await self.passphrases.verify(known, passphrase, is_trusted=lane.is_trusted):
            return None
        assert kept is not None
        await self.limits.forgive(lane.limit, lane.subject)
        await self._refresh(kept, passphrase)
        has_second = bool(await self.authenticators.having([kept.sign_in_id]))
        if not has_second:
            return Entry(kept.sign_in_id, needs_code=False)
        if has_recovery and await self.recovery_codes.use(kept.sign_in_id, recovery):
            return Entry(kept.sign_in_id, needs_code=False)
        pending = await self.sessions.start_pending(kept.sign_in_id)
        return Entry(kept.sign_in_id, needs_code=True, pending=pending)

    async def answer(self, pending: str, code: str, device: str) -> UUID | None:
        """Take the code that is awaited under *pending*; return who is in. Raises `TooSoon`."""
        sign_in_id = await self.sessions.find_pending(pending)
        if sign_in_id is None:
            return None
        is_known = await self.devices.owner_of(device) == sign_in_id
        limit, subject = (CODE_ON_DEVICE, device) if is_known else (CODE, str(sign_in_id))
        # Nobody guesses a hundred and twenty bits, so the right one of those never waits.
        if not await self.recovery_codes.use(sign_in_id, code):
            await self.limits.take(limit, subject)
            if not await self.authenticators.verify(sign_in_id, code):
                await self.sessions.note_wrong(hashed(pending))
                return None
            await self.limits.forgive(limit, subject)
        # Of two right codes at once one gets in.
        return await self.sessions.find_pending(pending, ending=True)

    async def step_up(self, session: Session, code: str) -> str | None:
        """Take a fresh code in a session and return its new secret; None when it is wrong.

        The fifth wrong one ends the session, so there is nothing to hold up here.
        """
        if session.is_token or not await self.authenticators.having([session.sign_in_id]):
            return None
        who = session.sign_in_id
        if await self.authenticators.verify(who, code) or await self.recovery_codes.use(who, code):
            return await self.sessions.rotate(session, stepped_up=True)
        await self.sessions.note_wrong(session.session_hash)
        return None

    async def check_passphrase(self, session: Session, passphrase: str) -> bool:
        """Whether *passphrase* is that of whoever is signed in; the fifth wrong one ends that."""
        kept = await self.sign_ins.by_id(session.sign_in_id)
        if session.is_token or kept is None:
            return False
        if await self.passphrases.verify(kept.passphrase_hash, passphrase, is_trusted=True):
            return True
        await self.sessions.note_wrong(session.session_hash)
        return False

    async def is_second(self, sign_in_id: UUID, code: str) -> bool:
        """Whether *code* is of the person's app; true for whoever has none. Raises `TooSoon`."""
        if not await self.authenticators.having([sign_in_id]):
            return True
        await self.limits.take(CODE, str(sign_in_id))
        if not await self.authenticators.verify(sign_in_id, code):
            return False
        await self.limits.forgive(CODE, str(sign_in_id))
        return True

    async def _has_recovery(self, key: str, recovery: str) -> bool:
        if not recovery.strip():
            return False
        return await self.recovery_codes.owner_of(key, recovery) is not None

    async def _lane(
        self, key: str, kept: "Kept | None", device: str, *, has_recovery: bool
    ) -> _Lane:
        if kept is not None and has_recovery:
            return _Lane(WITH_RECOVERY, str(kept.sign_in_id), is_trusted=True)
        owner = await self.devices.owner_of(device)
        if kept is not None and owner == kept.sign_in_id:
            return _Lane(DEVICE, device, is_trusted=True)
        return _Lane(STRANGER, key, is_trusted=False)

    async def _refresh(self, kept: "Kept", passphrase: str) -> None:
        """Hash a passphrase anew when it was hashed with older parameters."""
        if self.passphrases.is_outdated(kept.passphrase_hash):
            fresh = await self.passphrases.hash(passphrase)
            await self.sign_ins.set_passphrase(kept.sign_in_id, fresh)
