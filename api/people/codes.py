"""Codes that people copy from paper or hear: so random that their hash is kept without salt.

A recovery code lies in a drawer for years and has 120 bits; half of an invitation is typed within
seven days, is worth nothing without the other half, and has 80.
"""

import secrets
from typing import Final

from api.sign_in import ALPHABET, code_hash

RECOVERY_SIGNS: Final = 24
INVITATION_SIGNS: Final = 16
_GROUP: Final = 4

__all__ = ["INVITATION_SIGNS", "RECOVERY_SIGNS", "code_hash", "paper_code"]


def paper_code(signs: int) -> str:
    """Return a fresh code of so many *signs*, five bits each, in groups of four."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(signs))
    return "-".join(code[start : start + _GROUP] for start in range(0, signs, _GROUP))
