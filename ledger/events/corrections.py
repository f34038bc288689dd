"""The fact that a line was a mistake."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from ledger.events.base import Event


class Reason(StrEnum):
    """Why a line is reversed."""

    WRONG_AMOUNT = "wrong_amount"
    WRONG_DATE = "wrong_date"
    WRONG_ACCOUNT = "wrong_account"
    WRONG_PURPOSE = "wrong_purpose"
    WRONG_KIND = "wrong_kind"
    ENTERED_TWICE = "entered_twice"
    DID_NOT_HAPPEN = "did_not_happen"


class Posting(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One side of a double entry: *amount* minor units, debit positive, credit negative.

    *code* is of the chart (`ledger.chart`); *ref* names the account or authority where the code
    asks for one, *purpose_id* the purpose.
    """

    code: str
    amount: int
    currency: str
    exponent: int
    ref: UUID | None = None
    purpose_id: UUID | None = None


class LineReversed(Event, frozen=True, kw_only=True):
    """The line at *reversed_position* is taken back, once, with the opposite *postings*.

    It stands in the same case as the line it reverses. The line that replaces it, if any, names
    this one as its cause.
    """

    topic: ClassVar[str] = "line.reversed.v1"

    reversed_position: int
    reversed_topic: str
    reason: Reason
    postings: tuple[Posting, ...]
