"""Photographs of papers, made anew from their pixels: place, time and camera stay behind."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from api.i18n import N_
from ledger.vault.records import FileDraft

MAX_BYTES: Final = 8 * 1024 * 1024
"""The largest file that is taken, before it is made anew."""
MAX_PIXELS: Final = 50_000_000
"""The most pixels that are unpacked: more than telephones take, less than fills the memory."""
LONG_SIDE: Final = 2400
"""A page of paper is readable at this many pixels, and small enough to keep."""
MEDIA_TYPE: Final = "image/jpeg"
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 85

TOO_LARGE: Final = N_("This photo is too large: 8 MB at most")
NOT_A_PHOTO: Final = N_("This is not a photo: a JPEG, PNG or WebP picture is expected")
TOO_MANY_PIXELS: Final = N_("This photo has too many pixels: 50 million at most")


class PhotoUnusable(ValueError):
    """A file cannot be taken; *why* is a sentence for whoever sent it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def remade(content: bytes) -> bytes:
    """Return a new JPEG of what the picture in *content* shows, and of nothing else in it.

    Turned upright as its tags say, then the tags are gone, whatever they were: place, time, camera,
    thumbnail, comments. Raises PhotoUnusable. It computes for up to a second: run it in a thread.
    """
    if len(content) > MAX_BYTES:
        raise PhotoUnusable(TOO_LARGE)
    try:
        with warnings.catch_warnings():
            # Pillow warns of sizes that the next lines refuse.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=_FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise PhotoUnusable(TOO_MANY_PIXELS)
                return _drawn(opened)
    except Image.DecompressionBombError:
        raise PhotoUnusable(TOO_MANY_PIXELS) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, PhotoUnusable):
            raise
        raise PhotoUnusable(NOT_A_PHOTO) from None


def photo_of(content: bytes) -> FileDraft:
    """Return a photo as it is sealed. Raises PhotoUnusable."""
    return FileDraft(MEDIA_TYPE, remade(content))


def _drawn(opened: Image.Image) -> bytes:
    opened.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is unpacked at a fraction of its size
    upright = ImageOps.exif_transpose(opened)
    pixels = upright.convert("RGBA")
    pixels.thumbnail((LONG_SIDE, LONG_SIDE))
    paper = Image.new("RGB", pixels.size, "white")
    paper.paste(pixels, mask=pixels.getchannel("A"))
    drawn = BytesIO()
    paper.save(drawn, "JPEG", quality=_QUALITY)
    return drawn.getvalue()
