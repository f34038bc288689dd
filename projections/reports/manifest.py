"""The manifest of a report: everything that a report says in figures, and its canonical bytes.

The canonical bytes are UTF-8 JSON without spaces whose keys stand in the order of the alphabet.
They are signed, hashed (SHA-256) and served as they are; every page and file is a rendering of
them. Months are text such as ``2026-07``; amounts are integers of minor units of their currency.
An amount called *about* is rounded; every other amount is exact. A field that says nothing here is
null, never left out.
"""

from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

import msgspec
from msgspec import Struct

FORMAT: Final = "parasol-report/1"
BUILDER: Final = "1"
"""The version of the rules of `build`: another answer to the same question is another version."""
P_PERCENT: Final = 10
"""The others have to be at least this share of the largest part, the two largest left out."""
FIRST_PERCENT: Final = 50
"""Nobody is more than this share of the whole."""
FIRST_TWO_PERCENT: Final = 67
"""No two are more than this share of the whole."""
COUNT_LEAST: Final = 10
"""A count below this is not said."""
FEWER: Final = "fewer_than_10"
"""What is said instead of a count below `COUNT_LEAST`."""

Count = int | Literal["fewer_than_10"]
"""How many people: rounded to a step, or `FEWER`."""


class RoundedTo(Struct, frozen=True, kw_only=True):
    """To how many minor units the parts in *currency* are rounded."""

    currency: str
    base: int


class RulesOfReport(Struct, frozen=True, kw_only=True):
    """The rules that a report was built by; *version* is that of the fund's publishing rule."""

    version: int
    k: int
    p_percent: int
    first_percent: int
    first_two_percent: int
    period_months: int
    delay_days: int
    count_step: int
    rounding: tuple[RoundedTo, ...]


class CurrencyOfReport(Struct, frozen=True, kw_only=True):
    """A currency that the report has figures in, and its number of decimal digits."""

    currency: str
    exponent: int


class Stretch(Struct, frozen=True, kw_only=True):
    """The months from the first to the last, both included, in one currency."""

    currency: str
    from_month: str = msgspec.field(name="from")
    until_month: str = msgspec.field(name="until")


class PartIn(Struct, frozen=True, kw_only=True):
    """A part of the money that came in. *givers* is null where nobody protected is in it."""

    leaf: str
    about: int
    givers: Count | None


class NamedGiver(Struct, frozen=True, kw_only=True):
    """What a giver gave who agreed to be named; the name stands beside the report, not in it."""

    label_id: UUID
    currency: str
    about: int


class MoneyIn(Stretch, frozen=True, kw_only=True):
    """What came in, less what was given back and what moving it cost.

    *givers* counts those who are neither named nor counted apart; null where there are none.
    *parts* are all of it, or empty when only the whole can be said.
    """

    amount: int
    givers: Count | None
    parts: tuple[PartIn, ...]
    named: tuple[NamedGiver, ...]


class PartOut(Struct, frozen=True, kw_only=True):
    """A part of what was paid out for people: a whole *group*, or one *leaf* of it."""

    group: str
    leaf: str | None
    about: int
    households: Count


class PaidOut(Stretch, frozen=True, kw_only=True):
    """What was paid out for people, less what came back; below zero when more came back."""

    amount: int
    households: Count
    parts: tuple[PartOut, ...]


class Costs(Stretch, frozen=True, kw_only=True):
    """What running the fund cost in one period."""

    amount: int


class Bridge(Stretch, frozen=True, kw_only=True):
    """How the money at the beginning became the money at the end, in cash.

    opening + brought_forward + money_in − paid_out − costs − passed_on + lost_or_found
    + exchanged_in − exchanged_out = closing. *passed_on* went to other funds; *lost_or_found* is
    below zero when more was lost.
    """

    opening: int
    brought_forward: int
    money_in: int
    paid_out: int
    costs: int
    passed_on: int
    lost_or_found: int
    exchanged_in: int
    exchanged_out: int
    closing: int


class AtCourts(Struct, frozen=True, kw_only=True):
    """What courts hold at the end of *until*; it comes back."""

    currency: str
    until: str
    about: int


class Manifest(Struct, frozen=True, kw_only=True):
    """A report in figures. *today* is the day it was built on, in the fund's time zone.

    Stretches of one side and currency follow one another, in this order, within a report and from
    one report to the next; there may be several in one report. *previous* is the hash of the
    report before.
    """

    format: str = FORMAT
    builder: str
    fund: UUID
    number: int
    today: str
    policy: RulesOfReport
    currencies: tuple[CurrencyOfReport, ...]
    money_in: tuple[MoneyIn, ...]
    paid_out: tuple[PaidOut, ...]
    costs: tuple[Costs, ...]
    bridge: tuple[Bridge, ...]
    at_courts: tuple[AtCourts, ...]
    previous: str | None


class ManifestUnreadable(Exception):
    """Bytes are not the canonical bytes of a manifest of this format."""


_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_DECODER: Final = msgspec.json.Decoder(Manifest)


def canonical(manifest: Manifest) -> bytes:
    """Return the bytes that are signed, hashed and served."""
    return _ENCODER.encode(manifest)


def hash_of(manifest: Manifest) -> str:
    """Return the SHA-256 of the canonical bytes, in hex."""
    return sha256(canonical(manifest)).hexdigest()


def decode(text: bytes | str) -> Manifest:
    """Return the manifest whose canonical bytes are *text*.

    Raises `ManifestUnreadable` for anything else: another format, a field too many, other spaces.
    """
    said = text.encode() if isinstance(text, str) else text
    try:
        manifest = _DECODER.decode(said)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ManifestUnreadable("These bytes are no manifest of a report.") from error
    if manifest.format != FORMAT or canonical(manifest) != said:
        raise ManifestUnreadable("These are not the canonical bytes of a manifest.")
    return manifest
