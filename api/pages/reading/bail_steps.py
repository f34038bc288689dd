"""What can be recorded of a bail now, as its table of states says, and how it stands."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from api.i18n import N_
from api.pages.reading.bail_words import BAD, STATES
from api.pages.reading.reader import Reader
from ledger.bail.figures import figures_of, posted_of
from ledger.bail.states import State, state_of
from ledger.bail.table import BAIL_TABLE, HELD
from ledger.case import Case
from ledger.events import ReceiptPlace
from ledger.money import Money
from projections.bail import bail_now

_PAGES: Final[tuple[tuple[str, str, str], ...]] = (
    ("post_bail", "post", N_("Post the bail")),
    ("report_bail", "report", N_("Record news of the court")),
    ("record_bail_return", "return", N_("Record the return")),
    ("record_depositor_repayment", "handed-on", N_("Record that the depositor handed it on")),
    ("verify_bail", "verify", N_("Record what the court asks for")),
    ("give_surety", "vouch", N_("Give a surety")),
    ("record_return_to_depositor", "to-depositor", N_("Record that the depositor was paid")),
    ("place_receipt", "receipt", N_("Record where the receipt is")),
    ("raise_bail", "raise", N_("Record that bail was raised")),
    ("record_bail_forfeiture", "forfeit", N_("Record that it is lost")),
    ("write_off_bail", "write-off", N_("Write it off")),
    ("record_bail_recovery", "late-recovery", N_("Record that lost bail came back")),
    ("end_surety", "end-surety", N_("Record that the surety ended")),
)
"""Commands, the last parts of their addresses, and what each is called, likely ones first."""


class BailFacts(Struct, frozen=True, kw_only=True):
    """How a bail stands, in words; *claim* says whether there is something to claim."""

    state: str
    is_bad: bool
    due_on: date | None
    days_late: int
    owed: Money | None
    receipt: ReceiptPlace | None
    claim: bool


def bail_steps(case: Case, today: date) -> Iterator[tuple[str, str]]:
    """Yield what can be recorded of the bail of a case: a text, and the last part of an address."""
    state = state_of(case, today)
    if state is None:
        return
    figures = figures_of(case)
    open_now = {name.partition(":")[0] for name in BAIL_TABLE.open_to(state)}
    if not figures.with_depositor:
        open_now.discard("record_depositor_repayment")
    if not figures.recoverable:
        open_now.discard("record_bail_recovery")
    for command, path, text in _PAGES:
        if command in open_now:
            yield text, path


def bail_facts(reader: Reader, case: Case) -> BailFacts | None:
    """Return how the bail of a case stands; None when the case is no bail."""
    now = bail_now(case)
    if now is None:
        return None
    state = now.state(reader.today)
    posted = posted_of(case)
    return BailFacts(
        state=STATES[state],
        is_bad=state in BAD,
        due_on=now.due_on if now.held else None,
        days_late=now.days_late(reader.today) if now.held else 0,
        owed=reader.money(now.owed, posted.currency) if posted and now.owed else None,
        receipt=now.receipt,
        claim=state in HELD or state is State.WITH_DEPOSITOR,
    )
