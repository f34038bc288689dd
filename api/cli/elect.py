"""``parasol elect``: counts the ballots of a file, here or of another city."""

from typing import BinaryIO

import click


@click.command("elect")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.File("rb"))
@click.option(
    "--rule",
    type=click.Choice(["equal-shares", "greedy"]),
    default="equal-shares",
    show_default=True,
    help="How the ballots are counted.",
)
@click.option(
    "--completion",
    type=click.Choice(["none", "greedy"]),
    default="none",
    show_default=True,
    help="What equal shares do with money that they leave.",
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a line, exact.")
def command(
    files: tuple[BinaryIO, ...],
    rule: str,
    completion: str,
    as_json: bool,  # noqa: FBT001  an option of the command line
) -> None:
    """Count the approval ballots in each FILE (Pabulib, .pb; - for standard input).

    Says what is bought and why the rest is not. It needs no service and no database, and changes
    nothing. When one of several files cannot be read, none is counted.
    """
    from api.cli.elected import as_line, as_text
    from api.cli.failures import Unusable
    from ledger.election import elect
    from ledger.election.pabulib import PabulibError, read_pb
    from ledger.events.protocols import Completion, ElectionRule

    if rule == "greedy" and completion != "none":
        raise Unusable("--completion: only equal shares leave something to complete.")
    polls = []
    for file in files:
        try:
            polls.append((file.name, read_pb(file.read())))
        except PabulibError as wrong:
            raise Unusable(f"{file.name}: {wrong}.") from None
    by = ElectionRule(rule.replace("-", "_"))
    for name, poll in polls:
        result = elect(by, Completion(completion), poll.ballots, poll.costs, poll.budget)
        click.echo((as_line if as_json else as_text)(name, poll, result))
