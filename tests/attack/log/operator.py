"""The operator of a fund who cheats: superuser of the database, and in possession of every key."""

import asyncio
import shutil
from collections.abc import Iterable
from pathlib import Path

from api.transparency.rules import LogRules, policy_of
from ledger.books import Books
from ledger.donations import RecordDonation
from ledger.events import Witness as NamedWitness
from ledger.store.database import Database
from ledger.store.reading import StoredLine
from ledger.transparency.log import Head, Log
from ledger.transparency.tiles import ENTRIES, address, bundle, tiles_at
from ledger.transparency.witness import Answer, Asked, Witness
from ledger.transport.sealed_book import sealed_book
from ledger.verifier.openings import commitments_of, read_code
from tests.attack.log.said import Said, run
from tests.ledger.transparency.stage import A_DAY, LOG_TABLES, Stage, as_superuser

CODE = "0123-4567-89AB-CDEF-GHJK"
OTHER_CODE = "ZZZZ-4567-89AB-CDEF-GHJK"
W_NAME = "w.example.org/witness"
FAR = 1_000_000


class Operator(Stage):
    """A fund with its log, and whatever its operator does to both.

    *place* holds what people outside have: keys from the poster, receipts, what a monitor
    remembers. `public` is what strangers are given at the addresses of the log.
    """

    def __init__(self, database: Database, place: Path, service_url: str, owner: str) -> None:
        super().__init__(database, place / "keys")
        self.place, self.service_url, self.superuser_url = place, service_url, owner
        self.moments = [self.clock.at]

    def seconds(self) -> float:
        """Return the time of this clock, in seconds since 1970."""
        return self.clock.at.timestamp()

    # What an honest operator does.

    @property
    def public(self) -> Path:
        return self.place / "public"

    async def next_head(self, *, days: int = 1) -> Head:
        """Let a day go by, sign a head, and give it out."""
        self.clock.turn(days * A_DAY)
        self.moments.append(self.clock.at)
        await self.keep()
        return await self.publish()

    async def gift(self, code: str = CODE, number: int = 1, gross: int = 25_00) -> int:
        """Record a gift that its giver can look for; return its position."""
        await self.do(self.given(code, number, gross))
        return (await self.lines())[-1].position

    def given(self, code: str = CODE, number: int = 1, gross: int = 25_00) -> RecordDonation:
        signs = read_code(code)
        assert signs is not None
        every = commitments_of(self.fund_id, signs)
        commitment = [next(every) for _ in range(number)][-1]
        return self.fund.donation(gross, donor_commitment=commitment)

    async def begun(self) -> None:
        """Have two heads out, with gifts in both, keys on a poster, and a monitor that looked."""
        await self.keep()
        await self.publish()
        await self.gift(CODE, 1)
        await self.gift(OTHER_CODE, 1, 7_00)
        await self.next_head()
        await self.poster()
        assert (await self.monitor()).code == 0

    async def poster(self) -> None:
        """Hang out the keys of the log."""
        keys = await self.log.verifier_keys(self.fund_id, 1)
        assert keys is not None
        self.write("poster", "".join(f"{key}\n" for key in keys))

    async def publish(self, log: Log | None = None, number: int | None = None) -> Head:
        """Give out the newest head with all tiles."""
        log = log or self.log
        head = await log.head(self.fund_id, number)
        assert head is not None
        shutil.rmtree(self.public, ignore_errors=True)
        self.public.mkdir()
        (self.public / "checkpoint").write_text(head.note)
        for tile, width in tiles_at(head.size):
            data = await log.tile(self.fund_id, head.number, tile, width)
            assert data is not None
            file = self.public / address(tile, width)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(bundle(data) if tile.level == ENTRIES else data)
        return head

    async def receipt(self, position: int, name: str = "receipt.tlog-proof") -> Path:
        text = await self.log.receipt(self.fund_id, position)
        assert text is not None
        return self.write(name, text)

    async def promise(self, position: int, name: str = "gift.promise") -> Path:
        text = await self.log.promise(self.fund_id, position)
        assert text is not None
        return self.write(name, text)

    async def book(self, log: Log | None = None) -> Path:
        """Write the sealed book as it is downloaded."""
        pieces = sealed_book(self.database, log or self.log, self.fund_id)
        file = self.place / "book"
        file.write_bytes(b"".join([each async for each in pieces]))
        return file

    def write(self, name: str, text: str) -> Path:
        file = self.place / name
        file.write_text(text)
        return file

    @staticmethod
    def head_in(receipt: Path, name: str = "old.checkpoint") -> Path:
        """Save the lower part of a receipt as a file of its own, as docs/checking.md says."""
        file = receipt.with_name(name)
        file.write_text(receipt.read_text().split("\n\n", 1)[1])
        return file

    # What people outside run, and what somebody at the terminal does.

    async def run(self, *words: str | Path, given: str = "") -> Said:
        """Run a command of the program on this machine, with the clock of the fund."""
        return await asyncio.to_thread(run, self.environment, words, given)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.service_url,
            "PARASOL_KEYS_DIR": str(self.keys_dir),
            "PARASOL_DATA_DIR": str(self.place / "data"),
            "PARASOL_PUBLIC_URL": "https://parasol.example",
        }

    async def monitor(self, *words: str | Path, poster: str = "poster") -> Said:
        memory = self.place / "memory"
        asked = ("--policy" if poster == "policy" else "--key", self.place / poster)
        return await self.run("monitor", self.public, *asked, "--memory", memory, "--json", *words)

    async def verify(self, *words: str | Path, given: str = "", policy: bool = False) -> Said:
        asked = ("--policy", self.place / "policy") if policy else ("--key", self.place / "poster")
        return await self.run("verify", *words, *asked, "--json", given=given)

    async def audit(self, *words: str | Path, log: Log | None = None) -> Said:
        book = await self.book(log)
        return await self.run("audit", book, "--key", self.place / "poster", "--json", *words)

    async def check(self) -> Said:
        return await self.run("check", str(self.fund_id))

    # What one who cheats does.

    async def sql(self, *statements: str) -> None:
        """Do something to rows of this fund: ``:fund`` stands for its id."""
        fund = f"'{self.fund_id}'"
        await as_superuser(
            self.superuser_url, *(each.replace(":fund", fund) for each in statements)
        )

    async def forge(self, *statements: str) -> None:
        """Change the book in the database, and have nobody remember what was there."""
        await self.sql(*statements, "delete from snapshots where fund_id = :fund")
        self.books = Books(self.database, clock=self.clock)
        self.log = self.another()

    async def forget(self) -> None:
        """Have neither database nor signer know that there was a log."""
        await self.sql(*(f"delete from {name} where fund_id = :fund" for name in LOG_TABLES))
        shutil.rmtree(self.keys_dir / "log", ignore_errors=True)
        self.log = self.another()

    async def rebuild(self) -> Head:
        """Build the whole log again from the book as it is now, under the same key, and sign it.

        It has the same heads at the same moments as before, and is given out.
        """
        now = self.clock.at
        await self.forget()
        for moment in self.moments:
            self.clock.at = moment
            kept = await self.keep()
            assert kept.signed, "whoever cheats has all keys"
        self.clock.at = now
        return await self.publish()

    async def new_origin(self) -> None:
        """Begin another log without need, and hang out its key beside the old one."""
        begun = await self.run("log", "new-origin", str(self.fund_id), "--anyway")
        assert begun.code == 0, begun
        keys = [await self.log.verifier_keys(self.fund_id, each) for each in (1, 2)]
        self.write("poster", "".join(f"{each[0]}\n" for each in keys if each))

    async def line(self, position: int) -> StoredLine:
        return next(line for line in await self.lines() if line.position == position)

    # Witnesses.

    async def witnessed(self, quorum: int = 1) -> Witness:
        """Have a witness at another place, which policies on posters name."""
        keys = await self.log.verifier_keys(self.fund_id, 1)
        assert keys is not None
        witness = Witness(self.database, self.place / "witness", W_NAME, self.clock)
        await witness.add(keys[0])
        named = NamedWitness(vkey=(await witness.key()).text, url="https://w.example.org")
        rules = LogRules(True, (named,), quorum)
        policy = policy_of(keys[0], "https://parasol.example/log", rules)
        self.write("policy", policy + keys[1] + "\n")
        return witness

    async def cosign(self, witness: Witness, old: int) -> Answer:
        """Ask a witness for its cosignature below the newest head; add what it gives."""
        head = await self.head()
        proof: Iterable[bytes] = ()
        if 0 < old < head.size:
            proof = await self.log.consistency(self.fund_id, head.number, old, head.size)
        note = head.note.partition("\n\n")
        own = note[2].splitlines(keepends=True)[0]
        asked = Asked(old, tuple(proof), f"{note[0]}\n\n{own}")
        answer = await witness.add_checkpoint(asked.text.encode())
        if answer.status == 200:
            lines = answer.body.splitlines()
            await self.log.add_cosignatures(self.fund_id, head.number, head.size, lines)
            await self.publish()
        return answer
