"""Opening a source for its bytes: a file, a file in gzip, standard input; streamed, and never more than is bearable."""

import gzip
import io
import os
import select
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from indexer.errors import SourceError
from indexer.reading.formats.names import GZIP, STANDARD_INPUT

MOST_BYTES = 64 << 20  # of a text that is read whole, and of one line of a text that is streamed
SAMPLE = 1 << 16
PIPE_SECONDS = 60
_PACKED = b"\x1f\x8b"
_SIGNATURES = {
    b"%PDF-": "a PDF (.pdf)",
    b"{\\rtf": "a rich text",
    b"GIF8": "a picture",
    _PACKED: "gzip (.gz)",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a source, unpacked; what fails on opening or while reading is a SourceError."""
    try:
        if path == STANDARD_INPUT:
            with _unpacked(io.BufferedReader(_Borrowed(sys.stdin.buffer), SAMPLE)) as stream:
                yield stream
        elif path.suffix.lower() == GZIP:
            with _file(path) as file, gzip.GzipFile(fileobj=file) as packed:
                yield io.BufferedReader(_Borrowed(packed), SAMPLE)
        else:
            with _file(path) as file:
                yield file
    except (EOFError, zlib.error) as error:
        raise SourceError(path, f"broken gzip ({error})") from error
    except OSError as error:
        raise SourceError(path, f"cannot be read ({error.strerror or error})") from error


@contextmanager
def _unpacked(stream: io.BufferedReader) -> Iterator[io.BufferedReader]:
    """What a stream without a name gives, unpacked if it begins as gzip does."""
    if stream.peek(len(_PACKED))[: len(_PACKED)] != _PACKED:
        yield stream
        return
    with gzip.GzipFile(fileobj=stream) as packed:
        yield io.BufferedReader(_Borrowed(packed), SAMPLE)


def _file(path: Path) -> io.BufferedReader:
    """A file opened for reading; of a pipe nobody waits longer than a minute for the other end."""
    file: io.BufferedReader = io.BufferedReader(_Counted(path, opener=_open_at_once), SAMPLE)
    if stat.S_ISFIFO(os.fstat(file.fileno()).st_mode) and not select.select([file], [], [], PIPE_SECONDS)[0]:
        file.close()
        raise SourceError(path, f"a pipe that nobody wrote to for {PIPE_SECONDS} seconds")
    return file


class _Counted(io.FileIO):
    """A file that counts what is read of all files."""

    total = 0

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        """Fill `buffer` with what comes next."""
        count: int | None = super().readinto(buffer)
        count_read(count or 0)
        return count

    def readall(self) -> bytes:
        """All that is left."""
        data: bytes = super().readall()
        count_read(len(data))
        return data


def count_read(count: int) -> None:
    """Count bytes of a source that were read without `opened`."""
    _Counted.total += count


def bytes_read() -> int:
    """How many bytes of source files, packed ones as they are packed, this process has read so far."""
    return _Counted.total


def _open_at_once(name: str, flags: int) -> int:
    """Opens a pipe even when nobody writes to it yet."""
    at_once = getattr(os, "O_NONBLOCK", 0)  # Windows has neither it nor such pipes
    descriptor = os.open(name, flags | at_once)
    if at_once:
        os.set_blocking(descriptor, True)
    return descriptor


class _Borrowed(io.RawIOBase):
    """A binary stream as a raw one that may be wrapped and closed without closing the stream itself."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile) -> None:
        self._read = stream.read1 if hasattr(stream, "read1") else stream.read

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next."""
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """All bytes of a source, or SourceError: unreadable, or more than `most`."""
    with opened(path) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise SourceError(path, f"longer than {most >> 20} MiB; split it")
    return data


def refuse_disguised(start: bytes, path: Path) -> None:
    """Raise SourceError for a text whose first bytes are those of something else."""
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise SourceError(path, f"binary content ({what}), expected text")
