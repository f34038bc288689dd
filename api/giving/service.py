"""References and codes for givers; whom a gift is from; and what a code is told about its gifts.

A reference goes into the transfer, a code stays with whoever gives. Once a treasurer types the
reference, the line of the gift carries a commitment that only the code explains. Where a gift is
follows from the book; nothing about it is kept here, and no amount, no day and no name.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from msgspec import Struct

from api.giving import codes, table
from api.giving.names import GIVER, name_compared, name_said
from api.giving.sealing import GiftSealing
from api.giving.standing import Gift, GiftStand, gift_of
from api.giving.table import Arrival, CodeRow
from api.requests.rate import Rates
from api.requests.service import NotTaken
from ledger.publishing.months import first_day, month_of_day
from ledger.vault.openings import Act, ActKind, note
from ledger.vault.references import (
    find_references,
    forget_references,
    is_found,
    keep_references,
    keyed_fingerprint,
)
from projections.reports.gathering import history_of
from projections.reports.published import read_publications

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.books import Books
    from ledger.store.connection import Connection
    from ledger.store.database import Database
    from ledger.vault.keys import Keys
    from ledger.vault.vault import Vault

KEPT_MONTHS: Final = 13
"""For so many months a reference waits for a gift: whoever gives once a year finds it again."""
FUND_HOURLY: Final = 60
"""How many references one fund gives out at once, and again in an hour; for each process."""
INSTANCE_HOURLY: Final = 300
"""How many all funds of the instance give out together."""
_TRIES: Final = 5


class Made(Struct, frozen=True):
    """A reference for transfers, and the code that goes with it; the code is kept nowhere."""

    reference: str
    code: str

    def __repr__(self) -> str:
        """Show neither."""
        return "Made(…)"


class Typed(Struct, frozen=True):
    """What is known of who gave: the *reference* in the transfer, and what tells them *apart*."""

    reference: str = ""
    apart: str = ""

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "Typed(…)"


class Known(Struct, frozen=True, kw_only=True):
    """What would come of what was typed, before anything is written; *giver* gave before."""

    is_reference_known: bool = False
    gave_before: bool = False
    is_vault_open: bool = True
    giver: UUID | None = None


class Corrected(Struct, frozen=True):
    """The line that a gift's line takes the place of: its case, and who gave by it."""

    case_id: UUID
    giver: UUID | None


class Giver(Struct, frozen=True, kw_only=True):
    """What the line of a gift carries of who gave it; None leaves it to the ledger."""

    giver: UUID | None = None
    donor_commitment: str | None = None
    case_id: UUID | None = None


