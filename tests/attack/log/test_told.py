"""What is told where nothing can be proven, what witnesses answer, and what is evidence."""

import re
from pathlib import Path

import pytest

from api.cli.failures import Outcome
from ledger.publishing.commands import SetLog
from ledger.rejections import LogUnusable
from ledger.transparency import checkpoint, signer
from ledger.transparency.keeper import Keeper
from ledger.transparency.memory import Memory, only_one
from ledger.transparency.table import add_head
from tests.attack.log.operator import W_NAME, Operator
from tests.attack.log.past import CHANGES, GIFT, Change, rebuilt, rewrites
from tests.attack.log.silence import a_promise_is_not_kept
from tests.funds import DAY
from tests.ledger.transparency.stage import A_DAY

NOT_WITNESSED = "ot witnessed: this server could show different books to different people"


def plain(operator: Operator, command: str) -> tuple[str | Path, ...]:
    """Return what makes a command say in words what it finds."""
    key = ("--key", operator.place / "poster")
    return {
        "receipt": ("verify", "receipt", operator.place / "receipt.tlog-proof", *key),
        "log": ("verify", "log", operator.public, *key),
        "monitor": ("monitor", operator.public, *key, "--memory", operator.place / "new"),
        "audit": ("audit", operator.place / "book", *key),
    }[command]


@pytest.mark.parametrize("command", ["receipt", "log", "monitor", "audit"])
async def test_a_second_book_without_witnesses_is_shown_with_a_warning(
    operator: Operator, command: str
) -> None:
    await rebuilt(operator, rewrites)
    await operator.receipt(GIFT)
    await operator.book()
    said = await operator.run(*plain(operator, command))
    assert said.code == 0, said
    assert NOT_WITNESSED in said.output


async def test_there_is_no_warning_where_a_witness_has_looked(operator: Operator) -> None:
    """So whoever leaves the sentence out, or shows it always, is noticed."""
    witness = await operator.witnessed()
    assert (await operator.cosign(witness, 0)).status == 200
    await operator.receipt(GIFT)
    await operator.book()
    for command in ("receipt", "log", "monitor", "audit"):
        words = plain(operator, command)
        swapped = [{"--key": "--policy"}.get(str(word), word) for word in words]
        policy = [operator.place / "policy" if str(w).endswith("poster") else w for w in swapped]
        said = await operator.run(*policy)
        assert said.code == 0, said
        assert NOT_WITNESSED not in said.output


@pytest.mark.parametrize("name", CHANGES)
async def test_a_witness_cosigns_no_second_history(name: str, operator: Operator) -> None:
    change: Change = CHANGES[name]
    witness = await operator.witnessed()
    assert (await operator.cosign(witness, 0)).status == 200
    await rebuilt(operator, change)
    forked = await operator.cosign(witness, 128)
    assert (forked.status, forked.body) == (409, "128\n")
    await operator.next_head()
    grown = await operator.cosign(witness, 128)
    assert grown.status == 422
    assert "—" not in grown.body + forked.body
    [log] = await witness.logs()
    assert log.fork is not None, "both heads are in its hands"
    said = await operator.run("witness", "show", log.origin)
    assert said.code == Outcome.DISAGREES
    assert str(log.note) in said.output
    assert log.fork in said.output
    assert "TWO HISTORIES" in (await operator.run("witness", "list")).output


