"""What `make soak` runs. Prints figures; ends with 1 when something is wrong with the books."""

import os
import signal
import sys

from tests.soak.run import soak


def main() -> None:
    """Run the soak as the environment says."""
    # Whoever ends it by name leaves no service behind either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    figures = soak(
        seconds=float(os.environ.get("SOAK_SECONDS", "600")),
        kills=int(os.environ.get("SOAK_KILLS", "1000")),
        seed=os.environ.get("SOAK_SEED", "20261121"),
    )
    sys.stdout.write(figures.told())


if __name__ == "__main__":
    main()
