"""``parasol backup``: the whole database as one file."""

from pathlib import Path

import click


@click.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path, allow_dash=True))
def command(target: Path | None) -> None:
    """Write the books of every fund, and all that belongs to them, to one file.

    TARGET is a directory, the name of a new file, or - for standard output. Without it, the file
    goes into the directory "backups" of the data directory. The service may go on running.

    The file holds no keys: keep those apart. It does not hide what is in it: whoever has it can
    read the books.
    """
    from datetime import UTC, datetime

    from api.cli.backups import passing_file, size_text, target_path, to_output, write
    from api.cli.counting import counted
    from api.cli.opened import Opened, settings_here, with_opened
    from ledger.store.backup import Manifest, whole_file
    from ledger.store.upkeep import Upkeep, note

    settings = settings_here()
    made_at = datetime.now(UTC).replace(microsecond=0)
    to_stdout = target is not None and str(target) == "-"
    path = None if to_stdout else target_path(settings, target, made_at)

    async def back_up(opened: Opened) -> Manifest:
        if path is None:
            with passing_file(settings) as scratch:
                manifest = await write(opened.place, scratch, made_at)
                to_output(scratch)
        else:
            with whole_file(path) as file:
                manifest = await write(opened.place, file, made_at)
        async with opened.database.acquire() as connection:
            await note(connection, Upkeep.BACKUP, made_at)
        return manifest

    manifest = with_opened(back_up, settings)
    if path is not None:
        click.echo(path)
    click.echo(
        f"{counted(len(manifest.funds), 'fund')} with {counted(manifest.lines, 'line')}: "
        f"{size_text(manifest.dump_bytes)}. "
        f"The keys are not in it: keep {settings.keys_dir} apart.",
        err=True,
    )
