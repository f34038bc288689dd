"""T10: what pages, pictures and files say beyond the signed figures."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from tests.attack.words import allowed, bars, decimals, numbers, read_page

Pages = Mapping[tuple[str, str], bytes]
"""The bytes at public addresses, by language and path."""
FILES: Final = ("csv", "json")
ROUGH: Final = Decimal("0.26")
"""How far a bar may be from its figure, in per cent of the longest: it is drawn in half ones."""


class Known(Struct, frozen=True):
    """What was signed: the reports, and the days on which they came out."""

    texts: Sequence[bytes]
    days: Sequence[date]


def unread(pages: Pages, known: Known) -> list[str]:
    """T10: say which pages and files hold a number that follows from no signed figure."""
    told = [json.loads(text) for text in known.texts]
    signed = {
        f"/reports/{one['number']}.json": text for one, text in zip(told, known.texts, strict=True)
    }
    plain = allowed(told, known.days)
    found = []
    for (language, path), body in pages.items():
        if path in ("/how", "/datapackage.json", "/feed.xml") or signed.get(path) == body:
            continue
        read = decimals(body) if path.endswith(FILES) else numbers(read_page(body)[0], language)
        found += [f"{language} {path}: {each}" for each in {*read} if abs(each) not in plain]
    return found


def overdrawn(pages: Pages) -> list[str]:
    """T10: say which bars are drawn from something else than the figure beside them."""
    return [
        f"{language} {path}: {length} for {expected}"
        for (language, path), body in pages.items()
        if path.startswith("/reports/") and not path.endswith(FILES)
        for length, expected in bars(body, language)
        if abs(length - expected) > ROUGH
    ]
