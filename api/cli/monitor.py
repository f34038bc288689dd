"""``parasol monitor``: one look at a log, which must follow from what was seen before."""

import sys
import time
from pathlib import Path
from typing import Final

import click

from api.cli.failures import Outcome
from api.cli.verifying import (
    NO_PROMISE_KEY,
    NOT_WITNESSED,
    as_data,
    ending,
    head_data,
    policy_of,
    read_file,
    shown,
    source_of,
    with_keys,
    write_json,
)
from ledger.verifier import Failure, Forked, Policy, PolicyUnusable, Promise, check_promise
from ledger.verifier.evidence import write_broken, write_evidence
from ledger.verifier.logs import read_leaves
from ledger.verifier.monitoring import (
    Broken,
    Looked,
    Monitor,
    Shrunk,
    read_memory,
    write_memory,
)

_HOUR: Final = 3600


@click.command("monitor")
@click.argument("source", metavar="URL|DIR")
@with_keys
@click.option(
    "--memory",
    "place",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file in which the newest head is remembered.",
)
@click.option(
    "--every-hours",
    type=click.IntRange(1, 24 * 366),
    default=24,
    show_default=True,
    help="How often the log has a new head, by the rule of the fund.",
)
@click.option(
    "--promise",
    "promises",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A promise whose keeping is looked after.",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where evidence is kept; beside the memory by default.",
)
def command(
    source: str,
    keys: tuple[str, ...],
    policy: Path | None,
    *,
    as_json: bool,
    place: Path,
    every_hours: int,
    promises: tuple[Path, ...],
    evidence: Path | None,
) -> None:
    """Look at a log once: whether it only grew, in time, and kept its promises.

    To be run by a timer, at home or by another fund. The first look remembers; each later one
    compares. Exit code 0: all is well. 1: something is wrong, and it has a name. 5: no answer.
    """
    kept = evidence or place.with_name(f"{place.name}.evidence")
    with ending(as_json=as_json):
        pinned = policy_of(keys, policy)
        given = [_promise(each, pinned) for each in promises]
        log, memory = source_of(source), read_memory(place)
        try:
            looked = Monitor(log, pinned, every_hours * _HOUR).look(memory, int(time.time()), given)
        except (Forked, Shrunk) as failure:
            written = write_evidence(kept, failure)
            click.echo(f"Evidence: {written}", err=True)
            raise
        write_memory(place, looked.memory)
        for each in looked.found:
            if isinstance(each, Broken):
                written = write_broken(kept, each, read_leaves(log, each.head))
                click.echo(f"Evidence: {written}", err=True)
        _show(looked, is_first=memory is None, as_json=as_json)


def _promise(path: Path, policy: Policy) -> Promise:
    """Return a promise to be looked after; one that is none is named with its file."""
    if not policy.promises:
        raise PolicyUnusable(NO_PROMISE_KEY)
    try:
        return check_promise(read_file(path), policy)
    except Failure as failure:
        raise PolicyUnusable(f"{path}: {failure.meaning} ({failure})") from None


def _show(looked: Looked, *, is_first: bool, as_json: bool) -> None:
    """Say what came of the look; the exit code is 1 where anything is wrong."""
    head = looked.head
    if as_json:
        found = [as_data(each) for each in looked.found]
        write_json({"well": not found, "first": is_first, "found": found, **head_data(head)})
    else:
        _say(looked, is_first=is_first)
    if looked.found:
        sys.exit(Outcome.DISAGREES)


def _say(looked: Looked, *, is_first: bool) -> None:
    head = looked.head
    for each in looked.found:
        click.echo(f"WRONG ({each.name}). {each.meaning}\n  {shown(each.detail)}")
    if not looked.found:
        seen = "Remembered" if is_first else "Well: it only grew"
        click.echo(f"{seen}: {shown(head.origin)}, {head.size} places.")
    if not head.is_witnessed:
        click.echo(NOT_WITNESSED)
