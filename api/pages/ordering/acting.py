"""What one person may do with an order now: one button for all of it, and others for parts."""

from typing import Any, Final

from msgspec import Struct

from api.i18n import N_
from api.orders import Found, takes_step_up
from api.pages.recording.desk import Desk
from ledger.events import Role, Way
from ledger.orders.commands import Act, DeclineOrder, WithdrawOrder
from ledger.orders.content import ABOUT_NO_MONEY
from ledger.orders.open_acts import refusal_of
from ledger.powers import TREASURY, roles_of, sign_in_of
from ledger.witnessed import WITNESSED

SIGN: Final = "_acts"
"""The field of the buttons that sign; its value names the acts."""

_A: Final = Act.APPROVE
_P: Final = Act.PREPARE
_L: Final = Act.AUTHORISE
_S: Final = Act.CARRY_OUT
VERBS: Final[dict[tuple[Act, ...], str]] = {
    (_A,): N_("Approve"),
    (_P,): N_("I have prepared it"),
    (_L,): N_("Let it go"),
    (_S,): N_("Write it down as sent"),
    (_A, _P): N_("Approve; I have prepared it"),
    (_A, _L): N_("Approve and let it go"),
    (_A, _L, _S): N_("Approve, let it go and write it down as sent"),
    (_A, _S): N_("Approve and write it down as sent"),
    (_L, _S): N_("Let it go and write it down as sent"),
    (_P, _S): N_("I have prepared and sent it"),
    (Act.CONFIRM,): N_("I heard that it arrived"),
    (Act.RATIFY,): N_("Ratify"),
}
"""What a button says that does these acts."""
_SIGNING: Final = TREASURY | {Role.STEWARD}
"""Whoever holds none of these reads an order and has no part in it."""
_WITNESSED: Final = N_("I know of it: write it down")
_EVERYTHING: Final = N_("Do everything that I can do now")
_EXPLAINED: Final[dict[Act, str]] = {
    Act.APPROVE: N_("Approving says that this is right as it stands."),
    Act.PREPARE: N_("Prepared is what is typed in at the bank or counted, and not sent."),
    Act.AUTHORISE: N_("Letting it go is the last word: the money leaves."),
    Act.CARRY_OUT: N_("Written down as sent, it is in the book."),
    Act.CONFIRM: N_("Say that it arrived when you heard so, never before."),
    Act.RATIFY: N_("Ratifying says that it was right to do this outside the usual rules."),
}


class Button(Struct, frozen=True):
    """A button: what is sent, what it says, and whether a fresh code is needed."""

    value: str
    text: str
    takes_code: bool


class Choices(Struct, frozen=True, kw_only=True):
    """What somebody may do now. *main* is None where they may sign nothing."""

    main: Button | None
    parts: tuple[Button, ...]
    explained: tuple[str, ...]
    may_decline: bool
    may_withdraw: bool
    may_change: bool
    change_ends_it: bool
    may_keep_out: bool

    @property
    def takes_code(self) -> bool:
        """Whether any button needs a fresh code."""
        return any(each.takes_code for each in self.buttons)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons that sign, the main one first."""
        return (*((self.main,) if self.main else ()), *self.parts)


def choices_of(found: Found, desk: Desk) -> Choices:
    """Return what whoever reads may do with an order."""
    who, now = sign_in_of(desk.context.actor), desk.context.now
    if who is None:
        return _nothing()
    whole, single = found.whole_go(who, now), found.acts_of(who, now)
    parts = [(act,) for act in single if (act,) != whole]
    order, is_open = found.order, found.order.is_open
    signs = not _SIGNING.isdisjoint(roles_of(found.fund, desk.context, who))
    may_change = is_open and type(found.command) not in ABOUT_NO_MONEY and signs
    ids: dict[str, Any] = {
        "occurred_on": desk.today,
        "case_id": order.case_id,
        "order_id": order.order,
    }

    def may(command: DeclineOrder | WithdrawOrder) -> bool:
        return refusal_of(command, found.fund, found.case, who, now) is None

    return Choices(
        main=_button(found, whole) if whole else None,
        parts=tuple(_button(found, acts) for acts in parts),
        explained=tuple(_EXPLAINED[act] for act in Act if act in {*whole, *single}),
        may_decline=is_open and who != order.by and may(DeclineOrder(**ids)),
        may_withdraw=is_open and may(WithdrawOrder(**ids)),
        may_change=may_change,
        change_ends_it=may_change and found.ends_by_change(who, now),
        may_keep_out=is_open and signs,
    )


def _nothing() -> Choices:
    return Choices(
        main=None,
        parts=(),
        explained=(),
        may_decline=False,
        may_withdraw=False,
        may_change=False,
        change_ends_it=False,
        may_keep_out=False,
    )


def _button(found: Found, acts: tuple[Act, ...]) -> Button:
    text = VERBS.get(acts, _EVERYTHING)
    is_known = found.order.way is Way.ALREADY_PAID or type(found.command) in WITNESSED
    if is_known and acts == (Act.APPROVE,):
        text = _WITNESSED
    return Button(" ".join(acts), text, takes_step_up(found.order, acts))


def acts_in(text: str) -> tuple[Act, ...]:
    """Read the acts that a button named; nothing when it named none."""
    try:
        return tuple(Act(word) for word in text.split())
    except ValueError:
        return ()