async def test_a_witness_that_looks_away_cosigns_it(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = await operator.witnessed()
    assert (await operator.cosign(witness, 0)).status == 200
    await rebuilt(operator, rewrites)
    await operator.next_head()
    monkeypatch.setattr("ledger.transparency.witness.check_consistency", lambda *_: True)
    answer = await operator.cosign(witness, 128)
    assert answer.status == 200
    assert W_NAME in answer.body


@pytest.mark.parametrize("is_bent", [False, True])
async def test_two_heads_are_evidence_for_everybody(operator: Operator, is_bent: bool) -> None:
    await rebuilt(operator, rewrites)
    await operator.next_head()
    assert "log-forked" in (await operator.monitor()).names
    [evidence] = (operator.place / "memory.evidence").iterdir()
    if is_bent:  # whoever wants to blame an honest operator
        (evidence / "older.checkpoint").write_text((evidence / "newer.checkpoint").read_text())
    said = await operator.verify("log", "--evidence", evidence)
    if is_bent:
        assert said.code == Outcome.DISAGREES
        assert said.names == {"root-differs"}
    else:
        assert said.code == 0, said
        assert '"failure": "log-forked"' in said.output
        assert '"whole": true' in said.output


async def test_a_promise_that_was_not_kept_is_evidence_for_everybody(operator: Operator) -> None:
    assert "promise-broken" in (await a_promise_is_not_kept(operator)).names
    [evidence] = (operator.place / "memory.evidence").iterdir()
    said = await operator.verify("log", "--evidence", evidence)
    assert '"failure": "promise-broken"' in said.output, said
    opened = b"".join(each.read_bytes() for each in evidence.iterdir())
    assert b"donation.received" not in opened, "whoever is shown it does not read the gift"


async def test_two_processes_of_one_machine_never_sign_at_once(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator.clock.turn()
    monkeypatch.setattr("api.cli.log._WAIT_SECONDS", 0.1)
    async with only_one(operator.keys_dir, operator.fund_id, 0):
        said = await operator.run("log", "seal", str(operator.fund_id))
    assert said.code == Outcome.UNAVAILABLE, said


class Crashed(Exception):
    """The process ends here."""


CRASHES = {
    "before the leaves are signed": (signer.Signer, "sign"),
    "before the signer remembers": (Memory, "write"),
    "before the head is out": (Keeper, "_sign"),
    "with a signed head in hand": (add_head, ""),
}


@pytest.mark.parametrize("where", CRASHES)
async def test_after_a_crash_the_same_bytes_come_out(
    operator: Operator, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await operator.gift()
    operator.clock.turn()
    notes, real = list[str](), checkpoint.sign_checkpoint

    def crash(*_: object) -> None:
        raise Crashed

    def noted(*asked: object) -> str:
        notes.append(real(*asked))  # type: ignore[arg-type]
        return notes[-1]

    monkeypatch.setattr(signer, "sign_checkpoint", noted)
    owner, name = CRASHES[where]
    with monkeypatch.context() as patch:
        if name:
            patch.setattr(owner, name, crash)
        else:
            patch.setattr("ledger.transparency.table.add_head", crash)
        with pytest.raises(Crashed):
            await operator.run("log", "seal", str(operator.fund_id))
    assert (await operator.head()).size == 128, "nothing of it is out"
    said = await operator.run("log", "seal", str(operator.fund_id))
    assert "a new head is signed" in said.output, said
    head = await operator.publish()
    assert head.size == 192
    assert {note for note in notes if "\n192\n" in note} == {head.note}
    for look in (operator.monitor, operator.check, operator.audit):
        assert (await look()).code == 0


async def test_a_new_log_is_no_way_out_of_a_receipt(operator: Operator) -> None:
    """What somebody holds a receipt of stays true, whatever the next log says."""
    receipt = await operator.receipt(GIFT)
    await operator.forge(*await rewrites(operator))
    await operator.new_origin()
    assert "receipt-not-in-book" in (await operator.audit("--receipt", receipt)).names
    assert "the leaf of a line is another one" in (await operator.check()).names
    await operator.publish(number=1)
    operator.clock.turn(3 * A_DAY)
    assert "head-late" in (await operator.monitor()).names, "whoever followed it asks why"


async def test_an_older_log_that_is_kept_back_is_told(operator: Operator) -> None:
    """Its leaves would tell of the change: whoever leaves them out has to say why."""
    await operator.forge(*await CHANGES["blames_another"](operator))
    await operator.new_origin()
    assert "before-line-differs" in (await operator.audit()).names
    rows = (await operator.book()).read_text().splitlines(keepends=True)
    kept = [re.sub(r',"before":\[\[.*\]\]', "", row) for row in rows if '"before_' not in row]
    assert len(kept) < len(rows)
    bare = operator.write("bare", "".join(kept))
    said = await operator.run("audit", bare, "--key", operator.place / "poster")
    assert "older log 1 is not in the file" in said.output, said


async def test_a_log_of_nothing_but_dummies_is_found(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(*_: object) -> list[int]:
        return []

    monkeypatch.setattr("ledger.transparency.sealer.list_waiting", nobody)
    for _ in range(6):
        await operator.give()
        await operator.next_head()
    await operator.give()
    assert "lines-kept-back" in (await operator.audit()).names
    monkeypatch.undo()
    await operator.next_head()
    await operator.give()
    assert not (await operator.audit()).names


@pytest.mark.parametrize(("batch_size", "every_hours"), [(64, 1), (128, 24)])
async def test_no_new_rule_makes_an_honest_fund_break_its_promises(
    operator: Operator, batch_size: int, every_hours: int
) -> None:
    """Two stewards could otherwise have evidence made against a fund that keeps its word."""
    await operator.do(SetLog(occurred_on=DAY, batch_size=128, every_hours=1))
    slower = SetLog(occurred_on=DAY, batch_size=batch_size, every_hours=every_hours)
    with pytest.raises(LogUnusable):
        await operator.do(slower)


@pytest.mark.slow
async def test_an_honest_fund_with_a_long_queue_is_accused_of_nothing(operator: Operator) -> None:
    """Gifts that are looked for go first, heads are missed and made up for, a new log begins."""
    number = 2
    for missed in (1, 1, 2, 1):
        for many in (40, 8):
            await operator.give(many)
            for _ in range(many // 2):
                await operator.gift(number=number)
                number += 1
        await operator.next_head(days=missed)
        for look in (operator.audit, operator.check, operator.monitor):
            said = await look()
            assert said.code == 0, said
    assert (await operator.log.status(operator.fund_id)).waiting > 0
    await operator.new_origin()
    await operator.give(100)
    await operator.gift(number=number)
    await operator.next_head()
    for look in (operator.audit, operator.check):
        said = await look()
        assert said.code == 0, said
