"""The right to write to an index: one writer at a time, known by process, host and since when.

The system holds the lock and lets it go when the writer ends, however it ends; the name beside it is for people.
"""

import contextlib
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock
import msgspec

from indexer.errors import IndexLocked, IndexUnwritable
from indexer.manifest import IndexLayout


@dataclass(frozen=True, slots=True)
class Owner:
    """Who writes."""

    pid: int
    host: str
    since: datetime

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.since:%Y-%m-%d %H:%M:%S} UTC,"


@contextlib.contextmanager
def write_lock(root: Path, shared_cache: Path | None = None) -> Iterator[IndexLayout]:
    """The right to write to the index in `root`, which is made if needed.

    Raises IndexLocked: who has it; IndexUnwritable where there can be no such folder.
    """
    layout = IndexLayout(root, shared_cache)
    with contextlib.ExitStack() as held:
        try:
            root.mkdir(parents=True, exist_ok=True)
            held.enter_context(filelock.FileLock(layout.lock, timeout=0))
        except filelock.Timeout as error:
            raise IndexLocked(root, _owner(layout)) from error
        except OSError as error:
            raise IndexUnwritable(root, str(error)) from error
        owner = Owner(os.getpid(), socket.gethostname(), datetime.now(UTC))
        with contextlib.suppress(OSError):  # a full disk is told where it matters
            layout.owner.write_bytes(msgspec.json.encode(owner))
        try:
            yield layout
        finally:
            with contextlib.suppress(OSError):
                layout.owner.unlink()


def _owner(layout: IndexLayout) -> str:
    try:
        return str(msgspec.json.decode(layout.owner.read_bytes(), type=Owner))
    except (OSError, msgspec.MsgspecError):  # at this moment written, or removed
        return "another process"
