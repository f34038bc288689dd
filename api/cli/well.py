"""``parasol well``: the page *Is all well?* in the words of the command line."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from api.settings import Settings
    from api.well import Facts


@click.command("well")
def command() -> None:
    """Say whether backup, restore drill, clock, disk, sums, version and keys are well.

    Changes nothing. Ends with 6 when something needs somebody, so that a timer can tell.
    """
    from api.cli.failures import Outcome
    from api.cli.opened import settings_here
    from api.i18n import DEFAULT_LANGUAGE, language
    from api.well import judge, needs_somebody, spoken

    settings = settings_here()
    facts, places = _look(settings)
    findings = judge(facts)
    said = spoken(findings, language(DEFAULT_LANGUAGE))
    click.echo(said.answer)
    for line, finding in zip(said.lines, findings, strict=True):
        click.echo(f"{line.number}  {line.title}: {line.word}. {line.says}")
        if finding not in needs_somebody(findings):
            continue
        place = places.get(line.subject, "")
        # The page leads here for what it must not show; here it is the place that is named.
        leads_here = line.command == "parasol well"
        to_do = "" if leads_here else f"To do: {line.to_do} {line.command}".rstrip()
        for text in filter(None, (to_do, place)):
            click.echo(f"   {text}")
    if needs_somebody(findings):
        sys.exit(Outcome.UNWELL)


def _look(settings: "Settings") -> "tuple[Facts, dict[str, str]]":
    """Gather the facts, and by subject where things are that need somebody.

    Opened without making keys or running migrations: whoever asks how things are changes nothing.
    """
    import asyncio

    from api.cli.opened import Place, place_of
    from api.clock import utc_now
    from api.publishing.signing import signing_keys
    from api.well import Subject, gather
    from ledger.store.database import Database
    from ledger.transparency.keyring import master_keys
    from ledger.transparency.witness import cosigning_keys
    from ledger.vault.keys import KeysUnusable, compare_keys, list_fingerprints
    from projections.checkpoints import list_degraded
    from projections.migrations import projection_migrations

    async def look(place: Place) -> "tuple[Facts, dict[str, str]]":
        async with Database.open(
            place.service_url, min_size=1, migrations=projection_migrations()
        ) as database:
            facts = await gather(database, settings, utc_now())
            async with database.acquire() as connection:
                fingerprints = await list_fingerprints(connection)
                stopped = await list_degraded(connection)
        places = {Subject.DISK.value: f"The data lies in {settings.data_dir}."}
        if stopped:
            reasons = "; ".join(f"{each.projection}: {each.reason}" for each in stopped)
            places[Subject.SUMS.value] = f"{reasons}."
        try:
            others = (signing_keys, master_keys, cosigning_keys)
            names = [name for each in others for name in each(fingerprints)]
            compare_keys(settings.keys_dir, fingerprints, names)
        except KeysUnusable as unusable:
            places[Subject.KEYS.value] = str(unusable)
        return facts, places

    with place_of(settings) as place:
        return asyncio.run(look(place))
