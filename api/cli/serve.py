"""``parasol serve``: the service, with its own PostgreSQL unless another one is named."""

import click


@click.command("serve")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Number of processes; otherwise PARASOL_WORKERS, otherwise 1.",
)
def command(workers: int | None) -> None:
    """Start the service and keep it running until it is told to stop."""
    from api.cli.opened import settings_here
    from api.cli.service import run_service

    settings = settings_here()
    run_service(settings, workers or settings.workers)
