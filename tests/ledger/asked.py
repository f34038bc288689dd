"""Facts about one order, for the tables: asked for, signed, carried out."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from ledger.bail import PostBail
from ledger.events import (
    ConflictDeclared,
    OrderApproved,
    OrderAuthorised,
    OrderCarriedOut,
    OrderConfirmed,
    OrderDeclined,
    OrderPrepared,
    OrderRatified,
    OrderRequested,
    RatificationOpened,
    Way,
)
from ledger.orders.commands import SignOrder
from ledger.orders.content import Orderable, content_of, hash_of
from tests.ledger.book import CASE, TODAY
from tests.ledger.people import ANA
from tests.ledger.world import BAIL, COURT, HOUSEHOLD, RIGHT

ORDER: Final = UUID(int=0xD1)
POST: Final = PostBail(
    **RIGHT | {"purpose_id": BAIL}, authority_id=COURT, amount=100, household=HOUSEHOLD
)
"""What most of the orders here ask for: bail of 1.00."""


def asked(
    command: Orderable = POST, by: UUID = ANA, way: Way = Way.USUAL, approvals: int = 1
) -> OrderRequested:
    """Return that somebody asked for an order."""
    content = content_of(command)
    return OrderRequested(
        occurred_on=TODAY,
        order=ORDER,
        by=by,
        way=way,
        content=content,
        content_hash=hash_of(content),
        approvals=approvals,
    )


def _signed(by: UUID, command: Orderable) -> dict[str, Any]:
    digest = hash_of(content_of(command))
    return {"occurred_on": TODAY, "order": ORDER, "by": by, "content_hash": digest}


def approved(by: UUID, command: Orderable = POST) -> OrderApproved:
    """Return that somebody approved it."""
    return OrderApproved(**_signed(by, command))


def prepared(by: UUID, command: Orderable = POST) -> OrderPrepared:
    """Return that somebody prepared it."""
    return OrderPrepared(**_signed(by, command))


def authorised(by: UUID, command: Orderable = POST) -> OrderAuthorised:
    """Return that somebody let it go."""
    return OrderAuthorised(**_signed(by, command))


def carried_out(by: UUID, command: Orderable = POST) -> OrderCarriedOut:
    """Return that somebody carried it out."""
    return OrderCarriedOut(**_signed(by, command))


def confirmed(by: UUID, command: Orderable = POST) -> OrderConfirmed:
    """Return that somebody heard that it arrived."""
    return OrderConfirmed(**_signed(by, command))


def declined(by: UUID) -> OrderDeclined:
    """Return that somebody said no."""
    return OrderDeclined(occurred_on=TODAY, order=ORDER, by=by)


def keeps_out(sign_in: UUID, by: UUID = ANA) -> ConflictDeclared:
    """Return that somebody keeps out."""
    return ConflictDeclared(occurred_on=TODAY, order=ORDER, sign_in=sign_in, by=by)


def ratified(by: UUID) -> OrderRatified:
    """Return that somebody agreed afterwards."""
    return OrderRatified(occurred_on=TODAY, order=ORDER, by=by)


def to_ratify(*pair: UUID, until: datetime, approvals: int = 1) -> RatificationOpened:
    """Return that others than *pair* have until then to agree."""
    return RatificationOpened(
        occurred_on=TODAY,
        order=ORDER,
        case_id=CASE,
        pair=pair,
        amount=100,
        currency="USD",
        exponent=2,
        until=until,
        approvals=approvals,
    )


def signs(*acts: Any, command: Orderable = POST) -> SignOrder:
    """Return the command by which somebody signs it."""
    return SignOrder(
        occurred_on=TODAY,
        case_id=CASE,
        order_id=ORDER,
        content_hash=hash_of(content_of(command)),
        acts=acts,
    )
