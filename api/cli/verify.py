"""``parasol verify``: receipts, promises, reports and whole logs checked by whoever has them."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from api.cli.verifying import (
    NO_PROMISE_KEY,
    NOT_TRUE,
    as_data,
    details,
    ending,
    head_data,
    moment,
    policy_of,
    read_file,
    shown,
    source_of,
    what_it_says,
    with_keys,
    witnessed,
    write_json,
)
from ledger.verifier import (
    Log,
    Policy,
    PolicyUnusable,
    Promise,
    Receipt,
    Report,
    check_head,
    check_log,
    check_promise,
    check_receipt,
    check_report,
    is_promise,
    mended,
    read_code,
)
from ledger.verifier.policy import NONE


@click.group("verify")
def command() -> None:
    """Check what a fund gave you, with nothing but its key.

    No database and no settings are needed, and nothing is sent anywhere; only `verify log URL` asks
    a server. Exit code 0: proven. 1: not proven, and the failure has a name.
    """


@command.command("receipt")
@click.argument("file", type=click.Path(path_type=Path))
@with_keys
@click.option("--code", "with_code", is_flag=True, help="Ask for the code of whoever gave.")
def receipt(
    file: Path,
    keys: tuple[str, ...],
    policy: Path | None,
    *,
    as_json: bool,
    with_code: bool,
) -> None:
    """Check a receipt (.tlog-proof) or a promise (.promise).

    A file that was copied from paper or out of a message may have its lines cut otherwise. With
    --code also that it is yours: the code is asked for and not shown.
    """
    with ending(as_json=as_json):
        pinned, data = policy_of(keys, policy), mended(read_file(file))
        if is_promise(data) and not pinned.promises:
            raise PolicyUnusable(NO_PROMISE_KEY)
        if not is_promise(data) and not pinned.logs:
            raise PolicyUnusable("A receipt wants the first key of the log: that of its heads.")
        code = _ask_for_code() if with_code else None
        if is_promise(data):
            _show_promise(check_promise(data, pinned, code), as_json=as_json)
        else:
            _show_receipt(check_receipt(data, pinned, code), as_json=as_json)


@command.command("report")
@click.argument("manifest", type=click.Path(path_type=Path))
@click.argument("proof", type=click.Path(path_type=Path))
@with_keys
@click.option("--signature", type=click.Path(path_type=Path), help="The report's .sig file.")
@click.option("--report-key", help="The fund's report key: its .pem file, or hexadecimal.")
def report(
    manifest: Path,
    proof: Path,
    keys: tuple[str, ...],
    policy: Path | None,
    *,
    as_json: bool,
    signature: Path | None,
    report_key: str | None,
) -> None:
    """Check that this MANIFEST (.json) is the report that the log says is out.

    With --signature and --report-key also that the fund's report key has signed it.
    """
    with ending(as_json=as_json):
        pinned = policy_of(keys, policy)
        if (signature is None) != (report_key is None):
            raise PolicyUnusable("--signature and --report-key belong together.")
        signed = None
        if signature is not None and report_key is not None:
            signed = (read_file(signature), _report_key(report_key))
        proven = check_report(read_file(manifest), mended(read_file(proof)), pinned, signed)
        _show_report(proven, as_json=as_json)


@command.command("log")
@click.argument("source", metavar="DIR|URL", required=False)
@with_keys
@click.option("--from", "older", type=click.Path(path_type=Path), help="A head kept from before.")
@click.option(
    "--evidence", type=click.Path(path_type=Path), help="Check what `parasol monitor` kept instead."
)
def log(
    source: str | None,
    keys: tuple[str, ...],
    policy: Path | None,
    *,
    as_json: bool,
    older: Path | None,
    evidence: Path | None,
) -> None:
    """Read a whole log, at an address or in a directory, and compute everything in it again.

    With --from also that it only grew since that head.
    """
    with ending(as_json=as_json):
        pinned = policy_of(keys, policy)
        if evidence is not None:
            _check_evidence(evidence, pinned, as_json=as_json)
        elif source is None:
            raise PolicyUnusable("Which log? Give a directory or an address, or --evidence.")
        else:
            # Witnesses sign a head after it is out: one that was kept early may lack some.
            alone = replace(pinned, quorum=NONE)
            known = None if older is None else check_head(read_file(older), alone)
            _show_log(check_log(source_of(source), pinned, known), as_json=as_json)


def _ask_for_code() -> str:
    typed: str = click.prompt("Your code", hide_input=sys.stdin.isatty(), err=True)
    if read_code(typed) is None:
        raise PolicyUnusable("A code has twenty signs, in five groups of four.")
    return typed


def _report_key(given: str) -> bytes:
    """Return the raw key of a .pem file or of hexadecimal. Raises `PolicyUnusable`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        if not Path(given).is_file():
            return Ed25519PublicKey.from_public_bytes(bytes.fromhex(given)).public_bytes_raw()
        key = load_pem_public_key(read_file(Path(given)))
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise PolicyUnusable("--report-key: expected a .pem file of Ed25519, or 64 hexadecimal.")
    return key.public_bytes_raw()


