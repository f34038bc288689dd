"""The attack of a stranger and of a donor who count: two funds are told apart by what they publish.

Nothing but how much happens differs between the two, so whatever differs in what they give out
tells how much happens. Names of what can differ: `DIFFERENCES`.
"""

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import comb
from typing import Any, Final

from msgspec import Struct

from ledger.store.reading import StoredLine
from ledger.transparency.promise import Promise, read_promise
from ledger.transparency.receipt import Receipt, read_extra
from tests.attack.log.twins import Donor, Pair, Told, Twin
from tests.funds import lines_of

DIFFERENCES: Final = frozenset(
    {"sizes", "answers", "headers", "batch", "deadline", "kind", "opened", "counted", "order"}
)
TELLING: Final = frozenset({"set-cookie", "etag", "last-modified", "age", "date", "expires"})
"""Names of headers that may tell when something changed."""
UNLIKELY: Final = 1e-9
"""What chance alone does less often than that is no chance."""
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b")
_KEY: Final = re.compile(r"\+[0-9a-f]{8}\+")
_BYTES: Final = re.compile(r"[A-Za-z0-9+/]{42,}={0,2}")


def plain(text: str) -> str:
    """Return a text without what is random in every fund: ids, digests, keys and signatures."""
    return _BYTES.sub("*", _KEY.sub("+*+", _ID.sub("*", text)))


class Day(Struct, frozen=True):
    """What happens until the next head: *lines* more in the loud fund, and gifts in both."""

    lines: int
    gifts: int = 1
    lasts: timedelta = timedelta(days=1)


class Proven(Struct, frozen=True):
    """What a donor reads in a file of theirs."""

    kind: str
    index: int
    deadline: int
    opened: str
    payload: Any
    raw: bytes


