"""The log of a fund, as the service keeps it and gives it out, before the same oracles."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.publishing.commands import SetLog
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.note import VerifierKey, read_note
from ledger.transparency.tiles import tiles_at
from tests.funds import DAY
from tests.ledger.transparency.stage import Stage
from tests.oracles import tools
from tests.oracles.material import Log, material, said
from tests.oracles.openssl import is_signed

WITNESS = Cosigner("witness.example/witness", bytes([7]) * 32)


async def lived(stage: Stage) -> list[str]:
    """Keep a log through gifts, silent days, and a change of its batch; return all heads."""
    notes: list[str] = []
    for gifts, days in [(0, 0), (70, 1), (0, 2), (3, 1), (0, 1), (150, 1), (0, 4)]:
        await stage.give(gifts)
        for _ in range(days or 1):
            stage.clock.turn() if days else None
            await stage.keep()
            head = await stage.head()
            text = read_note(head.note).text
            if not notes or text != read_note(notes[-1]).text:
                line = WITNESS.cosign(text, int(stage.clock.at.timestamp()))
                await stage.log.add_cosignatures(stage.fund_id, 1, head.size, [line])
                notes.append((await stage.head()).note)
        if gifts == 3:
            await stage.do(SetLog(occurred_on=DAY, batch_size=128))
    return notes


def opened(receipt: str, origin: str) -> dict[str, Any]:
    """Read a receipt by the page of its format, and compute its leaf by that page."""
    head, note = receipt.split("\n\n", 1)
    _, extra, index, *proof = head.split("\n")
    data = b64decode(extra.removeprefix("extra "))
    begin = b"parasol-opening/v1\n"
    assert data.startswith(begin)
    leaf = sha256(b"parasol-line/v1\n" + origin.encode() + b"\n" + data[len(begin) :]).digest()
    _, size, root, *_ = note.split("\n")
    return {
        "size": int(size),
        "place": int(index.removeprefix("index ")),
        "data": b64encode(leaf).decode(),
        "hash": b64encode(sha256(b"\0" + leaf).digest()).decode(),
        "root": root,
        "proof": proof,
        "made": True,
    }


async def given_out(stage: Stage, notes: list[str]) -> dict[str, Any]:
    """Collect what the log gives out: keys, heads, tiles, leaves, and everybody's receipt."""
    keys = await stage.log.verifier_keys(stage.fund_id, 1)
    assert keys is not None
    size, tiles = (await stage.head()).size, {}
    for tile, width in tiles_at(size):
        served = await stage.log.tile(stage.fund_id, 1, tile, width)
        assert served is not None
        tiles[tile] = served
    leaves = await stage.log.leaves(stage.fund_id, 1, 0, size)
    found = material(Log(keys[0], WITNESS.key.text, leaves, tiles, notes))
    origin = VerifierKey.read(keys[0]).name
    for line in await stage.lines():
        receipt = await stage.log.receipt(stage.fund_id, line.position)
        assert receipt is not None
        found["inclusion"].append(said(opened(receipt, origin), "inclusion"))
    return found


async def test_go_and_sigstore_agree_with_the_log_of_a_fund(
    stage: Stage, go: Path, sigstore: Path, tmp_path: Path
) -> None:
    notes = await lived(stage)
    found = await given_out(stage, notes)
    file = tmp_path / "fund.json"
    file.write_text(json.dumps(found))
    lines = len(await stage.lines())
    assert len(notes) > 5
    assert lines > 220
    assert len({each["place"] for each in found["inclusion"] if each["made"]}) >= lines
    assert all(each["holds"] for each in found["inclusion"][-lines:])
    counts = [len(found[kind]) for kind in ("heads", "inclusion", "consistency")]
    answer = tools.run([go, file], tmp_path)
    assert answer.startswith(f"{counts[0]} heads, {counts[1]} + {counts[2]} proofs, ")
    node = tools.program("node", "nodejs")
    answer = tools.run([node, sigstore, file], sigstore.parent)
    assert answer == f"{len(notes)} heads, {counts[1]} proofs\n"


async def test_openssl_agrees_with_a_head_and_a_promise_of_a_fund(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.keep()
    await stage.give(donor_commitment="5e" * 32)
    position = (await stage.lines())[-1].position
    promised = await stage.log.promise(stage.fund_id, position)
    keys = await stage.log.verifier_keys(stage.fund_id, 1)
    assert promised is not None
    assert keys is not None
    head, promise = (VerifierKey.read(each).public for each in keys)
    assert is_signed(tmp_path, head, (await stage.head()).note)
    note = promised.split("\n\n", 1)[1]
    assert is_signed(tmp_path, promise, note)
    assert not is_signed(tmp_path, head, note)
