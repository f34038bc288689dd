"""Options that name a fund, an account or a purpose: by id, by name, or by being the only one."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from api.cli.failures import Unusable
from ledger.store.connection import Connection
from ledger.store.labels import list_labels
from ledger.store.reading import get_head, list_funds


class NamedFund(Struct, frozen=True):
    """A fund of this instance, its name, and how many lines its book has."""

    fund_id: UUID
    label: str
    lines: int


async def list_named_funds(connection: Connection) -> list[NamedFund]:
    """List the funds of this instance, by name."""
    found = []
    for fund_id in await list_funds(connection):
        head = await get_head(connection, fund_id)
        labels = await list_labels(connection, fund_id, kind="fund")
        label = labels[0].text if labels else ""
        found.append(NamedFund(fund_id, label, head.position if head else 0))
    return sorted(found, key=lambda fund: (fund.label.casefold(), fund.fund_id))


async def choose_fund(connection: Connection, named: str | None) -> NamedFund:
    """Return the fund that *named* names, or the only one when nothing is named."""
    funds = {fund.fund_id: fund for fund in await list_named_funds(connection)}
    labels = {fund_id: fund.label for fund_id, fund in funds.items()}
    return funds[choose("fund", named, labels)]


def choose(what: str, named: str | None, labels: Mapping[UUID, str]) -> UUID:
    """Return the one of *labels* that is meant; refuse what is unknown or could mean several."""
    if not labels:
        raise Unusable(f"There is no {what} that could be meant.")
    if named is None:
        if len(labels) == 1:
            return next(iter(labels))
        raise Unusable(f"There are several: say which {what} is meant.{_list(labels)}")
    try:
        by_id = UUID(named)
    except ValueError:
        same = [id_ for id_, label in labels.items() if label.casefold() == named.casefold()]
        if len(same) == 1:
            return same[0]
        several = "more than one" if same else "no"
        raise Unusable(f"There is {several} {what} called “{named}”.{_list(labels)}") from None
    if by_id not in labels:
        raise Unusable(f"There is no {what} {by_id}.{_list(labels)}")
    return by_id


def _list(labels: Mapping[UUID, str]) -> str:
    return "".join(f"\n  {id_}  {label}" for id_, label in labels.items())
