"""@sigstore/verify: signatures of heads, and proofs of inclusion."""

import json
from pathlib import Path

from tests.oracles import tools


def test_sigstore_agrees_with_every_head_and_proof_of_inclusion(made: Path, sigstore: Path) -> None:
    found = json.loads(made.read_text())
    heads = sum(head["made"] for head in found["heads"])
    said = tools.run([tools.program("node", "nodejs"), sigstore, made], sigstore.parent)
    assert said == f"{heads} heads, {len(found['inclusion'])} proofs\n"


def test_what_sigstore_would_not_agree_with_is_found(
    made: Path, sigstore: Path, tmp_path: Path
) -> None:
    spoiled = json.loads(made.read_text())
    spoiled["inclusion"][9]["holds"] = not spoiled["inclusion"][9]["holds"]
    file = tmp_path / "spoiled.json"
    file.write_text(json.dumps(spoiled))
    done = tools.tried([tools.program("node", "nodejs"), sigstore, file], sigstore.parent)
    assert done.returncode == 1
