"""Bodies of requests drawn at random from what a route reads: mostly about what is in the fund."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct, inspect

from api.v1.bodies import body_of
from ledger.orders.commands import Act, ChangeOrder
from ledger.orders.content import PAYMENTS, command_of, hash_of
from ledger.suspension import SuspendColleague
from tests.funds import DAY, OpenedFund, today
from tests.ledger.play import Drawer
from tests.ledger.turns import TOGETHER

COMMON: Final = (
    "post_bail",
    "pay_cost",
    "transfer_between_accounts",
    "commit_grant",
    "end_mandate",
)
"""Orders that are asked for more often than others: payments, a promise, and a rule."""
AMOUNTS: Final = (1_00, 10_00, 10_00, 10_00, 90_00, 90_00, 700_00, 9_000_00, 0)
APPROVE: Final = ["approve"]
FORWARD: Final = (
    (Act.APPROVE,),
    (Act.PREPARE,),
    (Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT),
    (Act.AUTHORISE, Act.CARRY_OUT),
)
"""By which a payment goes on its way soonest."""
LADDER: Final = [{"amount": 0, "approvals": 1}]


class Known(Struct):
    """An order that is in the book."""

    order_id: UUID
    case_id: UUID
    content: str
    is_open: bool = True

    @property
    def content_hash(self) -> str:
        return hash_of(self.content)

    def some_acts(self, draw: Drawer) -> list[str]:
        """Return acts of a signature, mostly such as this order has."""
        if type(command_of(self.content)) not in PAYMENTS and not draw.happens(5):
            return APPROVE
        return [act.value for act in draw.choice(TOGETHER if draw.happens(3) else FORWARD)]


class Things(Struct):
    """What a request may be about: what the fund has, who belongs to it, and what was asked."""

    fund: OpenedFund
    people: list[UUID]
    """Everybody but who plays: whom they may stop."""
    players: list[UUID]
    cases: list[UUID]
    orders: dict[UUID, Known]
    last: int = 0

    def one_order(self, draw: Drawer) -> Known | None:
        """Return an order: mostly one of the last open ones."""
        known = list(self.orders.values())
        pool = [order for order in known if order.is_open][-2:] or known
        return draw.choice(known if draw.happens(8) else pool) if known else None

    def somebody(self, draw: Drawer, *, to_stop: bool = False) -> UUID:
        """Return a member; whoever plays is not stopped, or nothing would come after."""
        others = self.people if to_stop and self.people else [*self.players, *self.people]
        return draw.choice(others)


class Body:
    """Draws one body."""

    def __init__(self, things: Things, draw: Drawer, order: Known | None) -> None:
        self._things, self._draw, self._order = things, draw, order

    def of(self, command: type[Struct]) -> Any:
        """Return a body that becomes *command*, plausible or nearly so."""
        body = self._value("body", inspect.type_info(body_of(command)))
        if self._order is not None and "content_hash" in body:
            body["content_hash"] = self._hash(self._order)
            body["acts"] = self._order.some_acts(self._draw)
        if command is SuspendColleague:
            body["holder"] = str(self._things.somebody(self._draw, to_stop=True))
        if command is ChangeOrder and self._order is not None and not self._draw.happens(4):
            body["order"] = self._changed(msgspec.json.decode(self._order.content), body["order"])
        return body

    def _changed(self, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        """Return what an order says with one field of another order, where both have one."""
        shared = sorted(old.keys() & new.keys() - {"command"})
        return old | {name: new[name] for name in [self._draw.choice(shared)]} if shared else old

    def _hash(self, order: Known) -> str:
        return "0" * 64 if self._draw.happens(30) else order.content_hash

    def _value(self, name: str, kind: Any) -> Any:
        while isinstance(kind, inspect.Metadata):
            kind = kind.type
        named = self._named(name)
        if named:
            return self._draw.choice(named)
        match kind:
            case inspect.StructType():
                return self._struct(kind)
            case inspect.UnionType():
                return self._value(name, self._member(kind))
            case inspect.EnumType():
                return self._draw.choice([each.value for each in kind.cls])
            case inspect.VarTupleType():
                some = range(self._draw.choice((0, 1, 1, 2)))
                return [self._value("", kind.item_type) for _ in some]
            case inspect.BoolType():
                return self._draw.happens(2)
            case inspect.IntType():
                return self._draw.choice((1, 2, 48))
            case inspect.StrType():
                return "Another"
            case inspect.UUIDType():
                return str(uuid4())
            case inspect.DateType():
                return DAY.isoformat()
            case _:
                return None

    def _member(self, kind: inspect.UnionType) -> Any:
        some = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        often = [each for each in some if getattr(each, "tag", "") in COMMON]
        return self._draw.choice(often if often and not self._draw.happens(3) else some)

    def _struct(self, kind: inspect.StructType) -> dict[str, Any]:
        made: dict[str, Any] = {kind.tag_field: kind.tag} if kind.tag_field else {}
        for each in kind.fields:
            if each.required or self._draw.happens(3):
                made[each.encode_name] = self._value(each.encode_name, each.type)
        if "instalments" in made:
            made["instalments"] = [{"due_on": DAY.isoformat(), "amount": made.get("amount", 40)}]
        return made

    def _named(self, name: str) -> Sequence[Any]:
        """Return what a field of this *name* may say; nothing where its kind says enough."""
        things, fund = self._things, self._things.fund
        everybody = [str(who) for who in (*things.players, *things.players, *things.people)]
        several: dict[str, Sequence[Any]] = {
            **dict.fromkeys(("account_id", "from_account_id"), [str(fund.bank)] * 5),
            "to_account_id": [str(fund.cash_box)],
            **dict.fromkeys(("purpose_id", "from_purpose_id"), [str(fund.anything)] * 5),
            "to_purpose_id": [str(fund.bail_only)],
            "authority_id": [str(fund.court)],
            "case_id": [str(each) for each in things.cases[-6:]] or [str(uuid4())],
            **dict.fromkeys(("holder", "sign_in", "carrier", "founder"), everybody),
            "successors": [[each] for each in everybody],
            "position": list(range(max(1, things.last - 8), things.last + 1)) or [1],
            "acts": [[act.value for act in acts] for acts in TOGETHER],
            "ladder": [LADDER],
            "way": ["usual", "usual", "usual", "urgent", "already_paid"],
            "ends_on": [None, (today() + timedelta(days=30)).isoformat()],
            "until": [(today() + timedelta(days=30)).isoformat()],
            "hashes": [["0" * 64, "1" * 64]],
            **dict.fromkeys(("amount", "gross", "bought_amount", "sold_amount"), AMOUNTS),
            **dict.fromkeys(("fee", "host_fee", "processor_fee", "dispute_fee"), (0,)),
            **dict.fromkeys(("currency", "bought_currency", "sold_currency"), ("USD",)),
            **dict.fromkeys(("exponent", "bought_exponent", "sold_exponent"), (2,)),
        }
        found = several.get(name, [])
        if found and name in {"account_id", "purpose_id"} and self._draw.happens(8):
            return [str(fund.cash_box), str(fund.bail_only), str(uuid4())]
        return found
