"""Attacks by name: what is done, which command catches it, and how that looks away."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct

from tests.attack.log.operator import Operator
from tests.attack.log.said import Said

Work = Callable[[Operator], Awaitable[Said]]
Blind = Mapping[str, Any]
"""What stands in place of the check, by its name: with it nobody looks."""


class Attack(Struct, frozen=True):
    """*work* is the attack, and gives back what *command* says of it: the name *failure*."""

    name: str
    command: str
    failure: str
    work: Work
    blind: Blind


ATTACKS: dict[str, Attack] = {}
ON_REPORTS: dict[str, Attack] = {}
"""Those on a fund that has published a report."""


def caught(
    command: str, failure: str, blind: Blind, *, report: bool = False
) -> Callable[[Work], Work]:
    """Register an attack under the name of its function."""

    def register(work: Work) -> Work:
        name = work.__name__.replace("_", " ")
        add(Attack(name, command, failure, work, blind), report=report)
        return work

    return register


def add(attack: Attack, *, report: bool = False) -> None:
    """Register an attack."""
    known = ON_REPORTS if report else ATTACKS
    assert attack.name not in known, attack.name
    known[attack.name] = attack


def nothing(*_: Any, **__: Any) -> None:
    """Look away."""


async def nothing_later(*_: Any, **__: Any) -> None:
    """Look away, where somebody waits for it."""
