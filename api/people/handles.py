"""Handles: what somebody wants to be called here. Two that look the same are the same."""

import unicodedata
from typing import Final

from api.i18n import N_

SHORTEST: Final = 3
LONGEST: Final = 40
_INNER: Final = frozenset(" -_.’'")
_UNSEEN: Final = ("FILLER", "VARIATION SELECTOR", "JOINER")
"""What the names of letters and marks hold that take a place and show nothing."""
_LOOK_ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
"""Scripts with letters that cannot be told from those of another one."""


def tidy_handle(typed: str) -> str:
    """Return a handle as it is kept and shown: composed letters, single spaces."""
    return unicodedata.normalize("NFC", " ".join(typed.split()))


def handle_key(typed: str) -> str:
    """Return what is unique about a handle; "" for what cannot be one.

    Case, width and composition of letters do not count.
    """
    if handle_problem(typed):
        return ""
    folded = unicodedata.normalize("NFKC", tidy_handle(typed)).casefold()
    return unicodedata.normalize("NFKC", folded)


def handle_problem(typed: str) -> str:
    """Return what a handle must be, as a text to translate; "" when *typed* can be one."""
    handle = tidy_handle(typed)
    if not SHORTEST <= len(handle) <= LONGEST:
        return N_("must have 3 to 40 characters")
    if not all(_is_plain(sign) for sign in handle) or not any(sign.isalnum() for sign in handle):
        return N_("must be letters and digits, with spaces, points, hyphens and apostrophes")
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in handle if sign.isalpha()}
    if len(scripts & _LOOK_ALIKE) > 1:
        return N_("must not mix alphabets: some letters look the same")
    return ""


def _is_plain(sign: str) -> bool:
    """Whether *sign* shows: nothing that hides, turns around or moves what stands beside it."""
    if sign in _INNER:
        return True
    name = unicodedata.name(sign, "")
    return unicodedata.category(sign)[0] in "LMN" and not any(part in name for part in _UNSEEN)
