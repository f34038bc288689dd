"""The fund's verifiable log: how it grows, who watches it, and when another one begins.

Nothing here is computed from lines: `ledger.transparency` grows the log and signs its heads.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from ledger import guards
from ledger.command import Context
from ledger.events.log import LogBegun, LogHead, LogSet, ReportLogged, Witness
from ledger.events.publishing import ReportPublished
from ledger.fund import Fund
from ledger.publishing.commands import BeginLog, PublishReport, SetLog
from ledger.publishing.summary import hash_of
from ledger.rejections import LogBegunAlready, LogUnusable, NotPublic

BATCH_SIZES: Final = (64, 128, 256, 512, 1024, 2048, 4096)
"""Leaves. Powers of two: any other number would tell more exactly how much happens."""
HOURS: Final = (24, 12, 8, 6, 4, 3, 2, 1)
"""Between two heads; a day is a whole number of them."""
MAX_WITNESSES: Final = 15
"""A note with the log's own signature and these is the longest that every reader takes."""
MAX_NAME: Final = 200
MAX_URL: Final = 200
OF_HEADS: Final = 0x01
"""The type of keys that sign heads and promises."""
OF_WITNESSES: Final = 0x04
"""The type of keys that cosign."""
_KEY_BYTES: Final = 32
_VKEY: Final = re.compile(r"([!-*,-~]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})")
_HOST: Final = re.compile(r"[a-z0-9._\[\]:-]+")
_URL: Final = re.compile(r"https?://[!-~]+")
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ROOT: Final = re.compile(r"[0-9a-f]{64}")
_MOST_LEAVES: Final = 2**63 - 1


def name_of(vkey: str) -> str:
    """Return the name in a verifier key."""
    return vkey.partition("+")[0]


def public_key(vkey: str, kind: int) -> bytes:
    """Return the Ed25519 key that *vkey* holds. Raises ValueError unless it is one of *kind*."""
    found = _VKEY.fullmatch(vkey)
    if found is None or len(found[1]) > MAX_NAME:
        raise ValueError("not a verifier key")
    try:
        held = b64decode(found[3], validate=True)
    except NotBase64:
        raise ValueError("not a verifier key") from None
    named = sha256(found[1].encode() + b"\n" + held).hexdigest()[: len(found[2])]
    if b64encode(held).decode() != found[3] or held[0] != kind or named != found[2]:
        raise ValueError("a key of another type, or written wrongly")
    return held[-_KEY_BYTES:]


