"""Papers that are sealed for somebody: photos, made anew from their pixels, and PDFs as they are.

A PDF is not looked into: whatever its program wrote into it stays, and it is handed over as a file
and never shown as a page.
"""

from typing import Final

from api.i18n import N_
from api.requests.photos import MAX_BYTES, NOT_A_PHOTO, PhotoUnusable, photo_of
from ledger.vault.records import FileDraft

PDF: Final = "application/pdf"
_BEGINS: Final = b"%PDF-"

PDF_TOO_LARGE: Final = N_("This PDF is too large: 8 MB at most")
NOT_A_PAPER: Final = N_(
    "This is neither a photo nor a PDF: a JPEG, PNG or WebP picture or a PDF is expected"
)


def paper_of(content: bytes) -> FileDraft:
    """Return a photo or a PDF as it is sealed. Raises PhotoUnusable.

    It computes for up to a second: run it in a thread.
    """
    if content.startswith(_BEGINS):
        if len(content) > MAX_BYTES:
            raise PhotoUnusable(PDF_TOO_LARGE)
        return FileDraft(PDF, content)
    try:
        return photo_of(content)
    except PhotoUnusable as unusable:
        if unusable.why == NOT_A_PHOTO:
            raise PhotoUnusable(NOT_A_PAPER) from None
        raise
