"""A book in memory: obeys one command after the other, as the shell does, without the shell."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.bail import held
from ledger.case import Case, evolve_case
from ledger.decider import COMMANDS, AnyCommand, decide
from ledger.events import FundEvent
from ledger.fund import Fund, evolve
from ledger.grants import promised
from ledger.recordings import WRITES
from ledger.refunds import left
from ledger.rejections import Rejection
from tests.ledger.book import FUND, context
from tests.ledger.histories import Plan
from tests.ledger.world import BANK, BOOK, EUROS, NOWHERE

OPENED_BY: Final = {
    "refund_donation": "donation.received.v1",
    "record_chargeback": "donation.received.v1",
    "record_bail_return": "bail.posted.v1",
    "record_bail_forfeiture": "bail.posted.v1",
    "raise_bail": "bail.posted.v1",
    "record_return_to_depositor": "bail.posted.v1",
    "record_depositor_repayment": "bail.posted.v1",
    "write_off_bail": "bail.posted.v1",
    "record_bail_recovery": "bail.posted.v1",
    "report_bail": "bail.posted.v1",
    "change_grant_plan": "grant.committed.v1",
    "pay_grant": "grant.committed.v1",
    "record_returned_payment": "grant.committed.v1",
    "record_money_back": "grant.committed.v1",
    "release_grant_rest": "grant.committed.v1",
    "record_cost_refund": "cost.paid.v1",
    "place_receipt": "bail.posted.v1",
    "end_surety": "bail.surety_given.v1",
    "record_recovery": "money.lost.v1",
}
"""Commands that go on with a case, and the fact that must have opened it."""


NO_FIELDS: Final = {"pick", "stray", "edge", "over"}
"""What a plan says besides the fields of its command."""


class Entry(Struct, frozen=True):
    """A line of a plain book: its case, the fact, and the command that wrote it, if one did."""

    case_id: UUID
    event: FundEvent
    command: AnyCommand | None = None


class PlainBook:
    """A book in memory, obeying one command after the other: what the shell does, without I/O."""

    def __init__(self, facts: tuple[FundEvent, ...] = BOOK) -> None:
        self.fund = Fund(fund_id=FUND)
        self.cases: dict[UUID, Case] = {}
        self.entries: list[Entry] = []
        for fact in facts:
            self._append(Entry(FUND, fact))

    def obey(self, command: AnyCommand, case_id: UUID) -> tuple[FundEvent, ...] | Rejection:
        """Return the answer; append its facts when there are any."""
        case = self.cases.get(case_id, Case(case_id))
        answer = decide(command, context(len(self.entries) + 1), self.fund, case)
        if not isinstance(answer, Rejection):
            for fact in answer:
                self._append(Entry(case_id, fact, command))
        return answer

    def _append(self, entry: Entry) -> None:
        case = self.cases.get(entry.case_id, Case(entry.case_id))
        self.entries.append(entry)
        self.fund = evolve(self.fund, entry.event)
        self.cases[entry.case_id] = evolve_case(case, len(self.entries), entry.event)

    def resolve(self, plan: Plan) -> tuple[Plan, UUID]:
        """Return the command of *plan* in JSON, and its case."""
        fields = {key: value for key, value in plan.items() if key not in NO_FIELDS}
        if plan["command"] in {"reverse_line", "correct_line"}:
            case_id, fields["position"] = self._line(plan)
            if plan["command"] == "correct_line":
                fields["replacement"], _ = self.resolve(plan["replacement"])
                fields["replacement"]["case_id"] = case_id
        else:
            case_id = self._case(plan)
            if not plan["stray"]:
                self._fit(fields, case_id, plan)
        return fields | {"case_id": case_id}, case_id

    def _fit(self, fields: Plan, case_id: UUID, plan: Plan) -> None:
        """Use the currency of the case, and put the amount on an edge where that is asked for."""
        case = self.cases.get(case_id, Case(case_id))
        currency = getattr(case.opening, "currency", None)
        if currency is not None and "currency" in fields:
            fields["currency"] = currency
            if "account_id" in fields and (fields["account_id"] == EUROS) is (currency == "USD"):
                fields["account_id"] = EUROS if currency == "EUR" else BANK
        amount = "sold_amount" if "sold_amount" in fields else "amount"
        edge = self._edge(plan["edge"], fields, case)
        if edge is not None and amount in fields:
            fields[amount] = max(1, edge + plan["over"])

    def _edge(self, edge: str | None, fields: Plan, case: Case) -> int | None:
        """Return all that an account, a purpose or a case has for a command, less its fee."""
        fee: int = fields.get("fee", 0)
        named: Any
        currency: Any
        if edge == "case" and case.opening is not None:
            return max(left(case), promised(case) - fee, held(case))
        if edge == "account":
            named = fields.get("account_id", fields.get("from_account_id", NOWHERE))
            payer = self.fund.accounts.get(named)
            return None if payer is None else payer.balance - fee
        if edge == "purpose":
            owned = getattr(case.opening, "purpose_id", NOWHERE)
            named = fields.get("from_purpose_id", fields.get("purpose_id", owned))
            purpose = self.fund.purposes.get(named)
            currency = fields.get("currency", fields.get("sold_currency", "USD"))
            return None if purpose is None else purpose.free(currency) - fee
        return None

    def _case(self, plan: Plan) -> UUID:
        new = UUID(int=(0xCA5E << 64) + len(self.entries))
        topic = OPENED_BY.get(plan["command"])
        if plan["stray"]:
            fitting = [*self.cases, new]
        elif topic is None:
            return new
        else:
            fitting = [one for one, case in self.cases.items() if _opened_by(case, topic)]
        return fitting[-1 - plan["pick"] % len(fitting)] if fitting else new

    def _line(self, plan: Plan) -> tuple[UUID, int]:
        lines = list(enumerate(self.entries, start=1))
        if plan["command"] == "correct_line":
            topic = WRITES[COMMANDS[plan["replacement"]["command"]]]  # type: ignore[index]
            lines = [line for line in lines if line[1].event.topic == topic] or lines
        position, entry = lines[-1 - plan["pick"] % len(lines)]
        return (NOWHERE if plan["stray"] else entry.case_id), position

    def run(self, plans: list[Plan], watch: "Callable[[PlainBook, Turn], None]") -> None:
        """Obey all *plans*, showing every turn to *watch*."""
        for plan in plans:
            fields, case_id = self.resolve(plan)
            command = command_of(fields)
            before = self.fund
            watch(self, Turn(fields, command, before, self.obey(command, case_id)))


class Turn(Struct, frozen=True):
    """One command, as JSON and as itself, the fund before it, and the answer."""

    fields: Plan
    command: AnyCommand
    before: Fund
    answer: tuple[FundEvent, ...] | Rejection


def command_of(fields: Plan) -> AnyCommand:
    """Return the command that *fields* say in JSON."""
    return msgspec.convert(fields, COMMANDS[fields["command"]])


def _opened_by(case: Case, topic: str) -> bool:
    return case.opening is not None and case.opening.topic == topic