class Giving:
    """Givers of all funds of an instance."""

    def __init__(
        self, database: "Database", vault: "Vault", keys: "Keys", books: "Books", now: "Clock"
    ) -> None:
        self._database = database
        self._vault = vault
        self._keys = keys
        self._sealing = GiftSealing(keys)
        self._books = books
        self._now = now
        self.rates = Rates(of_fund=FUND_HOURLY, of_all=INSTANCE_HOURLY)

    async def make(self, fund_id: UUID) -> Made:
        """Make a reference with a code of its own. Raises NotTaken when there were too many."""
        async with self._database.transaction() as connection:
            await table.hold_codes(connection, fund_id)
            await table.forget_unused(connection, fund_id, self._oldest)
            if not self.rates.take(fund_id) or not await table.has_room(connection, fund_id):
                raise NotTaken
            code = codes.new_code()
            for _ in range(_TRIES):  # two of 2**35 references are the same now and then
                reference = codes.new_reference()
                if await self._keep(connection, fund_id, reference, code):
                    return Made(reference, code)
        raise NotTaken

    async def told(self, fund_id: UUID, code: str) -> tuple[GiftStand, ...] | None:
        """Return where the gifts of *code* are, as `gifts` does."""
        found = await self.gifts(fund_id, code)
        return None if found is None else tuple(gift.stand for gift in found)

    async def gifts(self, fund_id: UUID, code: str) -> tuple[Gift, ...] | None:
        """Return the gifts of *code*, first to last; None when there is no such code.

        Empty while nothing has come under its reference.
        """
        async with self._database.acquire() as connection:
            hashed = self._sealing.code_hash(fund_id, code)
            row = await table.by_code(connection, fund_id, hashed, self._oldest)
            if row is None:
                return None
            arrivals = await table.list_arrivals(connection, fund_id, row.reference)
            said = await read_publications(connection, fund_id) if arrivals else ()
        reports, found = history_of(said), []
        seed = self._sealing.open(row.seed, fund_id, row.reference)
        for arrival in arrivals:
            case = await self._books.get_case(fund_id, arrival.case_id)
            commitment = codes.commitment_of(fund_id, codes.nonce_of(seed, arrival.number))
            found.append(gift_of(case, arrival.number, commitment, reports))
        return tuple(gift for gift in found if gift is not None)

    async def look(self, fund_id: UUID, typed: Sequence[Typed]) -> list[Known]:
        """Say what would come of each of *typed*; nothing is written."""
        is_open = self._vault.is_open(fund_id)
        references = [codes.read_reference(each.reference) for each in typed]
        marks = [self._mark(fund_id, each.apart) if is_open else None for each in typed]
        async with self._database.acquire() as connection:
            sought = [each for each in references if each is not None]
            used = await table.used_of(connection, fund_id, sought, self._oldest)
            last = await table.last_givers(connection, fund_id, sought)
            met = await find_references(
                connection, fund_id, GIVER, [each for each in marks if each is not None]
            )
        return [
            Known(
                is_reference_known=reference in used,
                gave_before=used.get(reference or "", False) or mark in met,
                is_vault_open=is_open,
                giver=met.get(mark or b"", last.get(reference or "")),
            )
            for reference, mark in zip(references, marks, strict=True)
        ]

    async def meet(
        self, fund_id: UUID, typed: Typed, *, key: str, corrects: Corrected | None = None
    ) -> Giver:
        """Return what the line of a gift carries that is written under *key*: always the same.

        Who is told apart gets the same random reference each time, as long as the vault is open;
        while it is locked a gift has a giver of its own. A line that *corrects* another stays in
        its case; a name that is new then is that of the giver before, unless they have one. A
        reference that is unknown by now changes nothing.
        """
        async with self._database.transaction() as connection:
            row, arrivals = None, list[Arrival]()
            if typed.reference:
                await table.hold_codes(connection, fund_id)
                row = await self._row(connection, fund_id, typed.reference)
            if row is not None:
                arrivals = list(await table.list_arrivals(connection, fund_id, row.reference))
            before = await self._before(connection, fund_id, corrects)
            usual = arrivals[-1].giver if arrivals else before or uuid4()
            giver = await self._told_apart(connection, fund_id, typed.apart, usual)
            if row is None:
                return Giver(giver=giver)
            case_id = corrects.case_id if corrects else uuid4()
            arrival = next((each for each in arrivals if each.case_id == case_id), None)
            if arrival is None:
                arrival = Arrival(len(arrivals) + 1, case_id, giver or usual)
                arrival = await self._arrive(connection, fund_id, row, arrival, key)
        seed = self._sealing.open(row.seed, fund_id, row.reference)
        return Giver(
            giver=arrival.giver if corrects is None else giver or usual,
            donor_commitment=codes.commitment_of(fund_id, codes.nonce_of(seed, arrival.number)),
            case_id=None if corrects else arrival.case_id,
        )

    async def forget(self, fund_id: UUID, typed: Typed, *, actor: str) -> bool:
        """Forget what was typed of a giver, for ever; ``False`` where nothing led to anybody.

        That *actor* did is written into the log of the vault. Lines stay; whoever gives again is
        new, and the code of a forgotten reference is one that was never made.
        """
        mark, reference = self._mark(fund_id, typed.apart), codes.read_reference(typed.reference)
        gone = False
        async with self._database.transaction() as connection:
            await table.hold_codes(connection, fund_id)
            if mark is not None:
                gone |= bool(await forget_references(connection, fund_id, GIVER, [mark]))
            if reference is not None:
                gone |= await table.forget_reference(connection, fund_id, reference)
            if gone:
                done = Act(
                    act_id=uuid4(),
                    acted_at=self._now(),
                    actor=actor,
                    act=ActKind.GIVER_FORGOTTEN,
                )
                await note(connection, fund_id, done)
        return gone

    async def _before(
        self, connection: "Connection", fund_id: UUID, corrects: Corrected | None
    ) -> UUID | None:
        """Return the giver of the line that is corrected, unless a name leads to them already."""
        giver = corrects.giver if corrects else None
        if giver is None or await is_found(connection, fund_id, GIVER, giver):
            return None
        return giver

    async def _told_apart(
        self, connection: "Connection", fund_id: UUID, apart: str, usual: UUID
    ) -> UUID | None:
        """Return the reference of who is told apart by *apart*; *usual* when they are new."""
        mark = self._mark(fund_id, apart)
        if mark is None or not self._vault.is_open(fund_id):
            return None
        return (await keep_references(connection, fund_id, GIVER, {mark: usual}))[mark]

    def _mark(self, fund_id: UUID, apart: str) -> bytes | None:
        """Return the fingerprint of what tells a giver apart; None when nothing does."""
        name = name_compared(apart)
        return keyed_fingerprint(self._keys, fund_id, GIVER, name_said(name)) if name else None

    async def _arrive(
        self, connection: "Connection", fund_id: UUID, row: CodeRow, arrival: Arrival, key: str
    ) -> Arrival:
        """Note a gift under a reference, once for every key; return how it is noted."""
        hashed = self._sealing.key_hash(fund_id, key)
        noted = await table.arrival_of(connection, fund_id, row.reference, hashed)
        if noted is None:
            await table.add_arrival(connection, fund_id, row.reference, hashed, arrival)
        return noted or arrival

    async def _keep(
        self, connection: "Connection", fund_id: UUID, reference: str, code: str
    ) -> bool:
        sealed = self._sealing.seal(codes.seed_of(fund_id, code), fund_id, reference)
        row, hashed = CodeRow(reference, sealed), self._sealing.code_hash(fund_id, code)
        made_on = first_day(month_of_day(self._now().date()))
        return await table.add_code(connection, fund_id, row, hashed, made_on)

    async def _row(self, connection: "Connection", fund_id: UUID, typed: str) -> CodeRow | None:
        reference = codes.read_reference(typed)
        if reference is None:
            return None
        return await table.by_reference(connection, fund_id, reference, self._oldest)

    @property
    def _oldest(self) -> date:
        """The first day of the month since which an unused reference is kept."""
        return first_day(month_of_day(self._now().date()) - KEPT_MONTHS)
