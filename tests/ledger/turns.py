"""What people do in a random play (see `play`): ask, change, sign, and try what they may not."""

from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from ledger.break_glass import BreakGlass, MendGlass
from ledger.chart import Category
from ledger.corrections import ReverseLine
from ledger.donations import RecordDonation
from ledger.events import (
    FloatHanded,
    Way,
)
from ledger.floats import SpendFloat, carrier_of
from ledger.members import (
    EndSingleSigner,
    NameFounder,
)
from ledger.orders.commands import (
    Act,
    ChangeOrder,
    DeclareConflict,
    DeclineOrder,
    ExpireRatification,
    RequestOrder,
    SignOrder,
    WithdrawOrder,
)
from ledger.orders.content import ABOUT_NO_MONEY, command_of
from ledger.orders.ladder import pays_by_acts
from ledger.orders.state import Order
from ledger.suspension import SuspendColleague
from tests.ledger.drawn import (
    MEMBERS,
    anything,
    cases,
    governing,
    money,
    payment,
    resolution,
    taking,
    wrong_grant,
)
from tests.ledger.drawn_public import publication, publish, stated
from tests.ledger.drawn_seen import came_in, heard
from tests.ledger.people import ANA, BO, CODES, DEE, EVE
from tests.ledger.play import CLOCK, Drawer, Play, Turn
from tests.ledger.world import BAIL, BANK, GENERAL, HOUSING, TIN

TOGETHER: Final = (
    (Act.APPROVE,),
    (Act.APPROVE,),
    (Act.PREPARE,),
    (Act.AUTHORISE,),
    (Act.CARRY_OUT,),
    (Act.APPROVE, Act.PREPARE),
    (Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT),
    (Act.AUTHORISE, Act.CARRY_OUT),
    (Act.PREPARE, Act.CARRY_OUT),
    (Act.RATIFY,),
    (Act.CONFIRM,),
)
STEWARDS: Final = (ANA, BO, DEE)


def ask(play: Play, draw: Drawer, who: UUID) -> None:
    """Ask for an order."""
    way = draw.choices((Way.USUAL, Way.URGENT, Way.ALREADY_PAID), (6, 2, 1))[0]
    order = anything(play, draw) if way is Way.USUAL else payment(play, draw)
    prepared = way is Way.USUAL and draw.happens(2)
    day = play.today
    play.do(who, RequestOrder(occurred_on=day, order=order, way=way, prepared=prepared))


def one_order(play: Play, draw: Drawer) -> Order | None:
    """Return the order asked for last, or once in four times any other."""
    orders = play.orders()
    if not orders:
        return None
    open_ones = [order for order in orders if order.is_open] or orders
    return (
        draw.choice(orders)
        if draw.happens(4)
        else open_ones[-1 - draw.randrange(2) % len(open_ones)]
    )


def _about(play: Play, order: Order) -> dict[str, Any]:
    return {"occurred_on": play.today, "case_id": order.case_id, "order_id": order.order}


def sign(play: Play, draw: Drawer, who: UUID) -> None:
    """Sign an order: one act or several."""
    order = one_order(play, draw)
    if order is None:
        return
    digest = "0" * 64 if draw.happens(40) else order.content_hash
    inner = command_of(order.content)
    acts = draw.choice(TOGETHER)
    if not pays_by_acts(inner, order.way) and not draw.happens(5):
        acts = (Act.APPROVE,) if order.is_open else (Act.RATIFY,)
    elif order.prepared_by is not None and draw.happens(3):
        acts = (Act.AUTHORISE, Act.CARRY_OUT)
    stewards = [one for one in draw.people if one in STEWARDS]
    if type(inner) in ABOUT_NO_MONEY and stewards and not draw.happens(4):
        who = draw.choice([*stewards, EVE] if EVE in draw.people else stewards)
    play.do(who, SignOrder(**_about(play, order), content_hash=digest, acts=acts))


def change(play: Play, draw: Drawer, who: UUID) -> None:
    """Change amount, account, payee or purpose of an order; or only say the same once more."""
    order = one_order(play, draw)
    if order is None:
        return
    old = command_of(order.content)
    changes: list[dict[str, Any]] = [{}]
    if hasattr(old, "amount") and not hasattr(old, "instalments"):
        changes.append({"amount": draw.choice((11, 41, 501))})
    for field, value in (
        ("account_id", draw.choice((BANK, TIN))),
        ("payee", play.new_id()),
        ("purpose_id", draw.choice((GENERAL, HOUSING, BAIL))),
        ("holder", draw.choice(MEMBERS)),
    ):
        if hasattr(old, field):
            changes.append({field: value})
    new = replace(old, **draw.choice(changes))
    play.do(who, ChangeOrder(**_about(play, order), order=new))


