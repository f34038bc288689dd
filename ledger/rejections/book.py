"""Refusals of the book as a whole: unknown, busy, or a request that was used before."""

from dataclasses import dataclass
from uuid import UUID

from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class FundUnknown(Rejection):
    """No fund has this id."""

    code, kind = "fund-unknown", Kind.MISSING
    title = "There is no such fund"
    message = "There is no fund at this address."


@dataclass(eq=True)
class FundExists(Rejection):
    """The book has lines already, so the fund cannot be opened again."""

    code, kind = "fund-exists", Kind.CONFLICT
    title = "The fund is open already"
    message = "Fund {fund_id} has a book already."

    fund_id: UUID


@dataclass(eq=True)
class KeyReused(Rejection):
    """The idempotency key was used before with another content."""

    code, kind = "idempotency-key-reused", Kind.INVALID
    title = "This key was used for something else"
    message = "This key already recorded line {position}; use a new key for another content."

    position: int


@dataclass(eq=True)
class KeyUnusable(Rejection):
    """The idempotency key is empty, too long, or not plain text."""

    code, kind = "idempotency-key-unusable", Kind.INVALID
    title = "The key cannot be used"
    message = "An idempotency key has 1 to {maximum} letters, digits or -_.:~ characters."

    maximum: int


@dataclass(eq=True)
class BookBusy(Rejection):
    """Too many commands wait for this book; nothing was written, try again soon."""

    code, kind = "book-busy", Kind.UNAVAILABLE
    title = "The book is busy"
    message = "Too many requests wait for this book. Nothing was written; try again shortly."


@dataclass(eq=True)
class BookReadOnly(Rejection):
    """The book has a line that this program version does not know, so it may only be read."""

    code, kind = "book-read-only", Kind.UNAVAILABLE
    title = "The book is read only here"
    message = "The book holds a line of topic {topic}, which this program does not know yet."

    topic: str
