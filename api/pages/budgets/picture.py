"""What a proposal would do to a budget, as a picture and as a table: before and after.

It says what its page says and no more: planned amounts, to everybody who may read the plan; what is
promised and paid only where the caller gives it, for seats and the desk.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar
from uuid import UUID

from msgspec import Struct

from api.charts import Drawing, layers
from api.i18n import Language
from api.public.words import name_of
from ledger.budgets.kinds import RESERVE
from ledger.events import BudgetItem
from ledger.money import Money

T = TypeVar("T")

NO_NAMES: Final[Mapping[UUID, str]] = {}


class Used(Struct, frozen=True):
    """What is promised and not paid, and what was paid, of one item; minor units.

    What would be left is shown where it is known how much was *carried* over to it.
    """

    promised: int
    paid: int
    carried: int | None = None


class PictureRow(Struct, frozen=True, kw_only=True):
    """One item of a budget, in minor units of the picture's currency.

    *before* is None for a new item, *after* for one that is taken out. *note* says what its name
    leaves open: the kind, and the purpose. *used*, paid and promised, is None where nothing is
    shown of it, and so is what would be *left*; that is below zero where more was used.
    """

    item_id: UUID
    name: str
    note: str
    before: Money | None
    after: Money | None
    used: tuple[Money, Money] | None = None
    left: Money | None = None

    @property
    def change(self) -> int:
        """How much more is planned than before; below zero for less."""
        return _amount(self.after) - _amount(self.before)

    @property
    def bars(self) -> tuple[int, ...]:
        """The bars of the row: before, after, and where it is shown paid and promised."""
        paid, promised = self.used or (None, None)
        planned = _amount(self.before), _amount(self.after)
        return (*planned, _amount(paid), _amount(promised)) if self.used else planned


class Picture(Struct, frozen=True, kw_only=True):
    """A budget before and after in one currency. *is_new*: nothing was planned in it before."""

    drawing: Drawing
    rows: tuple[PictureRow, ...]
    before: Money
    after: Money
    item_pages: str
    is_new: bool
    shows_used: bool
    shows_left: bool

    @property
    def change(self) -> int:
        """How much more is planned in all, in minor units; below zero for less."""
        return self.after.amount - self.before.amount


def picture_of(
    before: Sequence[BudgetItem],
    after: Sequence[BudgetItem],
    language: Language,
    *,
    id: str = "budget",  # noqa: A002  the id of the picture on its page
    names: Mapping[UUID, str] = NO_NAMES,
    used: Mapping[UUID, Used] | None = None,
    item_pages: str = "",
) -> tuple[Picture, ...]:
    """Return one picture for each currency, in the order in which the items name them.

    *names* are the fund's labels, of items and purposes. *used*, by item, is for seats and desk;
    what it does not name, such as an item of another budget, is shown without. *item_pages* is
    where the pages of the items after it are, once they have any.
    """
    pairs, found = _pairs(before, after), []
    currencies = dict.fromkeys((each.currency, each.exponent) for each in (*before, *after))
    for number, (currency, exponent) in enumerate(currencies):
        rows = tuple(
            _row(each, language, names, used)
            for each in reserve_last(pairs, lambda pair: pair.any.kind)
            if each.any.currency == currency
        )
        found.append(
            Picture(
                drawing=layers(f"{id}-{number}" if number else id, [each.bars for each in rows]),
                rows=rows,
                before=Money(sum(_amount(each.before) for each in rows), currency, exponent),
                after=Money(sum(_amount(each.after) for each in rows), currency, exponent),
                item_pages=item_pages,
                is_new=all(each.before is None for each in rows),
                shows_used=any(each.used is not None for each in rows),
                shows_left=any(each.left is not None for each in rows),
            )
        )
    return tuple(found)


def reserve_last(things: Iterable[T], kind_of: Callable[[T], str]) -> list[T]:
    """Return things about items in their order, but what is kept back after all others."""
    return sorted(things, key=lambda each: kind_of(each) == RESERVE)


class _Pair(Struct, frozen=True):
    """What one item was before, and what it is after."""

    before: BudgetItem | None
    after: BudgetItem | None

    @property
    def any(self) -> BudgetItem:
        """The item, as it is after if it is there."""
        found = self.after or self.before
        assert found is not None, "an item is there before, after, or both"
        return found


def _pairs(before: Sequence[BudgetItem], after: Sequence[BudgetItem]) -> list[_Pair]:
    """Match items by their ids, or else by what they are about; what is taken out comes last."""
    rest, found = list(before), dict[UUID, BudgetItem]()
    for same in (_identity, _about):
        for new in after:
            old = next((each for each in rest if same(each) == same(new)), None)
            if old is not None and new.item_id not in found:
                found[new.item_id] = old
                rest.remove(old)
    return [_Pair(found.get(each.item_id), each) for each in after] + [
        _Pair(each, None) for each in rest
    ]


def _identity(item: BudgetItem) -> object:
    return item.item_id, item.currency


def _about(item: BudgetItem) -> object:
    return item.kind, item.purpose_id, item.currency


def _row(
    pair: _Pair,
    language: Language,
    names: Mapping[UUID, str],
    used: Mapping[UUID, Used] | None,
) -> PictureRow:
    item = pair.any
    name, note = name_of_item(item, language, names)
    known = used.get(item.item_id) if used is not None else None
    if item.kind == RESERVE:  # nothing is paid out of a reserve
        known = None
    return PictureRow(
        item_id=item.item_id,
        name=name,
        note=note,
        before=_planned(pair.before),
        after=_planned(pair.after),
        used=None if known is None else (_money(known.paid, item), _money(known.promised, item)),
        left=_left(known, pair),
    )


def _left(known: Used | None, pair: _Pair) -> Money | None:
    if known is None or known.carried is None:
        return None
    planned = pair.after.amount if pair.after else 0
    return _money(planned + known.carried - known.promised - known.paid, pair.any)


def name_of_item(
    item: BudgetItem, language: Language, names: Mapping[UUID, str]
) -> tuple[str, str]:
    """Return what an item is called, and what that leaves open: its kind, and its purpose."""
    kind, own = name_of(item.kind, language), names.get(item.item_id, "")
    purpose = names.get(item.purpose_id, "") if item.purpose_id else ""
    notes = [kind if own else "", purpose]
    return own or kind, " · ".join(each for each in notes if each)


def _planned(item: BudgetItem | None) -> Money | None:
    return None if item is None else _money(item.amount, item)


def _money(amount: int, item: BudgetItem) -> Money:
    return Money(amount, item.currency, item.exponent)


def _amount(money: Money | None) -> int:
    return 0 if money is None else money.amount
