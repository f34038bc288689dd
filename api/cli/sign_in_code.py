"""``parasol sign-in-code``: a code to type once, for whoever runs the machine."""

import click


@click.command("sign-in-code")
def command() -> None:
    """Print a one-time code to sign in with. It lasts 24 hours."""
    from api.cli.opened import Opened, with_opened
    from api.clock import utc_now
    from api.sign_in import SignIn

    async def issue(opened: Opened) -> str:
        return await SignIn(opened.database, utc_now).issue_code()

    click.echo(with_opened(issue))