class Counting:
    """Plays the same days in two funds and compares all that comes out of them."""

    def __init__(self, pair: Pair, *, batch_size: int = 64) -> None:
        self.pair, self.batch_size = pair, batch_size
        self.found: set[str] = set()
        self.donors: list[Donor] = []
        self.files: tuple[list[Proven], list[Proven]] = ([], [])
        self.opening = 0
        self._gifts = 0

    async def play(self, days: Sequence[Day]) -> set[str]:
        """Let days go by; return what differs between the funds."""
        self.donors = [await each.donor() for each in self.pair.both]
        self.opening = await self.pair.quiet.size()
        for day in days:
            await self._day(day)
            await self._look()
        for which, twin in enumerate(self.pair.both):
            stored = await lines_of(twin.site.database, twin.fund_id)
            told = counted(self.files[which], stored) - {str(twin.fund_id)}  # it is in the origin
            self.found |= {"counted"} if told else set()
        return self.found

    async def _day(self, day: Day) -> None:
        """Have lines written before the gifts and behind them, and all be kept in between."""
        pair, until = self.pair, self.pair.clock.at + day.lasts
        await pair.loud.happens(day.lines - day.lines // 3)
        await self._keep()
        for _ in range(day.gifts):
            pair.clock.at += timedelta(seconds=7)
            for twin, donor in zip(pair.both, self.donors, strict=True):
                await twin.gift(donor)
            self._gifts += 1
            await self._fetch(self._gifts)
        pair.clock.at += timedelta(seconds=5)
        await pair.loud.happens(day.lines // 3)
        await self._keep()
        await self._look()
        pair.clock.at = until
        await self._keep()
        for number in range(1, self._gifts + 1):
            await self._fetch(number)

    async def _keep(self) -> None:
        for twin in self.pair.both:
            await twin.keep()

    async def _fetch(self, gift: int) -> None:
        """Compare what a gift's giver is handed in both funds."""
        pairs = zip(self.pair.both, self.donors, strict=True)
        quiet, loud = [proven((await twin.fetch(who, gift)).content) for twin, who in pairs]
        self.files[0].append(quiet)
        self.files[1].append(loud)
        if self._batch(quiet.index) != self._batch(loud.index):
            self.found.add("batch")
        for name in ("kind", "deadline", "opened"):
            if getattr(quiet, name) != getattr(loud, name):
                self.found.add(name)

    def _batch(self, index: int) -> int:
        return max(-1, (index - self.opening) // self.batch_size)

    async def _look(self) -> None:
        """Compare everything that a stranger is answered."""
        seen = [await twin.log_bytes() for twin in self.pair.both]
        sizes = {await twin.size() for twin in self.pair.both}
        if len(sizes) > 1:
            self.found.add("sizes")
        quiet, loud = [
            {path.replace(str(twin.fund_id), ""): told for path, told in each.items()}
            for twin, each in zip(self.pair.both, seen, strict=True)
        ]
        if quiet.keys() != loud.keys():
            self.found.add("answers")
        for path in quiet.keys() & loud.keys():
            self.found |= set(differences(quiet[path], loud[path]))
        for twin in self.pair.both:
            self.found |= {"order"} if not is_sorted(await leaves(twin), self) else set()


def differences(one: Told, other: Told) -> Iterator[str]:
    """Say in what two answers differ, but for what is random."""
    if one[0] != other[0] or len(one[1]) != len(other[1]) or _said(one) != _said(other):
        yield "answers"
    if one[2] != other[2] or TELLING & {name for name, _ in (*one[2], *other[2])}:
        yield "headers"


def _said(told: Told) -> str:
    """Return what a text says, but for what is random; nothing of hashes."""
    kind = dict(told[2]).get("content-type", "")
    return plain(told[1].decode()) if kind.startswith(("text/", "application/json")) else ""


def proven(file: bytes) -> Proven:
    """Read a file as a donor does who looks at every byte of it."""
    text = file.decode()
    if text.startswith("parasol.promise"):
        extra, note = read_promise(text)
        promise = Promise.read(note.partition("\n\n")[0] + "\n")
        said = opened(extra) + plain(text)
        return Proven("promise", -1, promise.deadline, said, payload_of(extra), file)
    receipt = Receipt.read(text)
    said = plain(re.sub(r"(?m)^index \d+$", "index", text))
    said = opened(receipt.extra) + said
    return Proven("receipt", receipt.index, 0, said, payload_of(receipt.extra), file)


def payload_of(extra: bytes) -> Any:
    """Return what the line says that a file opens."""
    return json.loads(read_extra(extra).opening.partition(b"\n")[2])


def opened(extra: bytes) -> str:
    """Return what a file opens, but for what is random: names, numbers and words stay."""
    opening = read_extra(extra)
    topic, _, payload = opening.opening.decode().partition("\n")
    said = json.dumps(payload_of(extra), sort_keys=True)
    return f"{len(opening.salt)} {len(opening.inner)} {topic} {plain(said)} {len(payload)}"


def counted(files: Sequence[Proven], stored: Sequence[StoredLine]) -> set[str]:
    """Return what of the envelopes of all lines stands somewhere in some files."""
    inside = b"\n".join(everything_in(each.raw) for each in files)
    found = set()
    for line in stored:
        names = (line.case_id, line.event_id, line.actor)
        moments = moments_of(line.recorded_at)
        found |= {name for name in map(str, (*names, *moments)) if name.encode() in inside}
        for name in (line.case_id, line.event_id):
            found |= {str(name)} if name.bytes in inside else set()
    told = set().union(*(numbers_of(each.payload) for each in files))
    found |= {str(number) for number in told - {25_00, 2, 0}}  # the gift itself, in cents
    return found


def moments_of(moment: datetime) -> Iterator[str]:
    """Write a moment in every way that a file could."""
    seconds = moment.timestamp()
    yield from (moment.isoformat(), moment.isoformat()[:19], f"{int(seconds)}")
    yield from (f"{int(seconds * 1000)}", f"{int(seconds * 1_000_000)}", f"{moment:%H:%M}")


def numbers_of(value: Any) -> set[int]:
    """Return every number in a JSON value, however deep."""
    if isinstance(value, dict):
        return set().union(*(numbers_of(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(numbers_of(each) for each in value))
    return {value} if isinstance(value, int) and not isinstance(value, bool) else set()


def everything_in(file: bytes) -> bytes:
    """Return a file and, behind it, every piece of it that can be read as base64."""
    pieces = re.findall(rb"[A-Za-z0-9+/=]{16,}", file)
    return b"\n".join([file, *(base64.b64decode(each) for each in pieces if len(each) % 4 == 0)])


async def leaves(twin: Twin) -> list[bytes]:
    """Return what every leaf of a log holds, as a stranger downloads it."""
    found = b""
    size = await twin.size()
    for number in range(-(-size // 256)):
        width = min(256, size - number * 256)
        ending = "" if width == 256 else f".p/{width}"
        path = f"/log/{twin.fund_id}/1/tile/entries/{number:03}{ending}"
        found += (await twin.told(path))[1]
    return [found[at + 2 : at + 34] for at in range(0, len(found), 34)]


def is_sorted(found: Sequence[bytes], counting: Counting) -> bool:
    """Say whether every batch since the attack began is in the order of its bytes."""
    starts = [*range(counting.opening, len(found), counting.batch_size), len(found)]
    batches = [list(found[a:b]) for a, b in pairwise(starts)]
    return all(batch == sorted(batch) for batch in batches)


def tell_apart(lines: Sequence[bytes], dummies: Sequence[bytes]) -> list[str]:
    """Say which bits are set more often than chance does, in lines or in dummies."""
    found = []
    for name, group in (("lines", lines), ("dummies", dummies)):
        for bit in range(256):
            ones = sum(each[bit // 8] >> (bit % 8) & 1 for each in group)
            if chance(ones, len(group)) < UNLIKELY:
                found.append(f"{name}: bit {bit}")
        most = Counter(each for leaf in group for each in leaf).most_common(1)
        if most and most[0][1] > 32 * len(group) / 256 * 2 + 60:
            found.append(f"{name}: byte {most[0][0]}")
    return found


def chance(ones: int, count: int) -> float:
    """Return how likely it is that *count* coins show heads as seldom or often as *ones* times."""
    rare = min(ones, count - ones)
    return min(1.0, float(2 * sum(comb(count, k) for k in range(rare + 1)) / (1 << count)))
