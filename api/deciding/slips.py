"""The slip of a ballot: a code that only whoever votes has. With it a ballot can be changed.

What is kept of it is a digest along with whoever it is: the code of somebody else changes nothing,
and without the code nobody can tell whose a ballot is.
"""

import hashlib
from typing import Final
from uuid import UUID

from api.giving.codes import plain
from api.people.codes import paper_code
from api.sign_in import ALPHABET
from ledger.rejections import SlipUnusable

SLIP_SIGNS: Final = 20
"""Five bits each: a hundred random bits."""
_TAG: Final = b"parasol: slip of a ballot\n"


def new_slip() -> str:
    """Return a fresh code, in groups of four."""
    return paper_code(SLIP_SIGNS)


def digest_of(slip: str, fund_id: UUID, proposal_id: UUID, stage: int, sign_in: UUID) -> bytes:
    """Return the digest under which a ballot lies in its box. Raises SlipUnusable."""
    signs = plain(slip)
    if len(signs) != SLIP_SIGNS or not set(signs) <= set(ALPHABET):
        raise SlipUnusable(SLIP_SIGNS)
    said = fund_id.bytes + proposal_id.bytes + stage.to_bytes(2) + sign_in.bytes
    return hashlib.sha256(_TAG + said + signs.encode("ascii")).digest()
