"""What is random in an order, so that nobody finds out what it says from its digest.

The receipt of a payment holds the digest of the order behind it. Most orders name a case, a random
id that no receipt holds. One that opens its case would be found by trying days and households, so
it gets a salt.
"""

from collections.abc import Callable
from uuid import UUID

from msgspec.structs import replace

from ledger.bail import PostBail
from ledger.orders.content import Orderable


def salted(command: Orderable, new_id: Callable[[], UUID]) -> Orderable:
    """Return *command* with a fresh salt if its digest could be guessed without one.

    A salt that was sent is replaced: whoever asks for an order does not choose it.
    """
    if isinstance(command, PostBail) and command.case_id is None:
        return replace(command, salt=new_id())
    return command


def is_guessable(command: Orderable) -> bool:
    """Say whether a receipt must not hold its digest: it was asked for before there were salts."""
    return isinstance(command, PostBail) and command.case_id is None and command.salt is None
