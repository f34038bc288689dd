"""Run as a program, the package is the guardian of one directory; see `guardian`."""

import sys

from ledger.store.embedded import guardian

if __name__ == "__main__":
    guardian.main(*sys.argv[1:])
