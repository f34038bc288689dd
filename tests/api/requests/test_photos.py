"""A photo is made anew: nothing of the file is kept but what it shows."""

import struct
import zlib
from io import BytesIO
from typing import Final

import pytest
from PIL import Image

from api.requests.photos import (
    LONG_SIDE,
    MAX_BYTES,
    NOT_A_PHOTO,
    TOO_LARGE,
    TOO_MANY_PIXELS,
    PhotoUnusable,
    remade,
)

MARK: Final = b"MARKER-8f2c"
_ORIENTATION, _MAKE, _GPS, _LATITUDE = 0x0112, 0x010F, 0x8825, 2


def picture(width: int = 40, height: int = 20) -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height))
    return image


def written(image: Image.Image, kind: str, **others: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **others)
    return file.getvalue()


def tagged() -> Image.Exif:
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    exif[_MAKE] = MARK.decode()
    exif.get_ifd(_GPS)[_LATITUDE] = (52.0, 31.0, 12.0)
    return exif


def test_tags_comments_and_whatever_follows_the_picture_are_gone() -> None:
    sent = written(picture(), "JPEG", exif=tagged(), comment=MARK) + MARK
    assert sent.count(MARK) == 3
    kept = remade(sent)
    assert MARK not in kept
    with Image.open(BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == (20, 40), "turned upright as its tags said"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_pictures_become_a_plain_jpeg(kind: str) -> None:
    transparent = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    kept = remade(written(transparent, kind, exif=tagged()))
    assert MARK not in kept
    with Image.open(BytesIO(kept)) as image:
        assert image.format == "JPEG"
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_large_picture_is_made_smaller() -> None:
    with Image.open(BytesIO(remade(written(picture(4800, 1200), "JPEG")))) as image:
        assert image.size == (LONG_SIDE, LONG_SIDE // 4)


def _bomb() -> bytes:
    """Return a PNG of a few bytes that says it is 60,000 pixels wide and high."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    made = b"\x89PNG\r\n\x1a\n"
    for name, content in parts:
        made += struct.pack(">I", len(content)) + name + content
        made += struct.pack(">I", zlib.crc32(name + content))
    return made


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", NOT_A_PHOTO, id="nothing"),
        pytest.param(b"%PDF-1.7 " + MARK, NOT_A_PHOTO, id="a document"),
        pytest.param(b"<svg onload='x'/>", NOT_A_PHOTO, id="a drawing"),
        pytest.param(written(picture(), "GIF"), NOT_A_PHOTO, id="another kind of picture"),
        pytest.param(written(picture(400, 400), "JPEG")[:300], NOT_A_PHOTO, id="cut off"),
        pytest.param(b"\xff\xd8" + bytes(MAX_BYTES), TOO_LARGE, id="too large"),
        pytest.param(_bomb(), TOO_MANY_PIXELS, id="a bomb"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(content: bytes, why: str) -> None:
    with pytest.raises(PhotoUnusable) as caught:
        remade(content)
    assert caught.value.why == why
    assert MARK.decode() not in str(caught.value)
