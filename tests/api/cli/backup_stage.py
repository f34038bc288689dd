"""What tests of backups on the command line need: books, their exports, and a second machine."""

import io
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from api.cli.failures import Outcome
from ledger.books import Books
from ledger.store.database import Database
from ledger.transport.exporting import export_book
from projections.migrations import projection_migrations
from tests import database as databases
from tests.funds import OpenedFund, ask
from tests.funds import open_fund as open_by_shell
from tests.instance import Instance

T = TypeVar("T")


def run(instance: Instance, *arguments: str, **environment: str) -> str:
    """Run a command that must succeed, and return what it wrote."""
    done = instance.run(*arguments, **environment)
    assert done.returncode == Outcome.DONE, done.stderr
    return done.stdout


def open_fund(instance: Instance, url: str = "") -> OpenedFund:
    """Open a fund with some money. The first one of an instance makes schema and keys as well.

    The first sign-in of the instance keeps it, where there is one.
    """
    if not url and not instance.keys.exists():
        run(instance, "funds")
    address = url or instance.addresses.service
    founder = databases.run(_first_sign_in(address)) or "treasurer"

    async def work(books: Books) -> OpenedFund:
        return await open_by_shell(books, money=100_00, founder=founder)

    return _with_books(address, work)


async def _first_sign_in(url: str) -> UUID | None:
    async with _opened(url) as database, database.acquire() as connection:
        found: UUID | None = await connection.fetchval(
            "select sign_in_id from sign_ins order by made_at, sign_in_id limit 1"
        )
    return found


def donate(instance: Instance, fund: OpenedFund, url: str = "") -> None:
    async def work(books: Books) -> None:
        await ask(books, fund.fund_id, fund.donation())

    _with_books(url or instance.addresses.service, work)


def exported(instance: Instance, fund: OpenedFund, url: str = "") -> bytes:
    """Return the book as `parasol export` writes it."""
    return databases.run(_export(url or instance.addresses.service, fund.fund_id))


async def _export(url: str, fund_id: UUID) -> bytes:
    file = io.BytesIO()
    async with _opened(url) as database:
        async for piece in export_book(database, fund_id):
            file.write(piece)
    return file.getvalue()


def _opened(url: str) -> AbstractAsyncContextManager[Database]:
    return Database.open(url, min_size=1, max_size=2, migrations=projection_migrations())


def _with_books(url: str, work: Callable[[Books], Awaitable[T]]) -> T:
    async def inside() -> T:
        async with _opened(url) as database:
            books = Books(database)
            try:
                return await work(books)
            finally:
                await books.close()

    return databases.run(inside())


def back_up(instance: Instance, name: str = "made.backup", **environment: str) -> Path:
    path = instance.place / name
    assert run(instance, "backup", str(path), **environment).strip() == str(path)
    return path


def piped(
    instance: Instance, *arguments: str, given: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """Run a command whose input and output are no text."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        input=given,
        env=instance.environment,
        cwd=instance.place,
        capture_output=True,
        timeout=60,
        check=False,
    )


def give_keys(source: Instance, target: Instance) -> None:
    """Bring the keys to another machine, as their owner does it: by hand."""
    shutil.copytree(source.keys, target.keys)


def snapshot(directory: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return content, mode and time of every file."""
    return {
        str(path): (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
