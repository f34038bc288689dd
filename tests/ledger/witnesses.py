"""A second reading of who agreed to what, from the lines alone and without the ledger's rules.

For everything that a book says was carried out it finds the people behind it: who wrote what was
signed, and who put their name to exactly that afterwards. It says what is wrong, or nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ledger.events import (
    CashHandedOver,
    ColleagueSuspended,
    ConflictDeclared,
    FloatHanded,
    FloatSpent,
    FounderNamed,
    LineReversed,
    MandateEnded,
    MandateGranted,
    MemberAdmitted,
    MemberLeft,
    OrderApproved,
    OrderAuthorised,
    OrderCarriedOut,
    OrderChanged,
    OrderPrepared,
    OrderRequested,
    PolicySet,
    RatificationExpired,
    Role,
    SuspensionConfirmed,
    Way,
)
from tests.ledger.book import ZONE
from tests.ledger.of_two import BY_ONE, came_back_whole, takes_two
from tests.ledger.play import Entry

ORDERING: Final = frozenset({Role.TREASURER, Role.APPROVER, Role.STEWARD, Role.ON_CALL})
_STEWARDS: Final = frozenset({Role.STEWARD})
_APPROVING: Final = frozenset({Role.APPROVER, Role.STEWARD})
PUBLIC: Final = {
    "set_disclosure": _STEWARDS,
    "adopt_budget": _STEWARDS,
    "amend_budget": _STEWARDS,
    "approve_wording": _STEWARDS,
    "set_log": _STEWARDS,
    "set_giver_standing": _APPROVING,
    "record_agreement": _APPROVING,
    "publish_report": _APPROVING | {Role.AUDITOR},
}
"""Whose approval of what the public sees counts. All of it stands in one case."""
_SIGNATURES: Final = (OrderApproved, OrderPrepared, OrderAuthorised, OrderCarriedOut)


class Reading:
    """Goes over the lines of a play once and collects what should not be."""

    def __init__(self, entries: list[Entry]) -> None:
        self.wrong: list[str] = []
        self.carried_out: list[OrderCarriedOut] = []
        self._mandates: dict[tuple[UUID, Role], Any] = {}
        self._members: set[UUID] = set()
        self._stopped: dict[UUID, datetime] = {}
        self._before: list[Entry] = []
        for turn in _turns(entries):
            if turn[0].command is not None:
                self._judge(turn)
            for entry in turn:
                self._learn(entry)
            self._before += turn

    # What is known of people at this place of the book.

    def _learn(self, entry: Entry) -> None:
        match entry.event:
            case FounderNamed(founder=who):
                self._members.add(who)
                founding = (Role.STEWARD, Role.TREASURER, Role.APPROVER)
                self._mandates |= {(who, role): None for role in founding}
            case MemberAdmitted(sign_in=who):
                self._members.add(who)
            case MandateGranted(holder=who, role=role, ends_on=ends_on):
                self._mandates[who, role] = ends_on
            case MandateEnded(holder=who, role=role):
                self._mandates.pop((who, role), None)
            case ColleagueSuspended(holder=who, until=until):
                self._stopped[who] = until
            case MemberLeft(sign_in=who) | SuspensionConfirmed(holder=who):
                self._members.discard(who)
                self._stopped.pop(who, None)
                self._mandates = {key: end for key, end in self._mandates.items() if key[0] != who}
            case RatificationExpired(pair=pair):
                for who in pair:
                    self._mandates.pop((who, Role.ON_CALL), None)
            case _:
                pass

    def _roles(self, who: UUID, now: datetime) -> set[Role]:
        if who in self._stopped and now < self._stopped[who]:
            return set()
        today = now.astimezone(ZoneInfo(ZONE)).date()
        return {
            role
            for (holder, role), ends_on in self._mandates.items()
            if holder == who and (ends_on is None or today <= ends_on)
        }

    # What is asked of every turn.

    def _judge(self, turn: list[Entry]) -> None:
        first = turn[0]
        if first.actor in {"clock", "operator"}:
            return
        who = UUID(first.actor)
        if who not in self._members or (who in self._stopped and first.now < self._stopped[who]):
            self._say(first, "by somebody who does not belong, or was stopped")
        carried = [entry for entry in turn if isinstance(entry.event, OrderCarriedOut)]
        caused = [entry for entry in turn if takes_two(entry.event)]
        for entry in carried:
            self._judge_order(entry, turn, caused)
        if caused and not carried:
            self._judge_alone(caused)

    def _judge_alone(self, caused: list[Entry]) -> None:
        for entry in caused:
            name = entry.command.__struct_config__.tag if entry.command is not None else ""
            if name not in BY_ONE and not came_back_whole(entry.event):
                self._say(entry, "by one person")
            if isinstance(entry.event, FloatSpent):
                self._judge_float(entry, entry.event)

    def _judge_float(self, entry: Entry, spent: FloatSpent) -> None:
        of_float = [one.event for one in (*self._before, entry) if one.case_id == entry.case_id]
        handed = [one for one in of_float if isinstance(one, FloatHanded)]
        all_spent = sum(one.amount for one in of_float if isinstance(one, FloatSpent))
        taken_back = sum(isinstance(one, LineReversed) for one in of_float)
        if [str(one.carrier) for one in handed] != [entry.actor]:
            self._say(entry, "spent by another than the carrier")
        if not taken_back and all_spent > handed[0].amount:
            self._say(entry, "more spent than was handed over")

    def _judge_order(self, carried: Entry, turn: list[Entry], caused: list[Entry]) -> None:
        assert isinstance(carried.event, OrderCarriedOut)
        self.carried_out.append(carried.event)
        order = carried.event.order
        earlier = [one for one in turn if one.position <= carried.position]
        of_case = [one for one in self._before if one.case_id == carried.case_id] + earlier
        asked = [one for one in of_case if getattr(one.event, "order", None) == order]
        requested, written = _said(asked)
        content = msgspec.json.decode(written.event.content)  # type: ignore[union-attr]
        about = asked if content["command"] in PUBLIC else of_case  # else a case is one person's
        kept_out = {one.event.sign_in for one in about if isinstance(one.event, ConflictDeclared)}
        if content["command"] == "hand_float":
            kept_out.add(UUID(content["carrier"]))
        since = max(
            [written.position]
            + [
                one.position
                for one in of_case
                if isinstance(one.event, LineReversed) and one.position < carried.position
            ]
        )
        found = _Found(self, requested, written, kept_out, carried.now)
        if content["command"] in PUBLIC:
            found.roles = PUBLIC[content["command"]]
        for one in asked:
            if one.position > since and isinstance(one.event, _SIGNATURES):
                found.take(one.event, carried.event.content_hash)
        found.is_decided = content["command"] == "pay_grant" and _went_its_way(of_case, order)
        for wrong in (*found.wrongs(content, caused), *found.hand_over(caused)):
            self._say(carried, wrong)

    def _say(self, entry: Entry, wrong: str) -> None:
        what = "" if entry.command is None else entry.command.__struct_config__.tag
        self.wrong.append(f"line {entry.position}, {entry.event.topic} ({what}): {wrong}")


class _Found:
    """The people behind one order that was carried out."""

    def __init__(
        self, reading: Reading, requested: Entry, written: Entry, kept_out: set[UUID], now: datetime
    ) -> None:
        assert isinstance(requested.event, OrderRequested)
        assert isinstance(written.event, OrderRequested | OrderChanged)
        self._reading, self._now, self._kept_out = reading, now, kept_out
        self._way = requested.event.way
        self._authors = {requested.event.by, written.event.by}
        self._writer = written.event.by
        self._signed: dict[type, list[UUID]] = {kind: [] for kind in _SIGNATURES}
        self.roles: frozenset[Role] = ORDERING
        self.is_decided = False

    def take(self, event: Any, content_hash: str) -> None:
        if event.content_hash == content_hash and self._counts(event.by, self.roles):
            self._signed[type(event)].append(event.by)

    def _counts(self, who: UUID, roles: frozenset[Role] = ORDERING) -> bool:
        return who not in self._kept_out and bool(self._reading._roles(who, self._now) & roles)

    def wrongs(self, content: dict[str, Any], caused: list[Entry]) -> Iterator[str]:
        """Say what is missing."""
        people = {who for signed in self._signed.values() for who in signed}
        writer = {self._writer} if self._writer_counts(content) else set()
        if len(people | writer) < 2:
            yield f"only {len(people | writer)} people behind it"
        approved = set(self._signed[OrderApproved]) - self._authors
        pays = bool(self._signed[OrderPrepared]) and self._way is not Way.ALREADY_PAID
        if not approved and not self.is_decided:
            yield "approved by nobody but who asked"
        if pays and not self._two_let_it_go():
            yield "prepared and authorised by one"
        if self._way is Way.USUAL and content["command"] in {"pay_cost", "post_bail"}:
            needed = 2 if content["amount"] + content.get("fee", 0) >= 500 else 1
            if len(approved) < needed and not self._reading_knows_policies():
                yield f"{len(approved)} approvals where {needed} are needed"
        for entry in caused:
            for field in ("amount", "account_id", "purpose_id", "holder", "sign_in", "role"):
                said, is_so = content.get(field), getattr(entry.event, field, None)
                if said is not None and is_so is not None and str(said) != str(is_so):
                    yield f"{field} is not what was signed"

    def hand_over(self, caused: list[Entry]) -> Iterator[str]:
        """Say what is missing where cash went from one keeper to another."""
        behind = {self._writer, *self._signed[OrderApproved]}
        for entry in caused:
            if isinstance(entry.event, CashHandedOver):
                giver, receiver = entry.event.handed_by, entry.event.receiver
                if receiver not in behind:
                    yield "cash handed to somebody who did not sign"
                if giver is not None and self._counts(giver) and giver not in behind:
                    yield "cash taken from somebody who could sign and did not"

    def _writer_counts(self, content: dict[str, Any]) -> bool:
        """Say whether whoever wrote it counts; who carries a float may ask to count it."""
        closes = content["command"] == "close_float"
        return self._counts(self._writer) or (closes and self._writer not in self._kept_out)

    def _two_let_it_go(self) -> bool:
        prepared, authorised = self._signed[OrderPrepared], self._signed[OrderAuthorised]
        return bool(prepared and authorised) and prepared[-1] != authorised[-1]

    def _reading_knows_policies(self) -> bool:
        return sum(isinstance(one.event, PolicySet) for one in self._reading._before) > 1


def _said(asked: list[Entry]) -> tuple[Entry, Entry]:
    """Return where the order was asked for, and where it got what it says now."""
    said = [one for one in asked if isinstance(one.event, OrderRequested | OrderChanged)]
    return said[0], said[-1]


def _went_its_way(of_case: list[Entry], order: UUID) -> bool:
    """Say whether another order of the case went the usual way before: the grant as a whole."""
    carried = {one.event.order for one in of_case if isinstance(one.event, OrderCarriedOut)} - {
        order
    }
    return any(
        one.event.order in carried and one.event.way is Way.USUAL
        for one in of_case
        if isinstance(one.event, OrderRequested)
    )


def _turns(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Yield the lines that one command wrote, command after command."""
    turn: list[Entry] = []
    for entry in entries:
        if turn and entry.turn != turn[0].turn:
            yield turn
            turn = []
        turn.append(entry)
    if turn:
        yield turn
