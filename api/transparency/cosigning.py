"""Cosigning: the witnesses of a fund are asked about every head that is out.

A head is public at once and gains cosignatures as they come in: a witness that is away keeps
nothing up. It is asked again at later looks, less and less often, until there is a newer head.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

import structlog
from msgspec import Struct

from api.transparency.asking import Given, NotAsked, post
from api.transparency.rules import LogRules, list_watched
from api.transparency.trouble import Troubles, trouble_of
from ledger.events import Witness
from ledger.transparency.cosignature import open_cosignature
from ledger.transparency.note import VerifierKey, read_note
from ledger.transparency.text import Unusable, decoded, from_number
from ledger.transparency.witness import SIZE, Asked

if TYPE_CHECKING:
    from api.site import Site
    from ledger.transparency.log import Head

EVERY_SECONDS: Final = 30.0
"""How often the service looks which heads lack cosignatures, besides when one is published."""
MAX_PAUSE_SECONDS: Final = 3_600.0
"""How long a witness that does not answer is left alone at most."""
NEAR_SECONDS: Final = 900
"""How far the clock of a witness may be from this one's."""
TRIES: Final = 3
"""How often in a row a witness may name another size."""
AT_ONCE: Final = 8
"""Witnesses that are asked at the same time."""

_log = structlog.get_logger(__name__)


class Refused(Exception):
    """A witness answered, and did not cosign; one word says why.

    ``forked`` and ``ahead`` are grave: it has seen another history of this log, or more of it.
    """


class _Pause(Struct, frozen=True):
    """How often in a row a witness failed for a head of this size, and when it is asked again."""

    size: int
    failures: int
    until: float
    """In the time of the loop."""


