"""Commands of the program, run to their end, and what they found."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from msgspec import Struct

from api.cli.program import program
from ledger.transparency.stopped import SENTENCES

_LOG_FINDING = re.compile(r": log \d+: (.+?): .*is stored")
_IN_TWO = frozenset({"verify", "log", "witness"})


class Said(Struct, frozen=True):
    """What a command said, its exit code, and the names of what it found wrong."""

    command: str
    code: int
    output: str
    names: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.command}: exit {self.code}: {self.output}"


def run(environment: Mapping[str, str], words: Sequence[str | Path], given: str = "") -> Said:
    """Run a command in this process, so that what it checks can be switched off."""
    said = CliRunner(env=dict(environment)).invoke(program, list(map(str, words)), input=given)
    if said.exception is not None and not isinstance(said.exception, SystemExit):
        raise said.exception
    command = " ".join(map(str, words[: 2 if words[0] in _IN_TWO else 1]))
    return Said(command, said.exit_code, said.output, frozenset(_names(said.output)))


def _names(output: str) -> Iterator[str]:
    """Yield the names of failures: of JSON, of the check of a log, or why one stopped."""
    for line in output.splitlines():
        if line.startswith("{"):
            yield from _in_object(json.loads(line))
        if found := _LOG_FINDING.search(line):
            yield found[1]
        yield from (code for code, sentence in SENTENCES.items() if sentence in line)


def _in_object(told: Mapping[str, Any]) -> Iterator[str]:
    yield from (each["name"] for each in told.get("findings", ()))
    yield from (each["failure"] for each in told.get("found", ()))
    if "failure" in told:
        yield told["failure"]
