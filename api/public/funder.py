"""A page for a funder: sums of public reports that lie within the time of an agreement."""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from litestar.exceptions import NotFoundException

from api.i18n import N_
from api.public.figures import percent_of_exact, percent_text
from api.public.frame import Rendered
from api.public.history import reports_of, restrictions_signed_for
from api.public.pages import Maker
from api.public.unions import SumTable, Union, unions_of
from api.public.words import Stretch, stretch_text
from ledger.events import AgreementRecorded
from ledger.money import Money
from ledger.publishing.months import month_of

TITLE: Final = N_("For a funder")


def funder_page(maker: Maker, agreement_id: UUID) -> Rendered:
    """Return the page of an agreement. Raises NotFoundException for one that is not known."""
    fund, language = maker.fund, maker.language
    agreement = fund.state.agreements.get(agreement_id)
    if agreement is None:
        raise NotFoundException
    stretch = Stretch(month_of(agreement.from_month), month_of(agreement.until_month))
    manifests = [each.manifest for each in reports_of(fund)]
    unions = list(_telling(unions_of(manifests, language, stretch)))
    return maker.page(
        "funder",
        language.say(TITLE),
        f"/funders/{agreement_id}",
        name=_name(maker, agreement),
        stretch_text=stretch_text(stretch, language),
        due=agreement.report_due,
        has_purpose=agreement.purpose_id is not None,
        unions=unions,
        received={each.currency.code: _received(maker, agreement, each) for each in unions},
        shares={each.currency.code: _share(maker, each) for each in unions},
        restrictions_signed_for=restrictions_signed_for(fund),
    )


def _telling(unions: Iterable[Union]) -> Iterator[Union]:
    """Yield the fund's own currency, and others that say more than that they cost nothing."""
    for number, each in enumerate(each for each in unions if each.costs):
        costs = each.costs.total.amount if each.costs else 0
        if not number or each.money_in or each.paid_out or costs:
            yield each


def _labels(maker: Maker, agreement: AgreementRecorded) -> list[UUID]:
    """Return the labels under which the funder agrees to be named."""
    named = maker.fund.state.named
    return [label for label, giver in named.items() if giver == agreement.giver]


def _name(maker: Maker, agreement: AgreementRecorded) -> str:
    names = (maker.fund.names.get(label) for label in _labels(maker, agreement))
    return next((name for name in names if name), "")


def _received(maker: Maker, agreement: AgreementRecorded, union: Union) -> Money | None:
    """Return what reports say that this funder gave; None where it is not named in any."""
    sums = (union.named.get(label) for label in _labels(maker, agreement))
    return next((money for money in sums if money), None)


def _share(maker: Maker, union: Union) -> str:
    """Return the share of running costs, where costs and money out cover the same months."""
    costs, paid_out = union.costs, union.paid_out
    if costs is None or paid_out is None or _months(costs) != _months(paid_out):
        return ""
    spent, cost = paid_out.total.amount, costs.total.amount
    if spent <= 0:
        return ""
    return percent_text(percent_of_exact(cost, cost + spent), maker.language)


def _months(table: SumTable) -> Stretch:
    """Return from when until when a table goes; its stretches follow one another."""
    return Stretch(table.rows[0].stretch.first, table.rows[-1].stretch.last)
