"""What tests of backups need: a database with all kinds of rows, and the way there and back."""

import io
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import asyncpg

from api.cli.backups import read_model_tables
from api.cli.restoring import all_migrations
from ledger.books import Books
from ledger.store.backup import (
    Manifest,
    fill_database,
    find_reader,
    open_backup,
    whole_file,
    write_backup,
)
from ledger.store.database import Database
from ledger.store.embedded import available_majors
from ledger.store.reading import list_funds
from ledger.transport.exporting import export_book
from projections.migrations import projection_migrations
from tests.database import Urls
from tests.funds import OpenedFund, ask, open_fund

MADE_AT: Final = datetime(2026, 11, 21, 5, 52, 2, tzinfo=UTC)
RESTORED_AT: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# A text as hard to tell from the end of the rows as can be.
HARD_TEXT: Final = "first\n\\.\nsecond\t\\N \\\\. é\r\n\\."

_OTHER_ROWS: Final = """
insert into sign_ins values (gen_random_uuid(), now());
insert into sign_in_codes select sha256('code'), sign_in_id, now(), now() from sign_ins;
insert into sessions
    select sha256('session'), sign_in_id, 'page', now(), now(), now() from sign_ins;
insert into api_tokens
    select sha256('token'), sign_in_id, 'abcd', '{read}', now(), now() from sign_ins;
insert into devices select sha256('device'), sign_in_id, now(), now() from sign_ins;
insert into attempts values ('passphrase', sha256('somebody'), 3, now(), now());
insert into authenticators select sign_in_id, true, 'sealed', 5, now() from sign_ins;
insert into recovery_codes select sign_in_id, sha256('recovery'), now() from sign_ins;
insert into newcomers select gen_random_uuid(), fund_id, now() from heads;
insert into invitations
    select gen_random_uuid(), sign_in_id, true, sha256('invitation'), now(), now() from sign_ins;
insert into instance values ('key fingerprint: log', '\\x0102'), ('a secret', '\\x5c2e0a');
insert into upkeep values ('drill', '2026-01-02');
insert into tracking select fund_id, 'another', 7 from heads;
insert into nudges select fund_id, gen_random_uuid(), now() from heads;
insert into snapshots select fund_id, 'a fold', 1, 'x' from heads;
insert into vault_references
    select fund_id, 'giver', sha256(n::text::bytea), gen_random_uuid()
    from heads, generate_series(1, 20) n;
insert into vault_people select fund_id, fund_id, now(), now(), null from heads;
insert into vault_records
    select fund_id, fund_id, fund_id, 'note', 1, now(), 'sealed' from heads;
insert into vault_links select fund_id, fund_id, fund_id from heads;
insert into vault_fingerprints select fund_id, fund_id, sha256('print') from heads;
insert into vault_holds select fund_id, fund_id, fund_id, 'somebody', now() from heads;
insert into vault_acts select fund_id, fund_id, now(), 'somebody', 'opened' from heads;
insert into vault_askings select fund_id, fund_id, fund_id, 'somebody', now() from heads;
insert into vault_profiles select fund_id, 'least' from heads;
insert into vault_own_contacts select fund_id, fund_id, fund_id from heads;
insert into proposal_words select fund_id, sha256('words'), fund_id, null, 'sealed', now(), null
    from heads;
insert into proposal_notes select fund_id, fund_id, 1, fund_id, 'sealed' from heads;
insert into proposal_seen select fund_id, fund_id, 1, sha256('words'), fund_id from heads;
insert into ballot_boxes select fund_id, fund_id, 1, 'open', sha256('key') from heads;
insert into ballot_marks select fund_id, fund_id, 1, fund_id from heads;
insert into ballots
    select fund_id, fund_id, 1, sha256('slip'), decode(repeat('00', 572), 'hex') from heads;
insert into log_trees (fund_id, number, origin, vkey, promise_vkey, size, frontier, next_at)
    select fund_id, 1, 'a log', 'a key', 'another', 1, sha256('leaf'), now() from heads;
insert into log_tiles select fund_id, 1, -1, 0, sha256('leaf') from heads;
insert into log_places select fund_id, 1, 1, 0 from heads;
insert into log_heads select fund_id, 1, 1, sha256('leaf'), 'a note', now() from heads;
insert into log_promises select fund_id, 1, 1, 'a note' from heads;
insert into witnessed_logs (origin, vkey) values ('a log', 'a key');
"""


async def fill(urls: Urls, funds: int = 2) -> list[OpenedFund]:
    """Make some books, and rows in every other table."""
    async with Database.open(urls.service, min_size=1, max_size=2) as database:
        books = Books(database)
        opened = [await open_fund(books, money=1_000_00) for _ in range(funds)]
        for fund in opened:
            for amount in range(1, 8):
                await ask(books, fund.fund_id, fund.donation(amount))
        await books.close()
    connection = await asyncpg.connect(urls.owner)
    try:
        await connection.execute(_OTHER_ROWS)
        await connection.execute("update labels set text = $1 where kind = 'purpose'", HARD_TEXT)
    finally:
        await connection.close()
    return opened


async def back_up(urls: Urls, path: Path, *, beside: Path | None = None) -> Manifest:
    with whole_file(path) as file:
        return await write_backup(
            urls.service,
            file,
            made_at=MADE_AT,
            program="0.1.0",
            left_out=read_model_tables(),
            beside=beside,
        )


async def restore(urls: Urls, path: Path) -> list[str]:
    with open_backup(path) as backup:
        reader = find_reader(backup.manifest.pg_dump)
        return await fill_database(
            urls.owner, backup, all_migrations(), reader=reader, restored_at=RESTORED_AT
        )


async def exports(urls: Urls) -> dict[str, bytes]:
    """Return every book as `parasol export` writes it."""
    found = {}
    async with Database.open(
        urls.service, min_size=1, max_size=2, migrations=projection_migrations()
    ) as database:
        async with database.acquire() as connection:
            funds = await list_funds(connection)
        for fund_id in funds:
            file = io.BytesIO()
            async for piece in export_book(database, fund_id):
                file.write(piece)
            found[str(fund_id)] = file.getvalue()
    return found


async def fetch(address: str, statement: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(address)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def count_tables(urls: Urls) -> object:
    found = await fetch(
        urls.owner, "select count(*) from pg_class where relnamespace = 'public'::regnamespace"
    )
    return found[0][0]


def programs(directory: Path, **scripts: str) -> Path:
    """Make a directory of programs; ``$REAL`` in a script is the real one of the same name."""
    directory.mkdir()
    newest = available_majors()[max(available_majors())]
    for name, script in scripts.items():
        path = directory / name
        path.write_text(
            f'#!/bin/sh\nREAL="{newest / name}"\n[ "$1" = --version ] && exec "$REAL" --version\n'
            f"{script}\n"
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return directory
