"""Go's sumdb/note and sumdb/tlog: signatures, roots, proofs and tiles, byte by byte."""

import json
from pathlib import Path

import pytest

from tests.oracles import tools


def test_go_agrees_with_every_head_proof_tile_and_bundle(made: Path, go: Path) -> None:
    found = json.loads(made.read_text())
    counts = [len(found[kind]) for kind in ("heads", "inclusion", "consistency")]
    assert min(counts) > 400
    said = tools.run([go, made], made.parent)
    assert said.startswith(f"{counts[0]} heads, {counts[1]} + {counts[2]} proofs, ")


@pytest.mark.parametrize(
    "kind, part",
    [
        ("heads", "note"),
        ("heads", "holds"),
        ("inclusion", "proof"),
        ("inclusion", "holds"),
        ("consistency", "proof"),
        ("consistency", "holds"),
        ("tiles", "data"),
        ("bundles", "hashes"),
    ],
)
def test_what_go_would_not_agree_with_is_found(
    made: Path, go: Path, tmp_path: Path, kind: str, part: str
) -> None:
    spoiled = json.loads(made.read_text())
    item = spoiled[kind][3]
    if part == "holds":
        item[part] = not item[part]
    elif part == "proof":
        item[part] = [*item[part], "A" * 43 + "="]
    else:
        item[part] = item[part].replace("A", "B")
    file = tmp_path / "spoiled.json"
    file.write_text(json.dumps(spoiled))
    assert tools.tried([go, file], tmp_path).returncode == 1
