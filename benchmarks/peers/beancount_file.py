"""A book in beancount's language: every line that moves money or promises is a transaction.

A transaction has the same postings as the line, and as metadata what the journal's row says of it
besides. An account is a code of the chart, with the account or authority and the purpose below.
"""

from collections.abc import Iterable
from typing import Final, TextIO
from uuid import UUID

from ledger.events import Posting
from ledger.line import Line, recorded_text
from ledger.postings import postings

_ROOTS: Final = {
    "cash": "Assets",
    "courts": "Assets",
    "income": "Income",
    "promised": "Liabilities",
    "promised_against": "Equity",
    "brought_forward": "Equity",
    "between_purposes": "Equity",
    "exchanged": "Equity",
}
"""What family of codes stands below which of beancount's five accounts; others are expenses."""


class BeancountFile:
    """Writes lines to *out*; an account is opened on the day before it is first used."""

    def __init__(self, out: TextIO, first_day: str) -> None:
        self._out = out
        self._first_day = first_day
        self._accounts: dict[tuple[str, UUID | None, UUID | None], str] = {}
        self.transactions = 0

    def write(self, lines: Iterable[Line]) -> None:
        """Write some lines in the order of the book."""
        for line in lines:
            if entries := postings(line.event):
                self._transaction(line, entries)

    def _transaction(self, line: Line, entries: Iterable[Posting]) -> None:
        self.transactions += 1
        legs = [f"  {self._account(each)}  {_amount(each)} {each.currency}" for each in entries]
        event = line.event
        head = f'{event.occurred_on} * "{event.topic}" ^{line.case_id}'
        meta = (
            f"  position: {line.position}",
            f'  recorded: "{recorded_text(line.recorded_at)}"',
            f'  actor: "{line.actor}"',
            f'  event: "{line.event_id}"',
        )
        self._out.write("\n".join(("", head, *meta, *legs, "")))

    def _account(self, entry: Posting) -> str:
        place = (entry.code, entry.ref, entry.purpose_id)
        name = self._accounts.get(place)
        if name is None:
            name = self._accounts[place] = _name(*place)
            self._out.write(f"\n{self._first_day} open {name}\n")
        return name


def _name(code: str, ref: UUID | None, purpose_id: UUID | None) -> str:
    family = code.partition(":")[0]
    words = [_ROOTS.get(family, "Expenses"), *map(_word, code.split(":"))]
    words += [f"X{thing.hex}" for thing in (ref, purpose_id) if thing is not None]
    return ":".join(words)


def _word(word: str) -> str:
    """Spell a word as beancount wants it: a capital first, no underscores."""
    return word.replace("_", "-").capitalize()


def _amount(entry: Posting) -> str:
    sign, digits = "-" * (entry.amount < 0), str(abs(entry.amount)).zfill(entry.exponent + 1)
    if not entry.exponent:
        return sign + digits
    return f"{sign}{digits[: -entry.exponent]}.{digits[-entry.exponent :]}"
