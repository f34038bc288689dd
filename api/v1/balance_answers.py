"""What there is as the API says it: what is with depositors stands beside what is held."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from api.depositors import Owed
from ledger.money import Money
from projections.balances import AuthorityBalance, Balances, Total


class StatedAuthority(AuthorityBalance, frozen=True, kw_only=True):
    """What an authority holds, and what it paid to depositors who owe it to the fund."""

    with_depositors: Annotated[
        tuple[Money, ...],
        Meta(description="The part of held that the authority paid to depositors already."),
    ]


class StatedTotal(Total, frozen=True, kw_only=True):
    """The whole fund in one currency."""

    with_depositors: Annotated[
        int, Meta(description="The part of held that depositors owe to the fund.")
    ]


class StatedBalances(Balances, frozen=True, kw_only=True):
    """A statement of what there is, as of the end of a day and as known at a position."""

    authorities: tuple[StatedAuthority, ...]
    totals: tuple[StatedTotal, ...]


def stated_balances(balances: Balances, owed: Owed) -> StatedBalances:
    """Return *balances* with what was *owed* by depositors in the same statement."""
    by_currency = dict.fromkeys((each.currency for each in balances.totals), 0)
    for (_, currency), amount in owed.items():
        by_currency[currency] += amount
    exponents = {each.currency: each.exponent for each in balances.totals}
    fields = _fields(balances)
    fields["authorities"] = tuple(
        StatedAuthority(
            **_fields(each),
            with_depositors=tuple(
                Money(owed[each.authority_id, currency], currency, exponent)
                for currency, exponent in exponents.items()
                if owed[each.authority_id, currency]
            ),
        )
        for each in balances.authorities
    )
    fields["totals"] = tuple(
        StatedTotal(**_fields(each), with_depositors=by_currency[each.currency])
        for each in balances.totals
    )
    return StatedBalances(**fields)


def _fields(struct: Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
