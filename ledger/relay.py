"""One process writes for all of a machine: the others hand it their commands.

Every process could write by itself, and does when nobody answers here: heads and keys keep the
book right. But writers that take turns decide in vain or wait, and each has to read what the
others wrote. So the process that holds a lock in the directory of the service listens on a socket
beside it, decides for everybody, and says where a command was written. Of anything else (a
refusal, trouble) it says nothing more than "ask yourself".

Both ends are processes of one account on one machine, of one version of the program. A command
that was handed over and not answered is asked again under its key, so nothing is written twice.
"""

import asyncio
import fcntl
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from ledger.asking import Receipt
from ledger.decider import AnyCommand
from ledger.rejections import Rejection
from ledger.wire import GOODBYE, HANDED, TOLD, Handed, Told, Wire, encode

PATIENCE_SECONDS: Final = 5.0
"""How long nothing may be heard of what was handed over, before a process asks the book itself."""

APART_SECONDS: Final = 30.0
"""How long a process that was silent is then left alone."""

LOOK_SECONDS: Final = 0.5
"""How often a process looks whether it is the one that writes, or where that one is."""

LONGEST_PATH: Final = 100
"""The most bytes of the address of a socket that every system takes."""

Submit = Callable[[UUID, AnyCommand, str, str], "asyncio.Future[Receipt]"]
"""Lets a command wait in this process: fund, command, actor, key."""


class Unanswered(Exception):
    """Nobody says what becomes of a command that was handed over: it may be written yet."""


class Relay:
    """This process's end: the one that writes for all, or one that hands over."""

    def __init__(self, directory: Path, submit: Submit) -> None:
        self._lock_file = directory / "writer.lock"
        self._address = directory / "writer.sock"
        self._submit = submit
        self._server: asyncio.Server | None = None
        self._served: Counter[Wire] = Counter()
        """Who hands over to this process, and how many of its commands are not answered yet."""
        self._wire: Wire | None = None
        self._number = 0
        self._asked: dict[int, asyncio.Future[Receipt | None]] = {}
        self._heard_at = 0.0
        self._apart_until = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Relay"]:
        """Take part until the end of the block. A directory that cannot be used is none."""
        usable = len(os.fsencode(self._address)) <= LONGEST_PATH
        looking = asyncio.create_task(self._keep_looking()) if usable else None
        try:
            yield self
        finally:
            if looking is not None:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)

    @property
    def writes(self) -> bool:
        """Say whether this process is the one that writes for all."""
        return self._server is not None

    @property
    def hands_over(self) -> bool:
        """Say whether another process writes for this one."""
        return self._wire is not None

    async def hand_over(
        self, fund_id: UUID, command: AnyCommand, *, actor: str, key: str
    ) -> Receipt | None:
        """Return where the writing process wrote *command*; None when it must be asked here.

        Raises `Unanswered` when it was handed over and nothing is heard of it any more.
        """
        wire = self._wire
        if wire is None:
            return None
        self._number += 1
        number = self._number
        try:
            message = encode(Handed(number, fund_id, actor, key, command))
        except OverflowError:  # a number beyond 64 bits: the rules have a refusal for it
            return None
        loop = asyncio.get_running_loop()
        if not self._asked:
            self._heard_at = loop.time()
        answer: asyncio.Future[Receipt | None] = loop.create_future()
        self._asked[number] = answer
        try:
            wire.send(message)
            return await answer
        finally:
            self._asked.pop(number, None)

    async def _keep_looking(self) -> None:
        """Take part for as long as the directory can be used, and again when it can."""
        while True:
            with suppress(OSError):  # a full disk, say: every process writes by itself then
                await self._look()
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        """Become the one that writes, or find it; again and again."""
        self._lock_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        with self._lock_file.open("a") as lock:
            try:
                while not await self._lead(lock.fileno()):
                    if self._wire is None and self._apart_until < loop.time():
                        with suppress(OSError):
                            await self._connect()
                    await asyncio.sleep(LOOK_SECONDS)
                    self._stop_waiting()
                await asyncio.Event().wait()  # the server serves until this is cancelled
            finally:
                for wire, unanswered in self._served.items():
                    wire.close(*() if unanswered else (GOODBYE,))
                if self._wire is not None:
                    self._wire.close()
                if self._server is not None:
                    self._server.close()
                    self._server = None

    def _stop_waiting(self) -> None:
        """Hang up on a process of which nothing is heard; it may be stopped or stuck."""
        now = asyncio.get_running_loop().time()
        if self._wire is not None and self._asked and now - self._heard_at > PATIENCE_SECONDS:
            self._apart_until = now + APART_SECONDS
            self._wire.abort()
            self._hang_up(self._wire)

    async def _lead(self, lock: int) -> bool:
        """Listen, if no other process does; the system frees the lock of one that dies."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        self._address.unlink(missing_ok=True)
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)  # of the whole process, so nothing may come between
        try:
            bound.bind(os.fsencode(self._address))
        finally:
            os.umask(before)
        self._server = await asyncio.get_running_loop().create_unix_server(self._serve, sock=bound)
        return True

    def _serve(self) -> Wire:
        wire = Wire(self._obey, self._served.__delitem__)
        self._served[wire] = 0
        return wire

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_unix_connection(
            lambda: Wire(self._hear, self._hang_up), str(self._address)
        )
        self._wire = wire if wire.is_open else None

    def _obey(self, wire: Wire, message: bytes) -> None:
        """Ask what another process was asked."""
        if self._server is None:
            return  # this process said goodbye: what comes now is not taken
        handed = HANDED.decode(message)
        try:
            answer = self._submit(handed.fund_id, handed.command, handed.actor, handed.key)
        except Rejection:
            wire.send(encode(Told(handed.number, None)))
        else:
            self._served[wire] += 1
            answer.add_done_callback(partial(self._tell, wire, handed.number))

    def _tell(self, wire: Wire, number: int, answer: "asyncio.Future[Receipt]") -> None:
        if wire in self._served:
            self._served[wire] -= 1
        written = not answer.cancelled() and answer.exception() is None
        wire.send(encode(Told(number, answer.result() if written else None)))

    def _hear(self, _: Wire, message: bytes) -> None:
        told = TOLD.decode(message)
        if told.number == 0:
            self._wire = None
            self._take_back()
            return
        self._heard_at = asyncio.get_running_loop().time()
        answer = self._asked.get(told.number)
        if answer is not None and not answer.done():
            answer.set_result(told.receipt)

    def _take_back(self) -> None:
        """Ask here what the other process has not taken, and will not take."""
        for answer in self._asked.values():
            if not answer.done():
                answer.set_result(None)

    def _hang_up(self, wire: Wire) -> None:
        if wire is not self._wire:
            return  # one of before
        self._wire = None
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(Unanswered())
