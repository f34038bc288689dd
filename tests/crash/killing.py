"""An instance whose processes are killed one after the other."""

import os
import signal
import subprocess

from ledger.store.embedded import EmbeddedServer
from tests.instance import Instance


class Victim(Instance):
    """The service with its embedded PostgreSQL, both as durable as they are for everybody."""

    process: "subprocess.Popen[bytes]"

    def bring_up(self) -> None:
        """Start the service and wait until it answers."""
        self.process = self.serve()

    def kill(self, *, only_supervisor: bool) -> None:
        """Kill -9 the supervisor, alone or with its workers."""
        if only_supervisor:
            self.process.kill()
        else:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_postgres(self) -> bool:
        """Kill -9 the embedded PostgreSQL; False when there is none just now."""
        return _kill(EmbeddedServer(self.data).server_pid())

    def kill_guardian(self) -> bool:
        """Kill -9 the process that looks after PostgreSQL; False when there is none."""
        return _kill(EmbeddedServer(self.data).guardian_pid())


def _kill(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
