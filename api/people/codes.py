"""Codes that people copy from paper: 80 random bits, so only their hash is kept, without salt."""

import secrets
from typing import Final

from api.sign_in import ALPHABET, code_hash

CODE_SIGNS: Final = 16
_GROUP: Final = 4

__all__ = ["CODE_SIGNS", "code_hash", "paper_code"]


def paper_code() -> str:
    """Return a fresh code in groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(CODE_SIGNS))
    return "-".join(signs[start : start + _GROUP] for start in range(0, CODE_SIGNS, _GROUP))
