"""The few things that the rules read in a report's manifest. Everything else is only kept."""

from datetime import date
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.publishing.months import month_of

FORMAT: Final = "parasol-report/1"
"""The format of manifests that this program publishes."""
SIDES: Final = ("money_in", "paid_out", "costs", "bridge")
"""Each closes on a clock of its own, per currency."""


class Stretch(Struct, frozen=True):
    """The months from *begins* through *until* that one side covers in one currency."""

    side: str
    currency: str
    begins: int
    until: int


class Summary(Struct, frozen=True, kw_only=True):
    """What a manifest says about itself. *today* is the day for which it was built."""

    fund: UUID
    number: int
    today: date
    version: int
    k: int
    period_months: int
    delay_days: int
    count_step: int
    stretches: tuple[Stretch, ...]
    previous: str | None


class _Policy(Struct, frozen=True):
    version: int
    k: int
    period_months: int
    delay_days: int
    count_step: int


class _Entry(Struct, frozen=True, rename={"begins": "from"}):
    currency: str
    begins: str
    until: str


class _Sides(Struct, frozen=True):
    money_in: tuple[_Entry, ...]
    paid_out: tuple[_Entry, ...]
    costs: tuple[_Entry, ...]
    bridge: tuple[_Entry, ...]


class _Manifest(_Sides, frozen=True, rename={"format_": "format"}):
    format_: str
    fund: UUID
    number: int
    today: date
    policy: _Policy
    previous: str | None


_manifest: Final = msgspec.json.Decoder(_Manifest)
_sides: Final = msgspec.json.Decoder(_Sides)
_encode: Final = msgspec.json.Encoder(order="sorted").encode


def hash_of(manifest: str) -> str:
    """Return the SHA-256 of a manifest's bytes, in hexadecimal."""
    return sha256(manifest.encode()).hexdigest()


def is_canonical(manifest: str) -> bool:
    """Say whether *manifest* is plain ASCII: JSON with sorted keys, no spaces, one spelling."""
    try:
        return manifest.isascii() and bool(
            _encode(msgspec.json.decode(manifest)) == manifest.encode()
        )
    except (ValueError, RecursionError):
        return False


def read_summary(manifest: str) -> Summary:
    """Read what the rules need. Raises ValueError when it is not a manifest of `FORMAT`."""
    found = _manifest.decode(manifest)  # its errors are ValueErrors
    if found.format_ != FORMAT:
        raise ValueError("another format")
    policy = found.policy
    return Summary(
        fund=found.fund,
        number=found.number,
        today=found.today,
        version=policy.version,
        k=policy.k,
        period_months=policy.period_months,
        delay_days=policy.delay_days,
        count_step=policy.count_step,
        stretches=_stretches(found),
        previous=found.previous,
    )


def stretches_of(manifest: str) -> tuple[Stretch, ...]:
    """Return the stretches of a manifest that is in the book, none of one that is not readable.

    Folding never refuses: the rules did, before the line was written.
    """
    try:
        return _stretches(_sides.decode(manifest))
    except (ValueError, RecursionError):
        return ()


def _stretches(found: _Sides) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(side, entry.currency, month_of(entry.begins), month_of(entry.until))
        for side in SIDES
        for entry in getattr(found, side)
    )
