"""Run the measurements and write them down: ``python -m benchmarks``; QUICK=1 makes it short."""

import asyncio
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

import asyncpg
import msgspec

from benchmarks import hot_fund
from ledger.store.database import Database
from ledger.store.embedded import EmbeddedServer
from ledger.store.migrate import migrate

RESULTS: Final = Path(__file__).parent / "results.json"
_RAW_TABLE: Final = (
    "create table bench_raw (id uuid primary key, payload bytea not null);"
    " grant insert on bench_raw to parasol"
)


async def measure_all(directory: Path, *, quick: bool) -> dict[str, Any]:
    """Run everything against a private PostgreSQL with its defaults of durability."""
    with EmbeddedServer(directory) as server:
        addresses = server.start()
        await migrate(addresses.owner)
        owner = await asyncpg.connect(addresses.owner)
        await owner.execute(_RAW_TABLE)
        await owner.close()
        rounds, seconds = (5, 0.5) if quick else (7, 3.0)
        async with Database.open(addresses.service, min_size=8, max_size=8) as database:
            results: dict[str, Any] = await hot_fund.run(database, rounds=rounds, seconds=seconds)
        return {
            "machine": {
                "processors": os.cpu_count(),
                "architecture": platform.machine(),
                "python": platform.python_version(),
                "postgresql": addresses.version,
            },
            "quick": quick,
            "results": results,
        }


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def show(results: dict[str, dict[str, Any]]) -> None:
    """Print a table: medians of the rounds, and the ratio taken within each round."""
    _say(f"{'':<14}{'commands/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'inserts/s':>12}{'ratio':>8}")
    for key, result in results.items():
        ours, raw = result["commands"], result["single_inserts"]
        _say(
            f"{key:<14}{median(r.per_second for r in ours):>12,.0f}"
            f"{median(r.p50_ms for r in ours):>9.2f}{median(r.p99_ms for r in ours):>9.2f}"
            f"{median(r.per_second for r in raw):>12,.0f}{result['vs_single_insert']:>8.2f}"
        )


def main() -> None:
    """Measure, show, and write `results.json`."""
    with tempfile.TemporaryDirectory() as directory:
        measured = asyncio.run(measure_all(Path(directory), quick=bool(os.environ.get("QUICK"))))
    show(measured["results"])
    RESULTS.write_text(json.dumps(msgspec.to_builtins(measured), indent=1) + "\n")
    _say(f"Written to {RESULTS.name}.")


if __name__ == "__main__":
    main()
