"""What the sign on the door says of a kind of help, in words."""

from typing import Final

from api.formats import month_text
from api.i18n import N_, Language, Words
from api.requests.door import KindSign, Sign

SIGN_WORDS: Final[dict[Sign, str]] = {
    Sign.OPEN: N_("open"),
    Sign.URGENT: N_("only when it cannot wait"),
    Sign.CLOSED: N_("closed"),
}


def sign_words(told: KindSign, language: Language) -> Words:
    """Say the sign of one kind of help."""
    if told.until is not None:
        return Words(N_("closed until {month}"), {"month": month_text(told.until, language)})
    return Words(SIGN_WORDS[told.sign])
