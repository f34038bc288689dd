"""What the addresses of a log go by: whether its fund publishes, and who watches the log."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.events import DisclosureSet, LogSet, Witness
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.mapper import decode

# The words of the index events_of_log: it is found by them, so none may be a parameter.
_RULES: Final = """
select distinct on (fund_id, topic) fund_id, topic, payload from events
where fund_id = any($1::uuid[]) and topic in ('disclosure.set.v1', 'log.set.v1', 'log.begun.v1')
order by fund_id, topic, position desc
"""
_FUNDS: Final = "select distinct fund_id from log_trees order by fund_id"
GROUP: Final = "witnesses"
"""The name of the only group in a policy."""


class LogRules(Struct, frozen=True):
    """Whether the fund publishes; its witnesses, and how many of them have to cosign a head."""

    is_public: bool = False
    witnesses: tuple[Witness, ...] = ()
    quorum: int = 0


async def read_rules(connection: Connection, fund_id: UUID) -> LogRules:
    """Return the rules of a fund as they are now; for one that does not exist, none."""
    return (await _read(connection, [fund_id])).get(fund_id, LogRules())


async def list_watched(connection: Connection) -> dict[UUID, LogRules]:
    """Return the rules of every fund that has a log and witnesses for it."""
    with database_errors():
        rows = await connection.fetch(_FUNDS)
    found = await _read(connection, [row["fund_id"] for row in rows])
    return {fund_id: rules for fund_id, rules in found.items() if rules.witnesses}


async def _read(connection: Connection, fund_ids: Collection[UUID]) -> dict[UUID, LogRules]:
    with database_errors():
        rows = await connection.fetch(_RULES, fund_ids)
    found: dict[UUID, dict[str, object]] = {}
    for row in rows:
        event, known = decode(row["topic"], row["payload"]), found.setdefault(row["fund_id"], {})
        match event:
            case DisclosureSet():
                known["is_public"] = event.is_public
            case LogSet():
                known |= {"witnesses": event.witnesses, "quorum": event.quorum}
            case _:
                pass
    return {fund_id: LogRules(**known) for fund_id, known in found.items()}  # type: ignore[arg-type]


def policy_of(vkey: str, url: str, rules: LogRules) -> str:
    """Write a C2SP tlog-policy: the log with its key, its witnesses, and how many have to cosign.

    Witnesses are numbered: the names in their keys may be words that mean something in a policy.
    """
    lines, names = [f"log {vkey} {url}"], list[str]()
    for number, each in enumerate(rules.witnesses, 1):
        names.append(f"w{number}")
        lines.append(f"witness w{number} {each.vkey} {each.url}")
    if rules.quorum:
        lines.append(f"group {GROUP} {rules.quorum} {' '.join(names)}")
    lines.append(f"quorum {GROUP if rules.quorum else 'none'}")
    return "".join(f"{line}\n" for line in lines)
