"""Receipts (C2SP tlog-proof): a line is in a log at a place, and this is what it says."""

from dataclasses import dataclass
from typing import Final

from ledger.verifier.failures import Failure
from ledger.verifier.heads import Head, UncheckedHead, check_read_head, read_head
from ledger.verifier.openings import Extra, Opening, check_code, read_extra, read_opening
from ledger.verifier.policy import Policy
from ledger.verifier.text import base64_of, hash_of, malformed, number_of, text_of
from ledger.verifier.tree import leaf_hash, path_length, root_of_path

HEADER: Final = "c2sp.org/tlog-proof@v1"
EXTRA: Final = "extra "
INDEX: Final = "index "
_PATH_LINE: Final = 4


@dataclass(frozen=True)
class Receipt:
    """What a receipt proves: the line of *opening* is in the log of *head*.

    *gift* says which gift under the code it is, where a code was given.
    """

    head: Head
    index: int
    commitment: bytes
    opening: Opening
    gift: int | None = None


@dataclass(frozen=True)
class UncheckedReceipt:
    """A receipt as it was read: nothing in it is to be believed yet."""

    extra: Extra
    index: int
    path: tuple[bytes, ...]
    head: UncheckedHead


def check_receipt(data: bytes, policy: Policy, code: str | None = None) -> Receipt:
    """Check a receipt, with the code of whoever gave where there is one.

    Refusals in order: too-large, malformed, origin-differs, signature-missing, signature-wrong,
    quorum-missing, index-outside, proof-length, not-in-log, opening-unreadable, code-differs.
    """
    receipt = read_receipt(text_of(data))
    head = check_read_head(receipt.head, policy)
    commitment = receipt.extra.commitment(head.origin)
    _check_place(receipt, head, commitment)
    opening = read_opening(receipt.extra.opening)
    gift = None if code is None else check_code(head.origin, opening, code)
    return Receipt(head, receipt.index, commitment, opening, gift)


def read_receipt(text: str) -> UncheckedReceipt:
    """Take a receipt apart. Refusals: malformed."""
    above, _, note = text.partition("\n\n")
    lines = above.split("\n")
    if lines[0] != HEADER:
        raise malformed(1, HEADER)
    extra = read_extra_line(lines, 2)
    if len(lines) < _PATH_LINE - 1 or not lines[2].startswith(INDEX):
        raise malformed(3, "the index")
    index = number_of(lines[2].removeprefix(INDEX), 3)
    path = tuple(hash_of(each, at) for at, each in enumerate(lines[3:], _PATH_LINE))
    return UncheckedReceipt(extra, index, path, read_head(note, len(lines) + 2))


def read_extra_line(lines: list[str], number: int) -> Extra:
    """Take the *number*-th line apart, which holds what opens the leaf. Refusals: malformed."""
    if len(lines) < number or not lines[number - 1].startswith(EXTRA):
        raise malformed(number, "extra")
    return read_extra(base64_of(lines[number - 1].removeprefix(EXTRA), number), number)


def _check_place(receipt: UncheckedReceipt, head: Head, commitment: bytes) -> None:
    """Refusals in order: index-outside, proof-length, not-in-log."""
    if receipt.index >= head.size:
        raise Failure("index-outside", f"index {receipt.index} of {head.size}")
    needed = path_length(receipt.index, head.size)
    if len(receipt.path) != needed:
        raise Failure("proof-length", f"{len(receipt.path)} hashes, expected {needed}")
    leaf = leaf_hash(commitment)
    if root_of_path(receipt.index, head.size, leaf, receipt.path) != head.root:
        raise Failure("not-in-log", "another root follows from the line and the hashes")
