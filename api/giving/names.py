"""What tells a giver apart, as it is compared: banks write one name in many ways. Pure.

Two names that are compared as one make one giver of two people, who then count once: that only
holds a report back. One giver taken for two could let out a report that is not safe.
"""

import unicodedata
from typing import Final

GIVER: Final = "giver"
"""The kind of reference that givers have, typed or imported."""
_TYPED: Final = "typed\n"


def name_compared(typed: str) -> str:
    """Return what is compared of *typed*: its words in small letters, without signs, in order.

    Nothing when there is no letter and no digit in it.
    """
    parts = unicodedata.normalize("NFKD", typed.casefold())
    words = "".join(
        sign if sign.isalnum() else "" if unicodedata.combining(sign) or sign in "'’" else " "
        for sign in parts
    ).split()
    return " ".join(sorted(words))


def name_said(compared: str) -> str:
    """Return the name under which a fingerprint of a typed name is made."""
    return _TYPED + compared
