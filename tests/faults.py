"""Faults of disks and processes: every open for writing, rename, removal and fsync of a write is a point to fail at.

Between two points a writer fills a file that nothing names yet. It can also be cut in the middle of that, in the C code
of SQLite too: the system forbids files to grow beyond a length from some point on.
"""

import contextlib
import errno
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

_WATCHED = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect"}
_current: list["Faults"] = []
Fail = Callable[["Faults", str], None]


class Faults:
    """Counts the points of a write below `root`, and at the `fails_at`-th calls `fail` with what happens there."""

    def __init__(self, root: Path, fails_at: int, fail: Fail) -> None:
        self.root = str(root)
        self.fails_at = fails_at
        self.fail = fail
        self.relent: Callable[[], None] = lambda: None
        """Called at the point behind it."""
        self.points: list[str] = []
        self.lengths: dict[int, int] = {}
        """Of each point where a file is begun, how long it becomes."""
        self.unsynchronised: set[str] = set()
        self._begun: dict[str, int] = {}
        self._turn = threading.Lock()

    def at(self, event: str, path: str) -> None:
        """A point; everything behind the one that fails goes on as ever."""
        with self._turn:
            self.points.append(f"{event} {path}")
            now = len(self.points) == self.fails_at
            if len(self.points) == self.fails_at + 1:
                self.relent()
            if event in ("open", "sqlite3.connect"):
                self._begun[path] = len(self.points)
        if now:
            self.fail(self, path)

    def measure(self, path: str) -> None:
        """Note how long a file has become since it was begun."""
        if path in self._begun and Path(path).is_file():
            self.lengths[self._begun[path]] = Path(path).stat().st_size

    def measure_all(self) -> None:
        """Note how long all files have become that are still there."""
        for path in self._begun:
            self.measure(path)

    def cuts(self) -> list[tuple[int, int]]:
        """Points where a file is begun, with lengths before its end: at once, in the middle, one byte too short."""
        return [(point, cut) for point, end in self.lengths.items() for cut in sorted({0, end // 2, end - 1})]


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _current or event not in _WATCHED:
        return
    faults, path = _current[-1], str(arguments[0])
    if not path.startswith(faults.root) or path.endswith("write.lock"):
        return
    if event == "open":
        writes = set("wxa+") & set(str(arguments[1])) if arguments[1] else _writes(int(str(arguments[2])))
        if not writes:
            return
        faults.unsynchronised.add(path)
    elif event == "os.remove":
        faults.measure(path)
    faults.at(event, path)


def _writes(flags: int) -> bool:
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


sys.addaudithook(_hook)


def _watched_fsync(descriptor: int) -> None:
    path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
    if _current and path.startswith(_current[-1].root):
        _current[-1].measure(path)
        _current[-1].at("fsync", path)
        _current[-1].unsynchronised.discard(path)


@contextlib.contextmanager
def watched(faults: Faults) -> Iterator[Faults]:
    """Inside, the faults happen; fsync does nothing else, for it is the slowest of all."""
    fsync, os.fsync = os.fsync, _watched_fsync
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    _current.append(faults)
    try:
        yield faults
    finally:
        _current.pop()
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        os.fsync = fsync
        faults.measure_all()


def full_disk(faults: Faults, path: str) -> None:
    """There is no room."""
    raise OSError(errno.ENOSPC, "No space left on device", path)


def unsynchronisable(faults: Faults, path: str) -> None:
    """The disk fails to take what the system has kept for it; that is lost, and not told again."""
    _lose_half(path)
    raise OSError(errno.EIO, "Input/output error", path)


def cut_at(length: int) -> Fail:
    """No file grows beyond a length: the call that would have it so writes up to there, or fails.

    So it is up to the next point, for a disk can have room again before anybody looks; with no room at all it stays so.
    """

    def cut(faults: Faults, path: str) -> None:
        _, hard = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
        if length:
            faults.relent = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    return cut


def killed_at(length: int) -> Fail:
    """The process dies as soon as a file would grow beyond a length."""

    def cut(faults: Faults, path: str) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        cut_at(length)(faults, path)

    return cut


def kill(faults: Faults, path: str) -> None:
    """The process and the machine die; so does half of what was written and not yet synchronised."""
    for lost in [*faults.unsynchronised]:
        _lose_half(lost)
    os.kill(os.getpid(), signal.SIGKILL)


def _lose_half(path: str) -> None:
    with contextlib.suppress(OSError):
        os.truncate(path, Path(path).stat().st_size // 2)
