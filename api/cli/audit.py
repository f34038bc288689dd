"""``parasol audit``: whether a sealed book gives the log that was signed, and the reports."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.failures import Outcome
from api.cli.verifying import (
    NOT_WITNESSED,
    ending,
    policy_of,
    read_file,
    shown,
    with_keys,
    write_json,
)

if TYPE_CHECKING:
    from api.publishing.auditing import Verdict

_ABSENT = (
    "compare its last head, which the next log names, with the one in the sealed book of an"
    " earlier audit, or with one that somebody kept"
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("audit")
@click.argument("book", type=_FILE)
@with_keys
@click.option("--witnessed", is_flag=True, help="Fail when no witness of the policy has signed.")
@click.option(
    "--receipt",
    "receipts",
    type=_FILE,
    multiple=True,
    help="A receipt whose line has to be in the book; may be given several times.",
)
def command(
    book: Path,
    keys: tuple[str, ...],
    policy: Path | None,
    receipts: tuple[Path, ...],
    *,
    witnessed: bool,
    as_json: bool,
) -> None:
    """Compute everything from the sealed book in BOOK, and compare it with what was signed.

    Every line is looked for in the log, every leaf explained, the root computed, and each report
    that is out built again. It needs no database and no network. Without --key and --policy the
    key that the file names is taken: compare it with the one that you know.
    """
    from api.publishing.auditing import audit_book
    from ledger.transparency.audit import BookUnreadable

    with ending(as_json=as_json):
        believed = policy_of(keys, policy) if keys or policy else None
        if witnessed and not (believed and believed.witnesses):
            raise click.UsageError("--witnessed takes a --policy that names witnesses.")
        held = [(each.name, read_file(each)) for each in receipts]
        try:
            with book.open("rb") as rows:
                verdict = audit_book(rows, believed, held, witnessed=witnessed)
        except BookUnreadable as unreadable:
            _unreadable(str(unreadable), as_json=as_json)
            sys.exit(Outcome.DISAGREES)
        if as_json:
            write_json(_as_data(verdict))
        else:
            _show(verdict, is_pinned=believed is not None)
    if not verdict.is_well:
        sys.exit(Outcome.DISAGREES)


def _unreadable(sentence: str, *, as_json: bool) -> None:
    from ledger.transparency.audited import FINDINGS

    name = "book-malformed"
    if as_json:
        finding = {"name": name, "meaning": FINDINGS[name], "count": 1, "where": [sentence]}
        write_json({"ok": False, "findings": [finding]})
        return
    click.echo(f"{name}: {FINDINGS[name]} {shown(sentence)}")


def _as_data(verdict: "Verdict") -> dict[str, Any]:
    """Return what an audit came to for programs."""
    import msgspec

    return {
        "ok": verdict.is_well,
        **msgspec.to_builtins(verdict.log),
        "receipts": verdict.receipts,
        "reports": [
            {"number": each.number, "same": each.is_same, "manifest_hash": each.manifest_hash}
            for each in verdict.reports
        ],
        "findings": [
            {**msgspec.to_builtins(each), "meaning": each.meaning} for each in verdict.findings
        ],
    }


def _show(verdict: "Verdict", *, is_pinned: bool) -> None:
    """Write what the audit came to: facts and ids only, nothing about anybody."""
    log = verdict.log
    waits = ""
    if log.waiting_since is not None:
        waits = f", {log.waiting} waiting, the oldest since {shown(log.waiting_since)}"
    click.echo(f"fund {log.fund_id}: {log.lines} lines, {log.sealed} in the log{waits}")
    click.echo(f"log {shown(log.origin)}: {log.size} leaves, {log.dummies} of them dummies")
    for each in verdict.reports:
        said = "built again, the same bytes" if each.is_same else "NOT the same"
        click.echo(f"report {each.number}: {said}")
    if log.unchecked:
        click.echo(f"{log.unchecked} reports name a head of an older log, which is not in the file")
    for number in log.absent:
        click.echo(f"older log {number} is not in the file: {_ABSENT}")
    for finding in verdict.findings:
        more = ["…"] if finding.count > len(finding.where) else []
        where = f" ({shown(', '.join([*finding.where, *more]))})" if finding.where else ""
        times = f" {finding.count} times." if finding.count > 1 else ""
        click.echo(f"{finding.name}: {finding.meaning}{times}{where}")
    if not is_pinned:
        click.echo("The key is the one that the file names. Compare it with the one that you know:")
        click.echo(f"  {shown(log.vkey)}")
    seen = f"Witnessed by {shown(', '.join(log.witnesses))}." if log.witnesses else NOT_WITNESSED
    click.echo(seen)
    if not verdict.is_well:
        click.echo("THIS BOOK DOES NOT GIVE WHAT WAS SIGNED.")
        return
    click.echo("This book gives all that was signed, and the log holds nothing else.")
    click.echo("Not proven: that the book is true. Count the cash, and compare the bank.")