def close(play: Play, draw: Drawer, who: UUID) -> None:
    """Say no to an order, or take it back."""
    order = one_order(play, draw)
    if order is not None:
        play.do(who, draw.choice((DeclineOrder, WithdrawOrder))(**_about(play, order)))


def keep_out(play: Play, draw: Drawer, who: UUID) -> None:
    """Write down that somebody keeps out."""
    order = one_order(play, draw)
    if order is not None:
        play.do(who, DeclareConflict(**_about(play, order), sign_in=draw.choice(MEMBERS)))


def stop(play: Play, draw: Drawer, who: UUID) -> None:
    """Suspend a colleague."""
    play.do(who, SuspendColleague(occurred_on=play.today, holder=draw.choice(MEMBERS)))


def alone(play: Play, draw: Drawer, who: UUID) -> None:
    """Try what takes two people."""
    sheets = (CODES[0], "not a code")
    on: dict[str, Any] = {"occurred_on": play.today}
    command: Any = draw.choice(
        (
            payment(play, draw),
            resolution(play, draw),
            governing(play, draw),
            publication(play, draw),
            EndSingleSigner(**on),
            NameFounder(**on, founder=who),
            BreakGlass(**on, sheets=sheets, successors=(who, ANA)),
            MendGlass(**on),
        )
    )
    play.do(draw.choice((who, who, who, CLOCK, "operator", "import")), command)


def fact(play: Play, draw: Drawer, who: UUID) -> None:
    """Write down what happened outside, or what was spent of a float."""
    fields = money(play, draw)
    gift = {"gross": fields["amount"], "purpose_id": GENERAL, **fields}
    del gift["amount"]
    spent = {key: fields[key] for key in ("occurred_on", "amount", "currency", "exponent")}
    case_id = cases(play, FloatHanded)[-1]
    carrier = carrier_of(play.case(case_id))
    if carrier in draw.people and draw.happens(2):
        spends = SpendFloat(**spent, case_id=case_id, category=Category.FOOD)
        play.do(carrier, replace(spends, amount=10))
        return
    command: Any = draw.choice(
        (
            RecordDonation(**gift),
            taking(play, draw),
            taking(play, draw),
            SpendFloat(**spent, case_id=case_id, category=Category.FOOD),
            came_in(play, draw),
            came_in(play, draw),
            heard(play, draw),
            heard(play, draw),
            heard(play, draw),
        )
    )
    play.do(who, command)


def mend(play: Play, draw: Drawer, who: UUID) -> None:
    """Take back the line that a signed order of the same case rests on; several people agree."""
    signed = [one for one in play.orders() if one.is_open and (one.approved_by or one.prepared_by)]
    resting = [one.case_id for one in signed if play.case(one.case_id).standing]
    if not resting:
        return
    case_id = draw.choice(resting)
    wrong = ReverseLine(**wrong_grant(play, case_id))
    play.do(who, RequestOrder(occurred_on=play.today, order=wrong))
    order = play.order(case_id)
    for other in draw.sample(draw.people, min(4, len(draw.people))):
        about = _about(play, order)
        play.do(other, SignOrder(**about, content_hash=order.content_hash, acts=(Act.APPROVE,)))


def wait(play: Play, draw: Drawer, who: UUID) -> None:
    """Let time pass, and the clock close what was not ratified."""
    play.pass_time(draw.choice((1, 20, 50, 80)))
    for order_id, waiting in play.fund.governance.ratifications.items():
        on: dict[str, Any] = {
            "occurred_on": play.today,
            "case_id": waiting.case_id,
            "order_id": order_id,
        }
        play.do(CLOCK, ExpireRatification(**on))


TURNS: Final[dict[Turn, int]] = {
    ask: 25,
    sign: 60,
    change: 7,
    close: 1,
    mend: 1,
    keep_out: 3,
    stop: 1,
    alone: 4,
    fact: 10,
    publish: 4,
    stated: 1,
    wait: 1,
}
"""What happens, and how often."""
