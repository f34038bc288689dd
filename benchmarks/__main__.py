"""Run the measurements: ``python -m benchmarks``. QUICK=1 makes it short.

``--only NAME`` (as often as wanted) runs one workload and prints it. Nothing is written then,
because results.json is always one whole run.
"""

import argparse
import importlib
import os
import signal
import time
from collections.abc import Sequence
from typing import Final

import uvloop

from benchmarks import results
from benchmarks.harness import Result, show
from benchmarks.peers.environment import CannotInstall, install, versions
from benchmarks.peers.peer import PeerFailed
from benchmarks.place import Place, open_place
from benchmarks.scale import FULL, QUICK, Scale

WORKLOADS: Final = (
    "hot_fund",
    "http",
    "funds",
    "processes",
    "importing",
    "rebuild",
    "opening",
    "pages",
    "reports",
    "log",
    "elections",
    "disk",
)
"""In the order in which they run: what needs a quiet disk comes before what fills it."""

COMPARING: Final = {"hot_fund", "rebuild"}
"""Those that set us beside other programs."""


async def run_workload(name: str, place: Place, scale: Scale) -> Result:
    """Run one workload and say how long it took."""
    started = time.perf_counter()
    module = importlib.import_module(f"benchmarks.workloads.{name}")
    result: Result = await module.run(place, scale)
    numbers = {key: (value,) for key, value in result.items() if isinstance(value, int | float)}
    show(name, ("ratio",), numbers)
    print(f"({name}: {time.perf_counter() - started:.0f} s)", flush=True)
    return result


async def run(names: Sequence[str], scale: Scale) -> None:
    """Run workloads against one private PostgreSQL; write the file if it was all of them."""
    if COMPARING & set(names):
        install()
    async with open_place() as place:
        found = [await run_workload(name, place, scale) for name in names]
        machine = results.machine_of(place.addresses.version)
    ratios, raw = results.gather(found)
    if verdicts := results.verdicts(ratios):
        show("promised", ("measured", "bound", ""), verdicts)
    if tuple(names) != WORKLOADS:
        return
    results.write(
        results.Results(
            quick=scale.quick, machine=machine, versions=versions(), ratios=ratios, raw=raw
        )
    )
    print(f"\nWritten to benchmarks/{results.RESULTS.name}.")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=WORKLOADS, default=[])
    chosen = parser.parse_args().only
    scale = QUICK if os.environ.get("QUICK") else FULL
    names = tuple(name for name in WORKLOADS if not chosen or name in chosen)
    # Whoever ends it by name leaves no server and no directory behind either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        uvloop.run(run(names, scale))
    except (CannotInstall, PeerFailed) as error:
        raise SystemExit(f"Nothing was written. {error}") from error


if __name__ == "__main__":
    main()
