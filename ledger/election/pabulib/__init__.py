"""Files of Pabulib (``.pb``), the format in which budget ballots are passed on.

Anybody can count such a file again, with this program or with another.
"""

from ledger.election.pabulib.poll import PabulibError, Poll, Project
from ledger.election.pabulib.reading import read_pb
from ledger.election.pabulib.writing import write_pb

__all__ = ["PabulibError", "Poll", "Project", "read_pb", "write_pb"]
