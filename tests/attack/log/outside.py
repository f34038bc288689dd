"""What people outside have in their hands, and what they find of it later."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ledger.store.database import Database
from ledger.transparency.promise import read_promise
from ledger.transparency.receipt import Receipt
from ledger.transparency.tiles import ENTRIES, address, bundle, tiles_at
from ledger.transport.sealed_book import sealed_book
from ledger.verifier import Policy
from tests.attack.log.said import run
from tests.funds import OpenedFund
from tests.ledger.transparency.stage import Stage

CODE = "0123-4567-89AB-CDEF-GHJK"


@dataclass
class Given:
    """Files that were handed over, each with the code that goes with it, and heads."""

    heads: list[bytes] = field(default_factory=list)
    receipts: list[tuple[str | None, bytes]] = field(default_factory=list)
    promises: list[tuple[str | None, bytes]] = field(default_factory=list)
    extras: dict[int, bytes] = field(default_factory=dict)
    pinned: Policy = field(init=False)
    fund: OpenedFund = field(init=False)
    at: datetime = field(init=False)

    async def take_promises(self, stage: Stage, gift: int, payment: int) -> None:
        for code, position in ((CODE, gift), (None, payment)):
            text = await stage.log.promise(stage.fund_id, position)
            assert text is not None
            self.promises.append((code, text.encode()))
            self.extras[position] = read_promise(text)[0]
        await self._look(stage)

    async def take_receipts(self, stage: Stage, gift: int, payment: int) -> None:
        for code, position in ((CODE, gift), (None, payment)):
            text = await stage.log.receipt(stage.fund_id, position)
            assert text is not None
            self.receipts.append((code, text.encode()))
            assert self.extra_of(text) == self.extras[position]
        await self._look(stage)

    async def _look(self, stage: Stage) -> None:
        self.heads.append((await stage.head()).note.encode())
        self.fund, self.at = stage.fund, stage.clock.at

    @staticmethod
    def extra_of(receipt: str | None) -> bytes:
        assert receipt is not None
        return Receipt.read(receipt).extra

    def stage_in(self, database: Database, keys_dir: Path, later: timedelta) -> Stage:
        """Return the fund as a service finds it in a database, some time later."""
        stage = Stage(database, keys_dir)
        stage.fund, stage.clock.at = self.fund, self.at + later
        return stage


class Out(dict[str, bytes]):
    """All addresses of a log, as a verifier asks for them."""

    def get(self, address: str, bytes_max: int) -> bytes | None:  # type: ignore[override]
        found = super().get(address)
        assert found is None or len(found) <= bytes_max
        return found


async def given_out(stage: Stage) -> Out:
    """Return what strangers are given at the addresses of a log."""
    head = await stage.head()
    out = Out({"checkpoint": head.note.encode()})
    for tile, width in tiles_at(head.size):
        data = await stage.log.tile(stage.fund_id, head.number, tile, width)
        assert data is not None
        out[address(tile, width)] = bundle(data) if tile.level == ENTRIES else data
    return out


async def passed(stage: Stage, environment: dict[str, str], place: Path, given: Given) -> None:
    """`parasol check`, and `parasol audit` with receipts from before, find nothing."""
    environment |= {"PARASOL_DATA_DIR": str(place / "data")}
    pieces = [each async for each in sealed_book(stage.database, stage.log, stage.fund_id)]
    book, poster = place / "book", place / "poster"
    book.write_bytes(b"".join(pieces))
    keys = await stage.log.verifier_keys(stage.fund_id, 1)
    assert keys is not None
    poster.write_text("".join(f"{key}\n" for key in keys))
    words: list[str | Path] = ["audit", book, "--key", poster, "--json"]
    # Of each line the first receipt: two of one line are asked about.
    for number, (_, receipt) in enumerate(given.receipts[: len(given.extras)]):
        (place / f"{number}.tlog-proof").write_bytes(receipt)
        words += ["--receipt", place / f"{number}.tlog-proof"]
    audited = await asyncio.to_thread(run, environment, words)
    assert (audited.code, audited.names) == (0, frozenset()), str(audited)
    checked = await asyncio.to_thread(run, environment, ["check", str(stage.fund_id)])
    assert checked.code == 0, str(checked)