def _show_receipt(proven: Receipt, *, as_json: bool) -> None:
    if as_json:
        said = {"proven": True, "what": "receipt", **_opened(proven)}
        write_json(said | {"gift": proven.gift})
        return
    head = proven.head
    click.echo(f"Proven: {what_it_says(proven.opening)} is in the log of {shown(head.origin)}.")
    if proven.gift is not None:
        click.echo(f"Proven: it belongs to your code, as gift {proven.gift}, and to no other.")
    click.echo(witnessed(head))
    click.echo(f"Not proven: {NOT_TRUE}.")
    if proven.gift is None:
        click.echo("Not proven: that this line is yours. Check it with --code.")
    click.echo(f"  place {proven.index} of {head.size}, line {proven.opening.topic}:")
    click.echo("\n".join(details(proven.opening)))


def _show_promise(proven: Promise, *, as_json: bool) -> None:
    if as_json:
        write_json(
            {
                "proven": True,
                "what": "promise",
                "origin": proven.origin,
                "commitment": proven.commitment.hex(),
                "deadline": proven.deadline,
                "topic": proven.opening.topic,
                "fields": proven.opening.fields,
                "gift": proven.gift,
            }
        )
        return
    by = moment(proven.deadline)
    said = what_it_says(proven.opening)
    click.echo(f"Proven: {shown(proven.origin)} has promised that {said} is in its log by {by}.")
    if proven.gift is not None:
        click.echo(f"Proven: it belongs to your code, as gift {proven.gift}, and to no other.")
    click.echo("Not proven: that it is in the log. Fetch the receipt after that day; where there")
    click.echo("is none, this file is evidence against the fund. Keep it.")
    if proven.gift is None:
        click.echo("Not proven: that this line is yours. Check it with --code.")
    click.echo("\n".join(details(proven.opening)))


def _show_report(proven: Report, *, as_json: bool) -> None:
    if as_json:
        said = {"proven": True, "what": "report", **_opened(proven.receipt)}
        said |= {"number": proven.number, "digest": proven.digest, "signed": proven.is_signed}
        write_json(said)
        return
    origin = shown(proven.receipt.head.origin)
    click.echo(f"Proven: this is report {proven.number} as the log of {origin} has it.")
    if proven.is_signed:
        click.echo("Proven: the report key that you gave has signed it.")
    click.echo(witnessed(proven.receipt.head))
    click.echo(f"Not proven: {NOT_TRUE}.")
    if not proven.is_signed:
        click.echo("Not checked: its signature. Give --signature and --report-key.")
    click.echo(f"  digest {proven.digest}")


def _show_log(proven: Log, *, as_json: bool) -> None:
    head = proven.head
    if as_json:
        said = {"proven": True, "what": "log", **head_data(head)}
        write_json(said | {"older": None if proven.older is None else head_data(proven.older)})
        return
    click.echo(f"Proven: the log of {shown(head.origin)} is whole, {head.size} places.")
    if proven.older is not None:
        click.echo(
            f"Proven: it begins with the {proven.older.size} places of the head from before."
        )
    click.echo(witnessed(head))
    click.echo(f"Not proven: {NOT_TRUE}.")
    click.echo(f"  root {head.root.hex()}")


def _check_evidence(place: Path, policy: Policy, *, as_json: bool) -> None:
    from ledger.verifier.evidence import check_evidence
    from ledger.verifier.failures import Failure

    if not place.is_dir():
        raise PolicyUnusable(f"{place}: expected the directory that `parasol monitor` made.")
    found = check_evidence(place, policy)
    shows = Failure(found.name)
    if as_json:
        said = {"proven": True, "what": "evidence", "shows": as_data(shows)}
        write_json(said | {"whole": found.is_whole, **head_data(found.newer)})
        return
    click.echo(f"The evidence is sound ({found.name}): {shown(found.newer.origin)} has signed it.")
    click.echo(f"It shows: {shows.meaning}")
    if not found.is_whole:
        click.echo("Which of it came first, or when, is what whoever kept it says.")


def _opened(proven: Receipt) -> dict[str, object]:
    return {
        **head_data(proven.head),
        "index": proven.index,
        "commitment": proven.commitment.hex(),
        "topic": proven.opening.topic,
        "fields": proven.opening.fields,
    }
