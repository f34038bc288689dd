"""What a command ends with: its exit code, and a plain sentence for every expected failure."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import click

_INTERRUPTED = 130  # what shells say of a program that Ctrl+C ended


class Outcome(IntEnum):
    """Exit codes. They never change their meaning; docs/command-line.md lists them."""

    DONE = 0
    DISAGREES = 1
    UNUSABLE = 2
    REFUSED = 3
    INCOMPLETE = 4
    UNAVAILABLE = 5
    UNWELL = 6

    @staticmethod
    def explained() -> str:
        """Return all codes, one a line, for the help."""
        words = {
            Outcome.DONE: "done",
            Outcome.DISAGREES: "the check found something that does not agree",
            Outcome.UNUSABLE: "unusable input or setting",
            Outcome.REFUSED: "refused by the rules of the book",
            Outcome.INCOMPLETE: "the check had to leave something out",
            Outcome.UNAVAILABLE: "database, keys or files cannot be used",
            Outcome.UNWELL: "the command well found something that needs somebody",
        }
        return "\n".join(f"{code.value}  {said}" for code, said in words.items())


class Unusable(click.ClickException):
    """Input that cannot be used; the sentence names the field, row or option."""

    exit_code = Outcome.UNUSABLE

    def show(self, file: object = None) -> None:
        """Write the sentence to standard error, without the word error."""
        del file
        click.echo(self.format_message(), err=True)


class Refused(Unusable):
    """The rules of the book said no; nothing was written."""

    exit_code = Outcome.REFUSED


class Unavailable(Unusable):
    """Something that the command needs is away, missing or damaged."""

    exit_code = Outcome.UNAVAILABLE


@contextmanager
def plainly() -> Iterator[None]:
    """Turn expected failures into sentences. Anything else is a bug and shows where it is."""
    try:
        yield
    except BrokenPipeError:  # whoever read our output has seen enough
        sys.stderr.close()
        sys.exit(Outcome.UNAVAILABLE)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped.", err=True)
        sys.exit(_INTERRUPTED)
    except (click.ClickException, click.exceptions.Exit, SystemExit):
        raise
    except Exception as failure:
        sentence = _sentence(failure)
        if sentence is None:
            raise
        raise sentence from None


def _sentence(failure: Exception) -> click.ClickException | None:
    """Return what to tell the operator, or None for what nobody expected."""
    from api.settings import WrongSettings
    from ledger.rejections import Rejection
    from ledger.store.backup import ToolFailed, ToolsMissing
    from ledger.store.embedded import PostgresUnavailable, ServiceRunning
    from ledger.store.errors import DatabaseError, InterfaceError
    from ledger.store.mapper import UnknownTopic, UnreadablePayload
    from ledger.vault.keys import KeysUnusable

    if isinstance(failure, WrongSettings):
        return Unusable(str(failure))
    if isinstance(failure, Rejection):
        return Refused(refusal(failure))
    unavailable = (
        PostgresUnavailable,
        ServiceRunning,
        KeysUnusable,
        DatabaseError,
        InterfaceError,
        UnknownTopic,
        UnreadablePayload,
        ToolsMissing,
        ToolFailed,
    )
    if isinstance(failure, unavailable):
        return Unavailable(str(failure))
    if isinstance(failure, OSError):
        return Unavailable(f"{failure.filename or 'A file'}: {failure.strerror}.")
    return None


def refusal(rejection: object) -> str:
    """Return a refusal for a person and a program: code, sentence, and the facts line by line."""
    from ledger.rejections import Rejection

    assert isinstance(rejection, Rejection)
    facts = "".join(f"\n  {name}: {value}" for name, value in rejection.facts().items())
    return f"Refused ({rejection.code}): {rejection.detail()}{facts}"
