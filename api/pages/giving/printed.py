"""A promise or a receipt on paper: what it says in words, its text, the key, and three sentences.

The words are read from the proof itself, so that the paper never says anything else than the file.
"""

import base64
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from api.formats import day_text, moment_text, money_html
from api.i18n import N_, Language, Words
from api.pages.proofs.key_words import key_in_words
from api.people.authenticators import qr_png
from api.public.words import name_of
from api.transparency.payments import Payment
from api.transparency.receipts import Proof, ProofKind, Shown, shown_of
from ledger.chart import DonationKind
from ledger.events import DonationReceived, FundEvent, GrantPaid
from ledger.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.transparency.log import Log

Row = tuple[str, str]
"""What something is called, and what it is: in the reader's language, ready for the page."""
KINDS: Final[dict[DonationKind, str]] = {
    DonationKind.GIFT: N_("A gift"),
    DonationKind.GRANT: N_("A grant of an institution"),
    DonationKind.COLLECTION: N_("A collection"),
}
_OF_GIFTS: Final[dict[ProofKind, tuple[str, str, str]]] = {
    ProofKind.RECEIPT: (
        N_(
            "This proves that the fund signed books in which this gift stands, with this amount "
            "and this day, and that it cannot take it out again without that showing."
        ),
        N_(
            "It does not prove what was done with the money, nor that everything else in the books "
            "is true."
        ),
        N_(
            "Keep it with your code, and check the file now and then on a device of your own: "
            "nobody needs to be sent it for that."
        ),
    ),
    ProofKind.PROMISE: (
        N_(
            "This proves that the fund’s service signed that this gift, with this amount and this "
            "day, will stand in its signed books by the time above."
        ),
        N_("It does not prove yet that it stands there, nor what is done with the money."),
        N_(
            "Keep it, and fetch the receipt with your code from tomorrow on; if there is none once "
            "the time has passed, show this file to the auditors, for it proves the broken promise."
        ),
    ),
}
_OF_HELP: Final[dict[ProofKind, tuple[str, str, str]]] = {
    ProofKind.RECEIPT: (
        N_(
            "This proves that the fund signed books in which this payment stands, with this amount "
            "and this day, and that it cannot take it out again without that showing."
        ),
        N_("It does not prove who was paid, nor that the money arrived."),
        N_(
            "Keep it only where nobody finds it who should not know; it can be checked on a device "
            "of your own, and nobody needs to be sent it for that."
        ),
    ),
    ProofKind.PROMISE: (
        N_(
            "This proves that the fund’s service signed that this payment, with this amount and "
            "this day, will stand in its signed books by the time above."
        ),
        N_("It does not prove who was paid, nor that the money arrived."),
        N_(
            "Keep it only where nobody finds it who should not know, and ask for the receipt from "
            "tomorrow on."
        ),
    ),
}
"""What is proven, what is not, what to do: three sentences, and no more on any paper."""


class Printed(Struct, frozen=True, kw_only=True):
    """What a printed proof shows. *picture* holds the code, not an address; empty without one."""

    title: str
    rows: tuple[Row, ...]
    sentences: tuple[str, str, str]
    text: str
    key: str
    words: tuple[str, ...] = ()
    """The key in words, as on the poster; a promise is signed by a key that has none."""
    code: str = ""
    picture: str = ""


class Reader(Struct, frozen=True):
    """For whom a paper is: the language, and where the clock of the fund is."""

    language: Language
    time_zone: str


async def printed(
    log: "Log", fund_id: UUID, proof: Proof, reader: Reader, *, code: str = ""
) -> Printed:
    """Return what the paper of a proof shows; *code* is that of a giver, in groups of four."""
    shown = shown_of(proof)
    of_gift = isinstance(shown.event, DonationReceived)
    sentences = (_OF_GIFTS if of_gift else _OF_HELP)[proof.kind]
    key = await _key(log, fund_id, proof, shown)
    return Printed(
        title=_title(proof, of_gift=of_gift),
        rows=tuple(_rows(shown, reader)),
        sentences=sentences,
        text=proof.text,
        key=key,
        words=key_in_words(key) if proof.kind is ProofKind.RECEIPT else (),
        code=code,
        picture=picture_of(code) if code else "",
    )


def picture_of(code: str) -> str:
    """Draw a code for a camera, as a picture that the page carries in itself.

    The code alone: what holds an address would be opened, kept in a history and sent to somebody.
    """
    return f"data:image/png;base64,{base64.b64encode(qr_png(code)).decode()}"


def _title(proof: Proof, *, of_gift: bool) -> str:
    if proof.kind is ProofKind.PROMISE:
        return N_("Promise about a gift") if of_gift else N_("Promise about a payment")
    return N_("Receipt of a gift") if of_gift else N_("Receipt of a payment")


def _rows(shown: Shown, reader: Reader) -> "Iterator[Row]":
    """Yield what the opening says: the amount and the day above all."""
    event, language = shown.event, reader.language

    def money(amount: int, of: DonationReceived | Payment) -> str:
        return money_html(Money(amount, of.currency, of.exponent), language)

    yield N_("What"), language.say(_what(event, language))
    if isinstance(event, DonationReceived):
        yield N_("Amount"), money(event.gross, event)
        if fees := event.processor_fee + event.host_fee:
            yield N_("Fees taken on the way"), money(fees, event)
    elif isinstance(event, Payment):
        yield N_("Amount"), money(event.amount, event)
    yield N_("Day"), day_text(event.occurred_on, language)
    if shown.deadline is not None:
        moment = moment_text(shown.deadline, language, reader.time_zone)
        yield N_("Promised by"), f"{moment} ({reader.time_zone})"
    yield N_("Signed books"), shown.origin


def _what(event: FundEvent, language: Language) -> str | Words:
    match event:
        case DonationReceived():
            return KINDS[event.kind]
        case GrantPaid():
            category = name_of(event.category, language)
            return Words(N_("Help: {category}"), {"category": category})
        case _:
            return N_("Bail that was paid")


async def _key(log: "Log", fund_id: UUID, proof: Proof, shown: Shown) -> str:
    """Return the key that signed a proof, as verifiers take it."""
    number = int(shown.origin.rpartition("/")[2])
    keys = await log.verifier_keys(fund_id, number)
    assert keys is not None, "a log that signed has keys"
    heads, promises = keys
    return heads if proof.kind is ProofKind.RECEIPT else promises
