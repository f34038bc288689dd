"""Orders as things to do: those that wait for whoever reads, and those that wait for others."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from api.access import Access, Power
from api.formats import moment_text
from api.i18n import N_, Words
from api.pages.reading.asked import ordered_text, people_in_order
from api.pages.reading.reader import Reader
from api.promising import Waiting
from ledger.case import Case
from ledger.command import Context
from ledger.events import Way
from ledger.orders.commands import Act
from ledger.orders.content import GOVERNING
from ledger.orders.ladder import missing, pays_by_acts
from ledger.orders.open_acts import acts_open_to
from projections.orders import OrderRow, Ratified

_TO_DO: Final[dict[Act, str]] = {
    Act.APPROVE: N_("to approve"),
    Act.PREPARE: N_("to prepare"),
    Act.AUTHORISE: N_("to let go"),
    Act.CARRY_OUT: N_("to send"),
    Act.CONFIRM: N_("has it arrived?"),
    Act.RATIFY: N_("to ratify"),
}
_GOVERNING: Final = frozenset(str(each.__struct_config__.tag) for each in GOVERNING)
_NOBODY: Final = UUID(int=0)


class Todo(Struct, frozen=True, kw_only=True):
    """An order in the list: *state* in a word, what it says, who asked, and by when."""

    state: str | Words
    text: Markup
    asked: Markup
    clock: Markup | None
    address: str
    is_urgent: bool


class Todos(Struct, frozen=True):
    """What waits for whoever reads, for others, and what is still to be ratified by others."""

    mine: tuple[Todo, ...]
    others: tuple[Todo, ...]
    ratifying: tuple[Todo, ...]


class _Open(Struct, frozen=True):
    row: OrderRow
    case: Case
    acts: tuple[Act, ...]

    @property
    def first_act(self) -> Act:
        """Return what its state is called after: ratifying has a deadline, confirming has none."""
        return Act.RATIFY if Act.RATIFY in self.acts else self.acts[0]

    @property
    def is_tonight(self) -> bool:
        return self.row.is_open and self.row.way is Way.URGENT

    def sorted_by(self, far: datetime) -> tuple[object, ...]:
        """Sort by deadline, then by age; that something arrived may be said at any time."""
        deadline = self.row.ratify_until if self.row.ratification == Ratified.OPEN else None
        if self.is_tonight:
            deadline = self.row.asked_at
        is_only_to_confirm = self.acts == (Act.CONFIRM,)
        return deadline or far, is_only_to_confirm, self.row.asked_position


def people_in_todos(waiting: Waiting) -> Iterator[UUID]:
    """Yield the sign-ins that the list mentions."""
    for row, _ in waiting.orders:
        yield row.asked_by
        yield from people_in_order(row.content)


def todos_of(reader: Reader, waiting: Waiting, access: Access, now: datetime) -> Todos:
    """Sort the orders that wait by whom they wait for. Governing ones are for stewards."""
    found = [
        _Open(row, case, _acts(row, case, access, now) if row.kind else ())
        for row, case in waiting.orders
    ]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    found.sort(key=lambda each: each.sorted_by(far))
    mine = [each for each in found if each.acts]
    others = [
        each
        for each in found
        if not each.acts and (access.may(Power.GOVERN) or each.row.kind not in _GOVERNING)
    ]
    return Todos(
        mine=tuple(_todo(reader, each, access, now) for each in mine),
        others=tuple(_todo(reader, each, access, now) for each in others if each.row.is_open),
        ratifying=tuple(
            _todo(reader, _Open(each.row, each.case, ()), access, now)
            for each in found
            if each.row.ratification == Ratified.OPEN and Act.RATIFY not in each.acts
        ),
    )


def _acts(row: OrderRow, case: Case, access: Access, now: datetime) -> tuple[Act, ...]:
    """Return what whoever reads may sign, without an approval that nobody waits for any more."""
    acts = acts_open_to(row.order, access.fund, case, access.sign_in_id, now)
    if not pays_by_acts(row.command, row.way) or _missing(row, case, access, now) > 0:
        return acts
    return tuple(act for act in acts if act is not Act.APPROVE)


def _missing(row: OrderRow, case: Case, access: Access, now: datetime) -> int:
    return missing(row.order, access.fund, case, Context(now, "", 0, lambda: _NOBODY))


def _todo(reader: Reader, each: _Open, access: Access, now: datetime) -> Todo:
    row = each.row
    return Todo(
        state=_TO_DO[each.first_act] if each.acts else _state(each, access, now),
        text=ordered_text(reader, row.content),
        asked=_asked(reader, row, access),
        clock=None if each.acts and Act.RATIFY not in each.acts else _clock(reader, row),
        address=f"{reader.prefix}/orders/{row.order_id}",
        is_urgent=each.is_tonight or Act.RATIFY in each.acts,
    )


def _asked(reader: Reader, row: OrderRow, access: Access) -> Markup:
    who = reader.person(row.asked_by)
    text = N_("Asked for by {who}.")
    if row.way is Way.URGENT:
        text = N_("Asked for by {who}, for tonight.")
    if row.way is Way.ALREADY_PAID:
        text = N_("Written down by {who} as already paid.")
    said = reader.say(text, who=who)
    if access.sign_in_id in row.order.kept_out and row.is_open:
        said += " " + reader.say(N_("You keep out of it."))
    return said


def _clock(reader: Reader, row: OrderRow) -> Markup | None:
    if row.ratification != Ratified.OPEN or row.ratify_until is None:
        return None
    until = moment_text(row.ratify_until, reader.language, reader.fund.time_zone)
    there, needed = len(row.ratified_by), row.ratify_approvals
    text = N_("{there} of {needed} have ratified it; the time ends on {until}.")
    return reader.say(text, there=there, needed=needed, until=until)


def _state(each: _Open, access: Access, now: datetime) -> str | Words:
    """Say what an order waits for that is not for whoever reads."""
    row = each.row
    if not row.is_open:
        return N_("to be ratified")
    if not row.kind:
        return N_("open")
    left = _missing(row, each.case, access, now)
    if left > 0:
        return Words(N_("approvals missing: {count}"), {"count": left})
    if not pays_by_acts(row.command, row.way):
        return N_("to be signed again")
    if row.prepared_by is None:
        return N_("to be prepared")
    return N_("to be let go") if row.authorised_by is None else N_("to be sent")
