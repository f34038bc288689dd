"""The one table of the web face: which mandate opens which kind of page or route.

A handler names one power in its ``opt``. The rules of the ledger (`ledger.powers`) decide once
more about every command; this table stands before them, so that nobody is asked to fill in a form
that will be refused, and decides alone about what is only read.
"""

from enum import StrEnum
from typing import Any, Final

from api.session import Scope
from ledger.events import Role
from ledger.powers import FACTS


class Power(StrEnum):
    """What a page or route needs whoever asks for it to be allowed to."""

    # Of a fund.
    READ_PLAN = "read_plan"
    BREAK_GLASS = "break_glass"
    SPEND_FLOAT = "spend_float"
    DECIDE = "decide"
    READ_PEOPLE = "read_people"
    SUSPEND = "suspend"
    READ_BOOK = "read_book"
    RECORD_FACT = "record_fact"
    SCREEN = "screen"
    MANAGE_LABELS = "manage_labels"
    MOVE_MONEY = "move_money"
    ORDER = "order"
    SIGN = "sign"
    GOVERN = "govern"
    PUBLISH = "publish"
    COUNT_DOCKET = "count_docket"
    AUDIT = "audit"
    READ_VAULT = "read_vault"
    OPEN_VAULT = "open_vault"
    AUDIT_VAULT = "audit_vault"
    READ_OPENINGS = "read_openings"
    PANIC = "panic"
    ASK_HELP = "ask_help"
    READ_PUBLIC = "read_public"
    # Of the instance.
    STRANGER = "stranger"
    OWN_SIGN_IN = "own_sign_in"
    LIST_FUNDS = "list_funds"
    OPEN_FUND = "open_fund"
    INSTANCE_WELL = "instance_well"


_TREASURY: Final = frozenset({Role.TREASURER, Role.APPROVER, Role.ON_CALL})
_DESK: Final = _TREASURY | {Role.STEWARD}
_STEWARD: Final = frozenset({Role.STEWARD})
_ANY_MANDATE: Final = frozenset(Role)

MANDATES: Final[dict[Power, frozenset[Role]]] = {
    Power.READ_PEOPLE: _ANY_MANDATE,
    Power.SUSPEND: _ANY_MANDATE,
    Power.READ_BOOK: _DESK | {Role.AUDITOR},
    Power.RECORD_FACT: _TREASURY,
    Power.SCREEN: _DESK,
    Power.MANAGE_LABELS: frozenset({Role.TREASURER, Role.STEWARD}),
    Power.MOVE_MONEY: _DESK,
    Power.ORDER: _DESK,
    Power.SIGN: _DESK | {Role.AUDITOR},  # auditors: of reports, as the rules of the order say
    Power.GOVERN: _STEWARD,
    Power.PUBLISH: frozenset({Role.TREASURER, Role.STEWARD}),
    Power.COUNT_DOCKET: frozenset({Role.TREASURER}),
    Power.AUDIT: frozenset({Role.AUDITOR}),
    Power.READ_VAULT: _TREASURY | {Role.AUDITOR},
    Power.OPEN_VAULT: _TREASURY,
    Power.AUDIT_VAULT: frozenset({Role.AUDITOR}),
    Power.READ_OPENINGS: _DESK | {Role.AUDITOR},
    Power.PANIC: _ANY_MANDATE,
}
"""Powers of a fund, each with the mandates of which one is needed."""
OF_EVERY_MEMBER: Final = frozenset(
    {Power.READ_PLAN, Power.BREAK_GLASS, Power.SPEND_FLOAT, Power.DECIDE}
)
"""Powers of a fund that take no mandate."""
STRANGERS_OF_FUNDS: Final = frozenset({Power.ASK_HELP, Power.READ_PUBLIC})
"""Powers of a fund that take no sign-in: asking for help, and reading what is public."""
OF_STRANGERS: Final = STRANGERS_OF_FUNDS | {Power.STRANGER}
"""Powers that take no sign-in."""
OF_FUNDS: Final = frozenset(MANDATES) | OF_EVERY_MEMBER

SOMEWHERE: Final[dict[Power, frozenset[Role]]] = {
    Power.OPEN_FUND: _STEWARD,
    Power.INSTANCE_WELL: frozenset({Role.STEWARD, Role.TREASURER}),
}
"""Powers of the instance: its first sign-in, or one of these mandates in any fund of it."""
OF_EVERYBODY_SIGNED_IN: Final = frozenset({Power.OWN_SIGN_IN, Power.LIST_FUNDS})

SECOND_STEP: Final = _DESK | {Role.AUDITOR}
"""Mandates that do not count outside single-signer mode until a second step of signing in is set
up: they move money, change rules or read about people. A seat and a plain member need none."""

SCOPES: Final[dict[Scope, frozenset[Power]]] = {
    Scope.READ: frozenset({
        Power.READ_PLAN, Power.READ_PEOPLE, Power.READ_BOOK, Power.LIST_FUNDS, Power.INSTANCE_WELL,
    }),
    Scope.RECORD: frozenset({Power.RECORD_FACT}),
    Scope.ORDER: frozenset({Power.ORDER}),
}  # fmt: skip
"""What a token of the API may, by its scopes: never move money, sign, govern, or make tokens."""


def needs(power: Power) -> dict[str, Any]:
    """Return the ``opt`` of a handler that needs *power*."""
    return {"power": power}


def power_of(*commands: type) -> Power:
    """Return what a form needs that writes one of *commands*: facts are anybody's of the desk."""
    return Power.RECORD_FACT if FACTS.issuperset(commands) else Power.MOVE_MONEY


def may(power: Power, roles: frozenset[Role]) -> bool:
    """Whether a member whose mandates of *roles* count has a *power* of the fund."""
    return power in OF_EVERY_MEMBER or not roles.isdisjoint(MANDATES[power])
