"""Whom somebody who checks believes: logs, witnesses, and how many of these must have looked.

A policy is a file in the form of C2SP tlog-policy, or just the key of a log. It is pinned: taken
from a poster, the bylaws or an old receipt, never from the server that is being checked.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.verifier.failures import PolicyUnusable
from ledger.verifier.keys import LOG_KIND, WITNESS_KIND, VerifierKey, read_key

NONE: Final = "none"
PROMISE_SUFFIX: Final = "/promise"
_BYTES_MAX: Final = 262_144
_FORBIDDEN: Final = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_SPACES: Final = re.compile(r"[ \t]+")
_COUNT: Final = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Group:
    """Some witnesses or groups, of which *needed* must have looked."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """The keys that count. *promises* are keys of promises, named `ORIGIN/promise`.

    *quorum* is the name of a witness or group, or `none`.
    """

    logs: tuple[VerifierKey, ...] = ()
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = NONE
    promises: tuple[VerifierKey, ...] = ()

    @property
    def log_origins(self) -> list[str]:
        """The origins whose heads can be checked."""
        return [key.name for key in self.logs]

    @property
    def promise_origins(self) -> list[str]:
        """The origins whose promises can be checked."""
        return [key.name.removesuffix(PROMISE_SUFFIX) for key in self.promises]

    @property
    def origins(self) -> list[str]:
        """The origins of which anything can be checked."""
        return [*self.log_origins, *self.promise_origins]

    def is_met(self, cosigned: AbstractSet[str]) -> bool:
        """Whether these witnesses are enough."""
        met = {name: name in cosigned for name in self.witnesses} | {NONE: True}
        # Members stand before their group; so many groups within groups are no deeper for us.
        for name, group in self.groups.items():
            met[name] = sum(met[each] for each in group.members) >= group.needed
        return met[self.quorum]

    def with_keys(self, keys: Iterable[str]) -> "Policy":
        """Add keys of promises and of logs, one text each. Those of logs may stand in it already.

        Raises `PolicyUnusable`.
        """
        logs, promises = list(self.logs), list(self.promises)
        for text in keys:
            key = read_key(text, LOG_KIND)
            found = promises if key.name.endswith(PROMISE_SUFFIX) else logs
            if key not in found:
                _refuse_twice(key, [*logs, *promises, *self.witnesses.values()])
                found.append(key)
        return replace(self, logs=tuple(logs), promises=tuple(promises))


def read_keys(text: str) -> Policy:
    """Read keys, one a line: a policy without witnesses. Raises `PolicyUnusable`."""
    lines = [line.strip() for line in text.splitlines()]
    return Policy().with_keys(line for line in lines if line)


def read_policy(data: bytes) -> Policy:
    """Read a policy. Raises `PolicyUnusable` with the line and what is wrong there."""
    return _read_lines(_lines_of(data))


def _lines_of(data: bytes) -> list[list[str]]:
    """Return the words of each line, none of a comment. Raises `PolicyUnusable`."""
    if len(data) > _BYTES_MAX:
        raise PolicyUnusable("The policy is too large.")
    lines = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if _FORBIDDEN.search(line):
            raise PolicyUnusable(f"Policy, line {number}: control characters.")
        # What is no UTF-8 may stand in remarks and names, where nobody reads it.
        text = line.decode("utf-8", "surrogateescape").strip(" \t")
        lines.append(_SPACES.split(text) if text and not text.startswith("#") else [])
    return lines


def _read_lines(lines: Iterable[list[str]]) -> Policy:
    reading = _Reading()
    for number, words in enumerate(lines, 1):
        if not words:
            continue
        try:
            reading.line(words)
        except PolicyUnusable as wrong:
            raise PolicyUnusable(f"Policy, line {number}: {wrong}") from None
    if reading.quorum is None:
        raise PolicyUnusable("The policy has no quorum line.")
    return Policy(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)


def read_pinned(data: bytes) -> Policy:
    """Read what a poster says: keys, one a line, a policy, or both. Raises `PolicyUnusable`.

    Keys of logs beside a policy must be among those that it names.
    """
    lines = _lines_of(data)
    keys = [words[0] for words in lines if len(words) == 1]
    rest = [words if len(words) > 1 else [] for words in lines]
    if keys and not any(rest):
        return Policy().with_keys(keys)
    policy = _read_lines(rest)
    together = policy.with_keys(keys)
    if policy.logs and together.logs != policy.logs:
        raise PolicyUnusable("The policy names another log than the key beside it.")
    if not together.logs and not together.promises:
        raise PolicyUnusable("The policy names no log: whose signature counts?")
    return together


class _Reading:
    """A policy that is being read, line by line."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def line(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                key = read_key(vkey, LOG_KIND)
                _refuse_twice(key, [*self.logs, *self.witnesses.values()])
                self.logs.append(key)
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._refuse_name(name)
                key = read_key(vkey, WITNESS_KIND)
                _refuse_twice(key, [*self.logs, *self.witnesses.values()])
                self.witnesses[name] = key
            case ["group", name, needed, first, *others]:
                self._refuse_name(name)
                self.groups[name] = self._group(needed, (first, *others))
            case ["quorum", name]:
                if self.quorum is not None:
                    raise PolicyUnusable("a second quorum.")
                if name != NONE:
                    self._refuse_unknown(name)
                self.quorum = name
            case _:
                raise PolicyUnusable("expected a log, a witness, a group or the quorum.")

    def _group(self, needed: str, members: tuple[str, ...]) -> Group:
        for name in members:
            self._refuse_unknown(name)
            if name in self._members:
                raise PolicyUnusable(f"{name} is in a group already.")
            self._members.add(name)
        count = {"all": len(members), "any": 1}.get(needed)
        if count is None:
            count = int(needed) if _COUNT.fullmatch(needed) else 0
        if not 1 <= count <= len(members):
            raise PolicyUnusable(f"expected all, any, or a number from 1 to {len(members)}.")
        return Group(count, members)

    def _refuse_name(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyUnusable(f"the name {name} is taken.")

    def _refuse_unknown(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise PolicyUnusable(f"nothing before is called {name}.")


def _refuse_twice(key: VerifierKey, others: Iterable[VerifierKey]) -> None:
    """Nobody counts twice, under whatever names: one key is one voice."""
    if any(key.raw == other.raw for other in others):
        raise PolicyUnusable(f"the key of {key.name} stands here twice.")
