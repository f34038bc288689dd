"""``parasol restore``: a backup, put in the place of what is there or merely tried."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from api.settings import Settings
    from ledger.store.backup import Backup


@click.command("restore")
@click.argument(
    "file",
    required=False,
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False, exists=True),
)
@click.option("--drill", is_flag=True, help="Only try it: restore, check, throw away.")
@click.option("--replace", is_flag=True, help="Take the place of books that are there.")
@click.option("--other-keys", is_flag=True, help="Restore although the keys are other ones.")
@click.option(
    "--remove-replaced",
    metavar="NAME",
    help="Remove a database that an earlier restore replaced. Nothing brings it back.",
)
def command(
    file: Path | None, *, drill: bool, replace: bool, other_keys: bool, remove_replaced: str | None
) -> None:
    """Restore the backup in FILE (- for standard input). Stop the service first.

    Everything is loaded and checked beside the database in use, which is replaced only when all
    is well, and kept under another name. Keys are never written or changed: put them in place
    first. All sessions and sign-in codes end.

    With --drill the service may go on running and nothing of it is touched: the backup is
    restored into a server that is thrown away. Do this every quarter.
    """
    from api.cli.backups import open_given
    from api.cli.failures import Unusable
    from api.cli.opened import settings_here
    from api.cli.restoring import plainly_refused

    settings = settings_here()
    if remove_replaced is not None:
        _remove(settings, remove_replaced)
        return
    if file is None:
        raise Unusable("FILE is missing: the backup to restore.")

    def work() -> None:
        with open_given(settings, file) as backup:
            if drill:
                _drill(settings, backup)
            else:
                _restore(settings, backup, replace=replace, other_keys=other_keys)

    plainly_refused(work)


def _drill(settings: "Settings", backup: "Backup") -> None:
    from api.cli.restoring import compare_with_keys, drill, introduce, note_drill

    introduce(backup.manifest)
    compare_with_keys(settings, backup.manifest, may_differ=True)
    drill(settings, backup)
    note_drill(settings)
    click.echo("The drill went well: this backup can be restored. Nothing else was touched.")


def _restore(settings: "Settings", backup: "Backup", *, replace: bool, other_keys: bool) -> None:
    from api.cli.counting import counted
    from api.cli.restoring import (
        compare_with_keys,
        introduce,
        restore_embedded,
        restore_external,
    )
    from ledger.store.embedded import ServiceLock

    with ServiceLock(settings.data_dir):
        introduce(backup.manifest)
        compare_with_keys(settings, backup.manifest, may_differ=other_keys)
        restore = restore_external if settings.database_url else restore_embedded
        restore(settings, backup, replace=replace)
    funds, lines = len(backup.manifest.funds), backup.manifest.lines
    click.echo(f"Restored: {counted(funds, 'fund')}, {counted(lines, 'line')}.")
    click.echo("All sessions have ended. To sign in: start the service, then parasol sign-in-code")


def _remove(settings: "Settings", name: str) -> None:
    import asyncio

    from api.cli.failures import Unusable
    from api.cli.opened import embedded_server
    from ledger.store.backup.beside import drop_replaced, list_replaced

    if settings.database_url:
        raise Unusable("Only restores into the embedded database keep what they replace.")
    with embedded_server(settings) as server:
        addresses = server.start()
        if asyncio.run(drop_replaced(addresses, name)):
            click.echo(f"Removed: {name}")
            return
        kept = ", ".join(each.name for each in asyncio.run(list_replaced(addresses)))
    raise Unusable(f"There is no replaced database {name}. There are: {kept or 'none'}.")
