"""Requests for help: taken while the vault is locked, told how they stand to whoever has the code.

The answer to a request is the same whether or not somebody with the same telephone was helped
before: nobody looks for that until a person opens the request.
"""

import hmac
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.people.codes import code_hash, paper_code
from api.requests import table
from api.requests.rate import Rates
from api.requests.table import RequestRow, State
from api.sign_in import ALPHABET
from ledger.rejections.vault import LegalHold
from ledger.vault.records import Draft, FileDraft
from projections.requests import OpenRequest, list_open_requests

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.store.database import Database
    from ledger.vault.keys import Keys
    from ledger.vault.vault import Vault

CODE_SIGNS: Final = 16
"""Five bits each: 80 bits, more than anybody guesses."""
_GROUP: Final = 4
_TAG: Final = b"parasol: request\n"


class NotTaken(Exception):
    """A request was not kept: too many wait to be read, or came in the last hour."""


class Asking(Struct, frozen=True, kw_only=True):
    """What somebody asks for, as it is sealed. *key* is the form's own, so that it counts once."""

    key: UUID
    tonight: bool
    drafts: tuple[Draft | FileDraft, ...]
    contacts: tuple[str, ...]


class Requests:
    """The requests of all funds of an instance."""

    def __init__(
        self,
        database: "Database",
        vault: "Vault",
        keys: "Keys",
        now: "Clock",
        arrived: Callable[[UUID], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._keys = keys
        self._now = now
        self._arrived = arrived
        self.rates = Rates()

    async def take(self, fund_id: UUID, time_zone: str, asking: Asking) -> str:
        """Keep a request, and return the code that tells how it stands.

        The same form sent twice is one request with one code. Raises NotTaken, KeysUnusable.
        """
        request_id, code = self._id(fund_id, asking.key, "ask"), self._code(fund_id, asking.key)
        profile = await self._vault.profile(fund_id)
        async with self._database.transaction() as connection:
            await table.hold_queue(connection, fund_id)
            if await table.get_request(connection, fund_id, request_id) is not None:
                return code
            if not self.rates.take(fund_id) or not await table.has_room(connection, fund_id):
                raise NotTaken
            today = self._today(time_zone)
            person_id = await self._vault.create_person(
                fund_id,
                asking.drafts,
                contacts=asking.contacts,
                keep_until=today + timedelta(days=profile.keep_request_days),
                today=today,
                connection=connection,
                person_id=uuid4(),
            )
            row = RequestRow(
                request_id=request_id,
                person_id=person_id,
                tonight=asking.tonight,
                state=State.WAITING,
                arrived_at=_quarter(self._now()),
            )
            await table.add_request(connection, fund_id, row, code_hash(code))
        if asking.tonight:
            self._arrived(fund_id)
        return code

    async def told(self, fund_id: UUID, code: str) -> State | None:
        """Return how the request of *code* stands; None when there is none."""
        async with self._database.acquire() as connection:
            row = await table.request_by_code(connection, fund_id, code_hash(code))
        return None if row is None else row.state

    async def forget(self, fund_id: UUID, time_zone: str, code: str) -> bool:
        """Erase what is known about whoever has *code*, once nobody needs it; False if not.

        Somebody whose request is open or became a case is kept until that is settled, and so is
        whom a hold protects. The answer is the same for all of these.
        """
        async with self._database.acquire() as connection:
            row = await table.request_by_code(connection, fund_id, code_hash(code))
        if row is None or row.state not in (State.NO, State.OVER, State.WAITING):
            return False
        try:
            await self._vault.erase(
                fund_id, row.person_id, actor="request", today=self._today(time_zone)
            )
        except LegalHold:
            return False
        async with self._database.acquire() as connection:
            await table.remove_request(connection, fund_id, row.request_id)
        return True

    async def open_list(self, fund_id: UUID) -> list[RequestRow]:
        """List what waits to be read, decided, or is on the waiting list, in this order."""
        open_states = (State.WAITING, State.READ, State.LISTED)
        return [row for row in await self.list_all(fund_id) if row.state in open_states]

    async def list_all(self, fund_id: UUID) -> list[RequestRow]:
        """List what there is: what waits to be read comes first, tonight's before others."""
        async with self._database.acquire() as connection:
            return await table.list_requests(connection, fund_id)

    async def list_book_only(self, fund_id: UUID) -> list[OpenRequest]:
        """List what waits in the book and has no row here: nothing that anybody wrote is known."""
        async with self._database.acquire() as connection:
            here = {row.case_id for row in await table.list_with_case(connection, fund_id)}
            found = await list_open_requests(connection, fund_id)
        return [each for each in found if each.case_id not in here]

    async def get(self, fund_id: UUID, request_id: UUID) -> RequestRow | None:
        """Return a request; None when the fund has none with this id."""
        async with self._database.acquire() as connection:
            return await table.get_request(connection, fund_id, request_id)

    async def move(
        self, fund_id: UUID, request_id: UUID, state: State, case_id: UUID | None = None
    ) -> None:
        """Say how a request stands now, and in which case it goes on."""
        async with self._database.acquire() as connection:
            await table.move_request(connection, fund_id, request_id, state, case_id)

    async def mark_read(self, fund_id: UUID, request_id: UUID) -> None:
        """Say that somebody has read a request."""
        async with self._database.acquire() as connection:
            await table.mark_read(connection, fund_id, request_id)

    def case_id_of(self, fund_id: UUID, request_id: UUID) -> UUID:
        """Return the case that a request becomes: the same for all who screen it at once."""
        return self._id(fund_id, request_id, "case")

    async def hand_over(self, fund_id: UUID, request_id: UUID) -> str:
        """Return a new code, for the person helped; whoever asked for them sees nothing more."""
        code = paper_code(CODE_SIGNS)
        async with self._database.acquire() as connection:
            await table.recode_request(connection, fund_id, request_id, code_hash(code))
        return code

    async def tidy(self, fund_id: UUID) -> None:
        """Remove the rows of people who were erased."""
        async with self._database.acquire() as connection:
            await table.remove_erased(connection, fund_id)

    def _today(self, time_zone: str) -> date:
        return self._now().astimezone(ZoneInfo(time_zone)).date()

    def _mac(self, fund_id: UUID, key: UUID, what: str) -> bytes:
        said = _TAG + fund_id.bytes + key.bytes + what.encode()
        return hmac.digest(self._keys.references, said, "sha256")

    def _id(self, fund_id: UUID, key: UUID, what: str) -> UUID:
        """Return the random-looking id that follows from a form, so that a retry finds it."""
        return UUID(bytes=self._mac(fund_id, key, what)[:16], version=4)

    def _code(self, fund_id: UUID, key: UUID) -> str:
        """Return the code of a form: without the key of the instance nobody can work it out."""
        number = int.from_bytes(self._mac(fund_id, key, "code")[:10], "big")
        signs = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(CODE_SIGNS))
        return "-".join(signs[at : at + _GROUP] for at in range(0, CODE_SIGNS, _GROUP))


def _quarter(moment: datetime) -> datetime:
    """Cut a moment to the quarter of an hour: enough to see who waits longest, and no more."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
