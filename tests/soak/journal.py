"""What a client writes down for itself: it is all that a killed client leaves to the next one.

One line of JSON a word, appended before and after each request:

    asked    key, fund, kind of command, amount
    done     key, position
    refused  key, code
    odd      key, status or failure: nothing that settles it, so the same is asked again
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """One client's file. What is written survives the death of the writer."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        # A line that a kill has torn apart must not swallow the next one.
        os.write(self._fd, b"\n")

    def note(self, word: str, *facts: object) -> None:
        """Append one line."""
        os.write(self._fd, json.dumps([word, *facts]).encode() + b"\n")


class Account:
    """What the journals say in all."""

    def __init__(self) -> None:
        self.asked: dict[str, tuple[str, str, int]] = {}
        self.done: dict[str, int] = {}
        self.refused: set[str] = set()
        self.odd: Counter[str] = Counter()

    @property
    def unfinished(self) -> list[str]:
        """Keys that were asked and not answered."""
        return [key for key in self.asked if key not in self.done and key not in self.refused]

    def read(self, path: Path) -> "Account":
        """Add a file."""
        for word, key, *facts in _lines(path):
            match word:
                case "asked":
                    self.asked[key] = (facts[0], facts[1], facts[2])
                case "done":
                    self.done[key] = facts[0]
                case "refused":
                    self.refused.add(key)
                case _:
                    self.odd[str(facts[0])] += 1
        return self


def _lines(path: Path) -> Iterator[list[Any]]:
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            said = json.loads(line)
        except ValueError:
            continue  # torn apart by a kill, before anything was sent
        if isinstance(said, list):
            yield said
