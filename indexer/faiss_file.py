"""FAISS indexes as files: written through Python, opened memory-mapped."""

from pathlib import Path

import faiss


def write_index(index: faiss.Index, file: Path) -> None:
    """Write an index into a new file. Raises OSError, as when the disk is full.

    FAISS writes through Python's file: of its own it does not tell that the last bytes had no room.
    """
    with file.open("xb") as written:
        faiss.write_index(index, faiss.PyCallbackIOWriter(written.write))  # type: ignore[attr-defined]


def open_index(file: Path) -> faiss.Index:
    """A written index, whose vectors or codes are read as they are needed. Raises RuntimeError for what is none."""
    return faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
