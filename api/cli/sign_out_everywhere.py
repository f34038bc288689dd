"""``parasol sign-out-everywhere``: for the day on which a telephone or a laptop is gone."""

import click


@click.command("sign-out-everywhere")
def command() -> None:
    """End every session, of people and programs, and every unused sign-in code, at once.

    People sign in anew with handle and passphrase. Before anybody has chosen those,
    `parasol sign-in-code` makes a code.
    """
    from api.cli.opened import Opened, with_opened
    from api.clock import utc_now
    from api.sessions import Sessions
    from api.sign_in import SignIn

    async def end(opened: Opened) -> tuple[int, int]:
        # Codes first: one that is redeemed meanwhile makes a session, which then ends too.
        codes = await SignIn(opened.database, utc_now).end_codes()
        return await Sessions(opened.database, utc_now).end_all(), codes

    sessions, codes = with_opened(end)
    click.echo(f"Ended: sessions {sessions}, unused codes {codes}.")
