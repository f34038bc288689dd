"""The reference of a transfer and the private code that goes with it. Pure but for chance.

A reference goes into the transfer, so the bank and whoever reads a statement see it: eight signs,
the last of which catches slips, and nothing about the fund. The code never leaves whoever gives:
twenty signs, a hundred random bits. `docs/giving.md` writes down how commitments follow from it.
"""

import hashlib
import hmac
import secrets
from typing import Final
from uuid import UUID

from api.people.codes import paper_code
from api.sign_in import ALPHABET

CODE_SIGNS: Final = 20
REFERENCE_SIGNS: Final = 8
_GROUP: Final = 4
_BITS: Final = 5
_MODULUS: Final = 0b100101
"""x⁵ + x² + 1, which makes a field of the thirty-two signs."""
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", "\u2013": ""})
_LONGEST_TYPED: Final = 80
_SEED: Final = b"parasol-donor-seed/1\n"
_NONCE: Final = b"parasol-donor-nonce/1\n"
_COMMITMENT: Final = b"parasol-donor/1\n"


def new_code() -> str:
    """Return a fresh private code, in groups of four."""
    return paper_code(CODE_SIGNS)


def new_reference() -> str:
    """Return a fresh reference as it is kept: eight signs without a dash."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_SIGNS - 1))
    return signs + ALPHABET[_remainder(signs + ALPHABET[0])]


def grouped(signs: str) -> str:
    """Write a reference or a code in groups of four."""
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def plain(typed: str) -> str:
    """Return the signs of what somebody typed: case, spaces and dashes do not matter."""
    return "".join(typed[:_LONGEST_TYPED].upper().split()).translate(_LOOKALIKES)


def read_reference(typed: str) -> str | None:
    """Return the reference that somebody typed; None when it cannot be one.

    One wrong sign, or two that changed places, never make another reference.
    """
    signs = plain(typed)
    is_one = len(signs) == REFERENCE_SIGNS and set(signs) <= set(ALPHABET)
    return signs if is_one and _remainder(signs) == 0 else None


def seed_of(fund_id: UUID, code: str) -> bytes:
    """Return the 32 bytes from which all commitments of the gifts of *code* follow."""
    return hashlib.sha256(_SEED + fund_id.bytes + plain(code).encode("ascii")).digest()


def nonce_of(seed: bytes, number: int) -> bytes:
    """Return the nonce of gift *number* (from 1) of a code: only who has the code knows it."""
    return hmac.digest(seed, _NONCE + number.to_bytes(4), "sha256")


def commitment_of(fund_id: UUID, nonce: bytes) -> str:
    """Return the donor commitment that stands in the line of a gift, in hexadecimal."""
    return hashlib.sha256(_COMMITMENT + fund_id.bytes + nonce).hexdigest()


def _remainder(signs: str) -> int:
    """Return the signs as a polynomial at x, in the field: nothing for a sound reference.

    Each place has a weight of its own, so a changed sign or two exchanged ones leave something.
    """
    rest = 0
    for sign in signs:
        rest <<= 1
        if rest >> _BITS:
            rest ^= _MODULUS
        rest ^= ALPHABET.index(sign)
    return rest
