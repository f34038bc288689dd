"""Somebody who reads pages while something else is measured: ``python -m benchmarks.reader``.

Reads a `Reading` from standard input, asks its paths in turn until standard input ends, with a
short pause after each as a person makes, and prints the `Heard` of it.
"""

import select
import sys
import time
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Final

import msgspec
from msgspec import Struct

from benchmarks.harness import Round, round_of

PAUSE_SECONDS: Final = 0.02


class Reading(Struct, frozen=True):
    """What to read, at which port of this machine; headers are whole lines."""

    port: int
    paths: tuple[str, ...]
    headers: tuple[str, ...]


class Heard(Struct, frozen=True):
    """What was waited for the answers, how many there were, and the digest of each path's.

    Where a path was answered in two ways, or with an error, that stands in place of its digest.
    """

    round: Round
    answers: int
    digests: dict[str, str]


def read(reading: Reading) -> Heard:
    """Read until standard input ends."""
    connection = HTTPConnection("127.0.0.1", reading.port, timeout=60)
    headers = dict(header.split(": ", 1) for header in reading.headers)
    digests: dict[str, str] = {}
    waits: list[float] = []
    print(flush=True)  # somebody waits for that
    started = time.perf_counter()
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        path = reading.paths[len(waits) % len(reading.paths)]
        asked = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        waits.append(time.perf_counter() - asked)
        is_well = answer.status == HTTPStatus.OK
        digest = sha256(body).hexdigest() if is_well else f"answered {answer.status}"
        if digests.setdefault(path, digest) != digest:
            digests[path] = digest if not is_well else f"two answers: {digests[path]}, {digest}"
    return Heard(round_of(waits, time.perf_counter() - started), len(waits), digests)


if __name__ == "__main__":
    heard = read(msgspec.json.decode(sys.stdin.buffer.readline(), type=Reading))
    sys.stdout.buffer.write(msgspec.json.encode(heard) + b"\n")
