"""Two whole instances witness each other, and one that shows two histories is caught."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID, uuid4

import httpx
import pytest
from msgspec import Struct

from api.cli.failures import Outcome
from api.clock import utc_now
from ledger.books import Books
from ledger.events import Witness
from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.store.database import Database
from ledger.transparency.keys import log_keys
from ledger.transparency.log import Log
from ledger.verifier import Failure, check_head, read_policy
from tests.api.transparency.made_log import MadeLog, leaves
from tests.database import run
from tests.funds import DAY, ask, open_fund
from tests.instance import Instance, stop, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def two() -> Iterator[tuple[Instance, Instance]]:
    """Two instances with nothing in them; neither serves yet."""
    here, there = Instance(), Instance()
    try:
        yield here.start(), there.start()
    finally:
        here.close()
        there.close()


def get(instance: Instance, path: str) -> httpx.Response:
    return httpx.get(instance.origin + path, timeout=20, verify=False)  # noqa: S501  plain HTTP


def witness_of(instance: Instance) -> Witness:
    """Return what the operator tells others about the witness."""
    said = instance.run("witness", "key")
    assert said.returncode == Outcome.DONE, said.stderr
    vkey, url = said.stdout.split()
    assert vkey.startswith(f"127.0.0.1:{instance.port}/witness+")
    assert url == f"{instance.origin}/witness"
    return Witness(vkey=vkey, url=url)


class Kept(Struct, frozen=True):
    """The log of a fund of an instance."""

    instance: Instance
    fund_id: UUID
    vkey: str

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.instance.port}/{self.fund_id}/1"

    def get(self, path: str) -> httpx.Response:
        return get(self.instance, f"/log/{self.fund_id}/1/{path}")

    def is_witnessed(self) -> bool:
        """Whether the head that is shown passes by the policy that is shown, for a stranger."""
        policy = read_policy(self.get("policy").content)
        head = self.get("checkpoint").content
        try:
            return bool(check_head(head, policy).is_witnessed)
        except Failure as failure:
            if failure.name != "quorum-missing":
                raise
            return False

    def cosigned_by(self, witness: Instance) -> None:
        """Have the log cosigned elsewhere from now on."""
        url = f"{self.instance.origin}/log/{self.fund_id}/1"
        added = witness.run("witness", "add", self.vkey, "--url", url)
        assert added.returncode == Outcome.DONE, added.stderr
        assert f"{self.origin}  0  {url}" in witness.run("witness", "list").stdout


async def public_fund(instance: Instance, witness: Witness) -> Kept:
    """Open a fund that publishes, with a head, and with *witness* to cosign the next look."""
    founder = uuid4()
    host = f"127.0.0.1:{instance.port}"
    async with Database.open(instance.addresses.service, min_size=1, max_size=4) as database:
        books = Books(database)
        fund = await open_fund(books, money=100_00, founder=founder)
        watched = SetLog(occurred_on=DAY, witnesses=(witness,), quorum=1)
        for command in (SetDisclosure(occurred_on=DAY, is_public=True), watched):
            await ask(books, fund.fund_id, command, actor=founder)
        log = Log(database, books, instance.keys, host, utc_now)
        await log.keep(fund.fund_id)
        keys = await log.verifier_keys(fund.fund_id, 1)
        await books.close()
    assert keys is not None
    return Kept(instance, fund.fund_id, keys[0])


def forged_by(log: Kept) -> MadeLog:
    """Return another history of a log, under its own key: whoever runs the instance has it."""
    master = bytes.fromhex((log.instance.keys / "log.key").read_text())
    forged = MadeLog(log.origin, log_keys(master, log.origin).head.seed)
    assert forged.vkey == log.vkey
    return forged


def test_two_instances_witness_each_other_and_a_second_history_is_caught(
    two: tuple[Instance, Instance],
) -> None:
    here, there = two
    witnesses = [witness_of(each) for each in (there, here)]
    ours, theirs = (run(public_fund(*each)) for each in zip(two, witnesses, strict=True))
    ours.cosigned_by(there)
    theirs.cosigned_by(here)
    serving = there.serve()
    assert not theirs.is_witnessed()  # nobody answers at the other one yet
    here.serve()
    wait_until(ours.is_witnessed)
    stop(serving)
    there.serve()
    wait_until(theirs.is_witnessed)
    assert ours.vkey == ours.get("keys").text.splitlines()[0]
    tiles = [ours.get(f"tile/{name}000.p/64").status_code for name in ("0/", "0//", "%30/")]
    assert tiles == [200, 404, 404]

    shown = ours.get("checkpoint").text
    size, forged = int(shown.splitlines()[1]), forged_by(ours)
    policy = read_policy(ours.get("policy").content)
    for grown, status in ((size, 409), (size + 64, 422)):
        second = leaves(grown, "second ")
        url = f"{there.origin}/witness/add-checkpoint"
        asked = httpx.post(url, content=forged.asked(size, second), timeout=20, verify=False)  # noqa: S501
        assert asked.status_code == status
        assert "—" not in asked.text
        with pytest.raises(Failure, match="quorum-missing"):
            check_head(forged.head(second).encode(), policy)

    _shows_both(there, ours, shown, forged.head(leaves(size, "second ")))
    _taken_off(there, ours.origin)


def _shows_both(there: Instance, ours: Kept, shown: str, second: str) -> None:
    """See that the witness holds both heads, signed by one key, to be shown to anybody."""
    known = get(there, f"/witness/{sha256(ours.origin.encode()).hexdigest()}/checkpoint").text
    assert known.splitlines()[:3] == shown.splitlines()[:3]
    evidence = there.run("witness", "show", ours.origin)
    assert evidence.returncode == Outcome.DISAGREES
    assert known in evidence.stdout
    assert second in evidence.stdout
    listed = there.run("witness", "list").stdout
    assert f"{ours.origin}  {shown.splitlines()[1]}" in listed
    assert "TWO HISTORIES" in listed


def _taken_off(witness: Instance, origin: str) -> None:
    """Remove a log, and see that what it was is remembered."""
    assert witness.run("witness", "remove", origin).returncode == Outcome.DONE
    assert witness.run("witness", "remove", origin).returncode == Outcome.UNUSABLE
    assert "removed" in witness.run("witness", "list").stdout
    for arguments in (("show", "nobody/1"), ("add", "no-key")):
        said = witness.run("witness", *arguments)
        assert said.returncode == Outcome.UNUSABLE
        assert "Traceback" not in said.stderr
    other = witness.run("witness", "add", MadeLog(origin, b"x" * 32).vkey)
    assert other.returncode == Outcome.REFUSED
