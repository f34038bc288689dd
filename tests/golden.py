"""Golden files: the stored bytes of every fact, written once and then only ever read.

``python -m tests.golden`` (``make golden``) writes the files that are missing and changes none.
"""

import json
from pathlib import Path
from typing import Final

from ledger.line import envelope_bytes
from ledger.store.mapper import encode
from tests.ledger.samples import ENVELOPES, FULL, MINIMAL

DIRECTORY: Final = Path(__file__).parent / "ledger" / "golden"
ENVELOPE: Final = "envelope"


def encoded() -> dict[str, dict[str, str]]:
    """Return file name to the bytes that this program would store today, as text, by sample."""
    files: dict[str, dict[str, str]] = {}
    for sample, events in (("full", FULL), ("minimal", MINIMAL)):
        for event in events:
            topic, payload = encode(event)
            files.setdefault(topic, {})[sample] = payload.decode()
    files[ENVELOPE] = {name: envelope_bytes(line).decode() for name, line in ENVELOPES.items()}
    return files


def read(directory: Path = DIRECTORY) -> dict[str, dict[str, str]]:
    """Return file name to the golden bytes, as text, by sample."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(directory.glob("*.json"))}


def write_missing(directory: Path = DIRECTORY) -> list[str]:
    """Write the files that are not there yet; return their names."""
    directory.mkdir(parents=True, exist_ok=True)
    there = read(directory)
    missing = {name: samples for name, samples in encoded().items() if name not in there}
    for name, samples in missing.items():
        (directory / f"{name}.json").write_text(json.dumps(samples, indent=2) + "\n")
    return sorted(missing)


if __name__ == "__main__":
    for written in write_missing():
        print(f"golden: wrote {written}.json")  # noqa: T201 - this is what the program is for
