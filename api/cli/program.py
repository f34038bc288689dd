"""The program and its commands, each of which is loaded when it is asked for."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import click

from api.cli.failures import Outcome, plainly

_COMMANDS: Final = {
    "serve": "serve",
    "sign-in-code": "sign_in_code",
    "sign-out-everywhere": "sign_out_everywhere",
    "funds": "funds",
    "people": "people",
    "record": "record",
    "import": "imports",
    "well": "well",
    "check": "check",
    "log": "log",
    "audit": "audit",
    "report": "report",
    "rebuild": "rebuild",
    "backup": "backup",
    "restore": "restore",
    "upgrade": "upgrade",
    "keys": "keys",
    "export": "export",
    "load": "load",
    "welcome": "welcome",
    "elect": "elect",
    "verify": "verify",
    "monitor": "monitor",
    "witness": "witness",
    "demo": "demo",
}
"""Each command in the order of the help, and the module that has it as `command`."""


class _Commands(click.Group):
    """A group that imports a command's module only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a newcomer meets them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        del ctx
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"api.cli.{module}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an expected failure becomes a sentence and an exit code."""
        with plainly():
            return super().invoke(ctx)


def program_version() -> str:
    """Return the version of this program, as messages name it."""
    try:
        return version("parasol")
    except PackageNotFoundError:  # run from its source
        return "of this source tree"


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"\b\nExit codes:\n{Outcome.explained()}",
)
@click.version_option(program_version(), message="parasol %(version)s")
def program() -> None:
    """Keep the books of a mutual aid fund.

    Settings are read from the environment; the README lists them. A command run beside a
    running service shares its database.
    """
