"""The command line, ``parasol``. docs/command-line.md explains every command and exit code."""


def main() -> None:
    """Run the command that the program's arguments name."""
    from api.cli.program import program

    program()