class Cosigning:
    """Asks the witnesses of every fund of this service. Any number of processes may."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        self._known: dict[tuple[str, str], int] = {}
        """Up to which size a witness knows a log, by origin and key, as far as it told."""
        self._pauses: dict[tuple[str, str], _Pause] = {}
        self._threads: ThreadPoolExecutor | None = None
        self._told = asyncio.Event()
        self._troubles = Troubles(site.settings.data_dir)

    def wake(self) -> None:
        """Look now, because a head is out."""
        self._told.set()

    async def look(self) -> int:
        """Ask for what is missing under the newest heads; return how many cosignatures came."""
        async with self._site.database.acquire() as connection:
            watched = await list_watched(connection)
        came, lacking = 0, list[tuple[UUID, Witness]]()
        for fund_id, rules in watched.items():
            try:
                came += await self._cosigned(fund_id, rules, lacking)
            except Exception as error:  # noqa: BLE001  one fund keeps no other one up
                lacking += ((fund_id, each) for each in rules.witnesses)
                _log.warning("cosigning-failed", error=type(error).__name__)
        await _kept(partial(self._troubles.keep_only, lacking))
        return came

    async def _cosigned(
        self, fund_id: UUID, rules: LogRules, lacking: list[tuple[UUID, Witness]]
    ) -> int:
        """Ask the witnesses whose cosignatures the newest head lacks; return how many came.

        Those who lack it are added to *lacking*.
        """
        head = await self._site.log.head(fund_id)
        if head is None:
            return 0
        names = {(each.name, each.key_id) for each in read_note(head.note).signatures}
        keys = {each: VerifierKey.read(each.vkey) for each in rules.witnesses}
        absent = {
            witness: key for witness, key in keys.items() if (key.name, key.key_id) not in names
        }
        lacking += ((fund_id, witness) for witness in absent)
        missing = [
            self._ask(fund_id, head, witness, key)
            for witness, key in absent.items()
            if self._is_due(head, witness)
        ]
        lines = [line for line in await asyncio.gather(*missing) if line]
        if lines:
            await self._site.log.add_cosignatures(fund_id, head.number, head.size, lines)
        return len(lines)

    async def _ask(
        self, fund_id: UUID, head: "Head", witness: Witness, key: VerifierKey
    ) -> str | None:
        """Return a cosignature line; None when there is none now, for a reason that is logged."""
        at = head.origin, witness.vkey
        try:
            line = await self._line(fund_id, head, witness, key)
        except Refused as refused:
            newest = await self._site.log.head(fund_id)
            if newest is not None and (newest.number, newest.size) != (head.number, head.size):
                return None  # another process has published meanwhile, and asked
            trouble = trouble_of(refused)
            _log.error("head-not-cosigned", reason=str(refused))
        except NotAsked as failed:
            trouble = trouble_of(failed)
            _log.warning("witness-not-asked", reason=str(failed))
        except Unusable as unusable:
            trouble = trouble_of(unusable)
            _log.warning("cosignature-unusable", reason=unusable.code)
        else:
            self._known[at] = head.size
            self._pauses.pop(at, None)
            await _kept(partial(self._troubles.forget, fund_id, witness))
            return line
        await _kept(partial(self._troubles.note, fund_id, witness, trouble, self._site.now()))
        before = self._pauses.get(at)
        failures = before.failures + 1 if before is not None and before.size == head.size else 0
        pause = min(EVERY_SECONDS * 2 ** min(failures, 10), MAX_PAUSE_SECONDS)
        until = _time() + pause
        self._pauses[at] = _Pause(head.size, failures, until)
        return None

    async def _line(self, fund_id: UUID, head: "Head", witness: Witness, key: VerifierKey) -> str:
        """Return the cosignature line of a witness. Raises NotAsked, Refused, Unusable."""
        known = min(self._known.get((head.origin, witness.vkey), 0), head.size)
        for _ in range(TRIES):
            given = await self._post(fund_id, head, witness, known)
            if given.status != 409:  # noqa: PLR2004  it knows another size than was thought
                break
            told = _told(given)
            if told > head.size:
                raise Refused("ahead")
            if told == known:
                raise Refused("forked" if known == head.size else "conflict")
            known = told
        else:
            raise Refused("conflict")
        if given.status == 422:  # noqa: PLR2004  what it knows is not how this log began
            raise Refused("forked")
        if given.status != 200:  # noqa: PLR2004  cosigned
            raise Refused(f"status {given.status}")
        return self._checked(given, read_note(head.note).text, key)

    async def _post(self, fund_id: UUID, head: "Head", witness: Witness, old: int) -> Given:
        """Send the head with a proof from the size *old*."""
        proof = await self._site.log.consistency(fund_id, head.number, old, head.size)
        note = _signed_by_log(head.note, head.origin)
        asked = Asked(old, tuple(proof), note)
        send = partial(post, witness.url, asked.text, self._site.settings.origin)
        return await asyncio.get_running_loop().run_in_executor(self._threads, send)

    def _checked(self, given: Given, text: str, key: VerifierKey) -> str:
        """Return the line of *key* among those of an answer. Raises Unusable, Refused."""
        for line in decoded(given.body).splitlines(keepends=True):
            try:
                timestamp = open_cosignature(line, text, key)
            except Unusable as unusable:
                if unusable.code == "signature-missing":  # by another key of the same witness
                    continue
                raise
            if abs(timestamp - self._site.now().timestamp()) > NEAR_SECONDS:
                raise Refused("another time")
            return line
        raise Unusable("signature-missing", "the witness did not cosign with its key")

    def _is_due(self, head: "Head", witness: Witness) -> bool:
        pause = self._pauses.get((head.origin, witness.vkey))
        if pause is None or pause.size != head.size:
            return True
        return pause.until <= _time()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Cosigning"]:
        """Ask for as long as the service runs."""
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="witnesses")
        task = asyncio.create_task(self._run(), name="cosigning")
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None

    async def _run(self) -> None:
        while True:
            self._told.clear()
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  a service that lives asks its witnesses
                _log.warning("cosigning-failed", error=type(error).__name__)
            # At any moment of the half minute: several processes do not all ask at once.
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_SECONDS * (0.75 + secrets.randbelow(500) / 1_000)):
                    await self._told.wait()


async def _kept(keep: Callable[[], None]) -> None:
    """Keep what is known about a witness; that it cannot be kept stops nothing."""
    try:
        await asyncio.to_thread(keep)
    except OSError as error:
        _log.warning("trouble-not-kept", error=type(error).__name__)


def _time() -> float:
    """Return the time of the loop, in seconds: it never goes back."""
    return asyncio.get_running_loop().time()


def _told(given: Given) -> int:
    """Return the size that a witness said it knows. Raises Refused."""
    size = from_number(given.body.decode("ascii", "replace").removesuffix("\n"))
    if given.media_type != SIZE or size is None:
        raise Refused("conflict")
    return size


def _signed_by_log(note: str, origin: str) -> str:
    """Return a note with the log's own signature and no others: a witness needs no more."""
    text, _, lines = note.rpartition("\n\n")
    own = [line for line in lines.splitlines(keepends=True) if line.startswith(f"— {origin} ")]
    return f"{text}\n\n" + "".join(own)
