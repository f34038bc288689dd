"""A fund as strangers may know it: its reports, and its rules as of the last tick."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException
from msgspec import Struct

from api.public.rules import get_opening, rules_at
from api.requests.door import KindSign, shown_signs
from ledger.events import WordingKind
from ledger.fund import Fund
from ledger.store.connection import Connection
from ledger.store.labels import GIVER, list_labels
from projections.reports.published import PublicState, Published, read_publications


class PublicFund(Struct, frozen=True, kw_only=True):
    """What public pages are made from. Nothing in it moves with a line about money or a case.

    *rules* is the fund as far as its policy goes, as of the last tick. *names* are the labels of
    givers that agreed to be named and still do.
    """

    fund_id: UUID
    now: datetime
    state: PublicState
    rules: Fund
    signs: tuple[KindSign, ...] = ()
    names: dict[UUID, str] = {}

    @property
    def today(self) -> date:
        """The day it is where the fund is."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """Return the day of *moment* where the fund is."""
        return moment.astimezone(ZoneInfo(self.rules.time_zone)).date()

    def wording(self, kind: WordingKind, language: str) -> "Wording | None":
        """Return a text that two approved: in *language*, else in the first that there is."""
        texts = {
            code: text for (of, code), text in self.state.wordings.items() if of is kind and text
        }
        if not texts:
            return None
        code = language if language in texts else min(texts)
        return Wording(texts[code], code)


class Wording(Struct, frozen=True):
    """A text that two approved, and the language it is in."""

    text: str
    language: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What stands between empty lines."""
        blocks = self.text.replace("\r\n", "\n").split("\n\n")
        return tuple(block.strip() for block in blocks if block.strip())


async def public_fund(connection: Connection, fund_id: UUID, now: datetime) -> PublicFund:
    """Return the fund as strangers may know it.

    Raises `NotFoundException` alike for one that does not exist and for one that is not public.
    """
    opening = await get_opening(connection, fund_id)
    if opening is None:
        raise NotFoundException
    published = Published.of(await read_publications(connection, fund_id), opening.time_zone)
    state = published.as_of(now)
    if not state.is_public:
        raise NotFoundException
    labels = await list_labels(connection, fund_id, kind=GIVER)
    return PublicFund(
        fund_id=fund_id,
        now=now,
        state=state,
        rules=await rules_at(connection, fund_id, opening, published.tick(now)),
        signs=await shown_signs(connection, fund_id, now) or (),
        names={each.id: each.text for each in labels if each.id in state.named},
    )
