"""``parasol sign-in-code``: a code to type once, for whoever runs the machine."""

import click


@click.command("sign-in-code")
def command() -> None:
    """Print a one-time code for the first sign-in. It lasts 24 hours.

    Once somebody has chosen a handle and a passphrase for that sign-in, there is no code for it
    any more: nobody comes in as somebody else by way of this machine.
    """
    from api.cli.failures import Refused
    from api.cli.opened import Opened, with_opened
    from api.clock import utc_now
    from api.people.refused import AlreadyClaimed
    from api.sign_in import SignIn

    async def issue(opened: Opened) -> str:
        try:
            return await SignIn(opened.database, utc_now).issue_code()
        except AlreadyClaimed:
            raise Refused(
                "The first sign-in belongs to somebody: they sign in with handle and passphrase. "
                "Others are invited by a steward of the fund."
            ) from None

    click.echo(with_opened(issue))
