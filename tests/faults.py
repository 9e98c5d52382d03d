"""Faults of disks and processes: every open for writing, rename, removal and fsync of a write is a point to fail at.

Between two points a writer only fills a file that nothing names yet; a kill at a point also takes half of what was
written and not yet synchronised, as a machine that loses power does.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

_WATCHED = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect"}
_current: list["Faults"] = []


class Faults:
    """Counts the points of a write below `root`, and at the `fails_at`-th calls `fail` with what happens there."""

    def __init__(self, root: Path, fails_at: int, fail: Callable[["Faults", str], None]) -> None:
        self.root = str(root)
        self.fails_at = fails_at
        self.fail = fail
        self.points: list[str] = []
        self.unsynchronised: set[str] = set()
        self.turn = threading.Lock()

    def at(self, event: str, path: str) -> None:
        """A point; everything behind the one that fails goes on as ever."""
        with self.turn:
            self.points.append(f"{event} {path}")
            now = len(self.points) == self.fails_at
        if now:
            self.fail(self, path)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _current or event not in _WATCHED:
        return
    faults, path = _current[-1], str(arguments[0])
    if not path.startswith(faults.root) or path.endswith("write.lock"):
        return
    if event == "open":
        writes = "w" in str(arguments[1]) if arguments[1] else int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR)
        if not writes:
            return
        faults.unsynchronised.add(path)
    faults.at(event, path)


sys.addaudithook(_hook)


def _watched_fsync(descriptor: int) -> None:
    path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
    if _current and path.startswith(_current[-1].root):
        _current[-1].at("fsync", path)
        _current[-1].unsynchronised.discard(path)


@contextlib.contextmanager
def watched(faults: Faults) -> Iterator[Faults]:
    """Inside, the faults happen; fsync does nothing else, for it is the slowest of all."""
    fsync, os.fsync = os.fsync, _watched_fsync
    _current.append(faults)
    try:
        yield faults
    finally:
        _current.pop()
        os.fsync = fsync


def full_disk(faults: Faults, path: str) -> None:
    """There is no room."""
    raise OSError(28, "No space left on device", path)


def kill(faults: Faults, path: str) -> None:
    """The process and the machine die."""
    for lost in [*faults.unsynchronised]:
        with contextlib.suppress(OSError):
            os.truncate(lost, Path(lost).stat().st_size // 2)
    os.kill(os.getpid(), signal.SIGKILL)