def set_log(command: SetLog, context: Context, fund: Fund) -> LogSet:
    """Return how the log grows, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    if command.batch_size not in BATCH_SIZES:
        raise LogUnusable("batch_size", "one of " + ", ".join(map(str, BATCH_SIZES)))
    if command.every_hours not in HOURS:
        raise LogUnusable("every_hours", "one of " + ", ".join(map(str, HOURS)))
    _no_slower(command, fund)
    _watched_by(command.witnesses)
    if not 0 <= command.quorum <= len(command.witnesses):
        raise LogUnusable("quorum", "0 to the number of witnesses")
    return LogSet(
        occurred_on=command.occurred_on,
        batch_size=command.batch_size,
        every_hours=command.every_hours,
        witnesses=command.witnesses,
        quorum=command.quorum,
    )


def _no_slower(command: SetLog, fund: Fund) -> None:
    """Refuse what would leave less room than there is: promises that are out count on it."""
    rule = fund.publishing.log_rule
    if fund.publishing.log is None:
        return
    if command.batch_size < rule.batch_size:
        raise LogUnusable("batch_size", f"{rule.batch_size} or more, as it is")
    if command.every_hours > rule.every_hours:
        raise LogUnusable("every_hours", f"{rule.every_hours} or fewer, as it is")


def _watched_by(witnesses: tuple[Witness, ...]) -> None:
    if len(witnesses) > MAX_WITNESSES:
        raise LogUnusable("witnesses", f"{MAX_WITNESSES} at most")
    keys: set[bytes] = set()
    for each in witnesses:
        try:
            keys.add(public_key(each.vkey, OF_WITNESSES))
        except ValueError:
            raise LogUnusable("witnesses", "keys of witnesses, as they publish them") from None
        if not _can_be_asked(each.url):
            raise LogUnusable(
                "witnesses", "addresses that begin with https://, or http:// of an onion service"
            )
    names = {name_of(each.vkey) for each in witnesses}
    if len(keys) < len(witnesses) or len(names) < len(witnesses):
        raise LogUnusable("witnesses", "each name and each key once")


def _can_be_asked(url: str) -> bool:
    """Say whether *url* is a plain address that ``/add-checkpoint`` can be put behind."""
    if len(url) > MAX_URL or not _URL.fullmatch(url) or url.endswith("/"):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    # Elsewhere whoever is on the way would learn which funds are watched, and when.
    is_safe = parts.scheme == "https" or host in _HERE or host.endswith(".onion")
    return bool(host) and port != 0 and is_safe and not set("?#@\\").intersection(url)


def begin(command: BeginLog, context: Context, fund: Fund) -> LogBegun:
    """Return the log that begins, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    known = fund.publishing
    if not known.keeps_log:
        raise NotPublic
    number = 0 if known.log is None else known.log.number
    if 1 <= command.number <= number:
        raise LogBegunAlready(command.number)
    if command.number != number + 1:
        raise LogUnusable("number", str(number + 1))
    host, _, rest = command.origin.partition("/")
    if not (_HOST.fullmatch(host) and rest == f"{fund.fund_id}/{command.number}"):
        raise LogUnusable("origin", f"HOST/{fund.fund_id}/{command.number}")
    _signed_by("vkey", command.vkey, command.origin)
    _signed_by("promise_vkey", command.promise_vkey, f"{command.origin}/promise")
    _follows(command.before, None if known.log is None else known.log.origin)
    return LogBegun(
        occurred_on=command.occurred_on,
        number=command.number,
        origin=command.origin,
        vkey=command.vkey,
        promise_vkey=command.promise_vkey,
        before=command.before,
    )


def _signed_by(field: str, vkey: str, name: str) -> None:
    try:
        public_key(vkey, OF_HEADS)
    except ValueError:
        raise LogUnusable(field, f"an Ed25519 key named {name}") from None
    if name_of(vkey) != name:
        raise LogUnusable(field, f"an Ed25519 key named {name}")


def _follows(before: LogHead | None, origin: str | None) -> None:
    """Refuse a first log that follows another, and a later one that does not."""
    if origin is None:
        if before is not None:
            raise LogUnusable("before", "nothing, for the first log")
    elif before is None or not _is_head(before, origin):
        raise LogUnusable("before", f"the last head of {origin}")


def _is_head(head: LogHead, origin: str) -> bool:
    is_whole = 0 <= head.size <= _MOST_LEAVES and _ROOT.fullmatch(head.root) is not None
    return is_whole and head.origin == origin


def head_of_report(command: PublishReport, fund: Fund) -> None:
    """Refuse a report that names a head of another log than the fund's: log-unusable (head)."""
    if command.head is None:
        return
    log = fund.publishing.log
    if log is None:
        raise LogUnusable("head", "nothing, while the fund has no log")
    if not _is_head(command.head, log.origin):
        raise LogUnusable("head", f"a head of {log.origin}")


def logged(report: ReportPublished, head: LogHead | None, fund: Fund) -> tuple[ReportLogged, ...]:
    """Return the line that holds *report* to the log, where the fund has one."""
    if fund.publishing.log is None:
        return ()
    return (
        ReportLogged(
            occurred_on=report.occurred_on,
            number=report.number,
            manifest_hash=hash_of(report.manifest),
            head=head,
        ),
    )
