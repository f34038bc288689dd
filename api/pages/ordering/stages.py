"""How far an order has come: who did what, and what is missing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from markupsafe import Markup, escape
from msgspec import Struct

from api.formats import moment_text
from api.i18n import N_, Words
from api.orders import Found
from api.pages.reading.reader import Reader
from api.pages.recording.desk import Desk
from ledger.events import OrderCarriedOut, Way
from ledger.orders.content import GOVERNING
from ledger.witnessed import WITNESSED

WAYS: Final[dict[Way, str]] = {
    Way.USUAL: N_("as usual"),
    Way.URGENT: N_("tonight, by two who are on call"),
    Way.ALREADY_PAID: N_("it has been paid already"),
}
STATES: Final[dict[str, str]] = {
    "": N_("open"),
    "carried out": N_("carried out"),
    "declined": N_("declined"),
    "withdrawn": N_("taken back"),
}
"""How an order ended, in the words of pages."""


class Stage(Struct, frozen=True):
    """One step on the way of an order: its name, who did it, and whether it is done."""

    name: str
    who: Markup
    is_done: bool


class Progress(Struct, frozen=True):
    """All stages, and in sentences what is still missing."""

    stages: tuple[Stage, ...]
    missing: tuple[Words, ...]


def progress_of(found: Found, desk: Desk, reader: Reader) -> Progress:
    """Return how far an order has come."""
    teller = _Teller(found, desk, reader)
    return Progress(tuple(teller.stages()), tuple(teller.missing()))


class _Teller:
    """Tells about one order."""

    def __init__(self, found: Found, desk: Desk, reader: Reader) -> None:
        self._found, self._order, self._row = found, found.order, found.row
        self._desk, self._reader = desk, reader
        self._pays = found.is_payment and found.order.way is not Way.ALREADY_PAID
        witnessed = type(found.command) in WITNESSED
        self._is_known = found.order.way is Way.ALREADY_PAID or witnessed
        self._needed = found.approvals_needed(desk.context.now)
        self._counting = found.approvals_there(desk.context.now)

    def stages(self) -> Iterator[Stage]:
        """Yield every stage that there is."""
        yield Stage(N_("Asked for"), self._names(self._order.by), is_done=True)
        if self._needed:
            there = self._counting
            text = self._say(
                Words(N_("{there} of {needed}"), {"there": len(there), "needed": self._needed})
            )
            if there:
                text += Markup(": ") + self._names(*there)
            yield Stage(self._approved_word(), text, is_done=len(there) >= self._needed)
        if self._pays:
            yield self._one(N_("Prepared"), self._order.prepared_by)
            yield self._one(N_("Let go"), self._order.authorised_by)
            yield self._one(N_("Written down as sent"), self._order.carried_out_by)
        if self._found.is_payment and not self._order.is_open:
            yield self._one(N_("Arrived, as somebody heard"), self._order.confirmed_by)
        yield from self._ratification()
        if self._order.conflicts:
            yield Stage(N_("Keeps out of it"), self._names(*self._order.conflicts), is_done=True)

    def _approved_word(self) -> str:
        return N_("Signed by somebody who knows of it") if self._is_known else N_("Approved")

    def _ratification(self) -> Iterator[Stage]:
        row = self._row
        if not row.ratification or row.ratify_until is None:
            return
        text = self._say(
            Words(
                N_("{there} of {needed}, until {moment}"),
                {
                    "there": len(row.ratified_by),
                    "needed": row.ratify_approvals,
                    "moment": self._moment(row.ratify_until),
                },
            )
        )
        if row.ratified_by:
            text += Markup(": ") + self._names(*row.ratified_by)
        yield Stage(N_("Ratified"), text, is_done=row.ratification == "ratified")

    def missing(self) -> Iterator[Words]:
        """Yield what still has to happen, in the order in which it does."""
        if self._row.ratification == "open" and self._row.ratify_until is not None:
            moment = self._moment(self._row.ratify_until)
            yield Words(
                N_("Somebody who did not take part looks at it before {moment}."),
                {"moment": moment},
            )
        if self._row.ratification == "expired":
            yield Words(
                N_("Nobody ratified it in time. Nothing is taken back from the person helped.")
            )
        if not self._order.is_open:
            return
        stuck = list(self._stuck())
        if stuck:
            yield from stuck
            return
        yield from self._missing_approvals()
        if self._pays:
            yield from self._missing_signatures()

    def _stuck(self) -> Iterator[Words]:
        """Yield why nobody can carry it on as it is, and what to do instead."""
        found, now = self._found, self._desk.context.now
        if found.is_out_of_reach(now):
            yield Words(N_("Too few people are left who can approve it."))
            if self._order.by != self._order.written_by:
                yield Words(
                    N_(
                        "Whoever asked for it or changed it does not approve it: take it back and "
                        "ask for it anew."
                    )
                )
                return
        if found.lacks_a_pair(now):
            yield Words(N_("It takes two people on call who did not ask for it."))
            yield Words(
                N_(
                    "Take it back. Let somebody who is not on call ask for it, give a third person "
                    "the mandate on call, or pay it and write it down as paid already."
                )
            )
        elif found.is_out_of_reach(now):
            yield Words(
                N_("Somebody else gets the mandate, or it is taken back and another one asks.")
            )

    def _missing_approvals(self) -> Iterator[Words]:
        left = self._needed - len(self._counting)
        if left <= 0:
            return
        if self._is_known:
            yield Words(N_("Somebody else who knows of it signs."))
        elif type(self._found.command) in GOVERNING:
            yield Words(N_("Another steward approves it."))
        elif self._order.way is Way.URGENT:
            yield Words(N_("Somebody on call, other than who asked, approves it."))
        elif left == 1:
            yield Words(N_("One more person approves it."))
        else:
            yield Words(N_("{count} more people approve it."), {"count": left})

    def _missing_signatures(self) -> Iterator[Words]:
        is_tonight = self._order.way is Way.URGENT
        if self._order.prepared_by is None and is_tonight:
            yield Words(N_("One of the two on call prepares it: types it in or counts it."))
        elif self._order.prepared_by is None:
            yield Words(N_("A treasurer prepares the payment: types it in or counts it."))
        if self._order.authorised_by is None and is_tonight:
            yield Words(N_("The other one on call lets it go."))
        elif self._order.authorised_by is None:
            yield Words(N_("Somebody other than who prepared it lets it go."))
        yield Words(N_("It is sent, and written down as sent."))

    def _one(self, name: str, who: UUID | None) -> Stage:
        if who is None:
            nobody = escape(self._desk.language.say(N_("nobody yet")))
            return Stage(name, nobody, is_done=False)
        return Stage(name, self._names(who), is_done=True)

    def _names(self, *people: UUID) -> Markup:
        return Markup(", ").join(self._reader.person(who) for who in people)

    def _say(self, words: Words) -> Markup:
        return escape(self._desk.language.say(words))

    def _moment(self, moment: datetime) -> str:
        return moment_text(moment, self._desk.language, self._desk.book.time_zone)


def lines_written(found: Found) -> list[int]:
    """Return the lines that the order caused; they follow the one of its being carried out."""
    lines = list(found.case.lines)
    start = next(
        (
            number
            for number, line in enumerate(lines)
            if isinstance(line.event, OrderCarriedOut) and line.event.order == found.order.order
        ),
        None,
    )
    if start is None:
        return []
    caused: list[int] = []
    for line in lines[start + 1 :]:
        if line.position != lines[start].position + len(caused) + 1 or hasattr(line.event, "order"):
            break
        caused.append(line.position)
    return caused
