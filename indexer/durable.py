"""Writing that survives a crash: bytes are on the disk before a name points to them."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Force a file, or the entries of a folder, to the disk."""
    if os.name == "nt" and path.is_dir():  # Windows has no such thing for folders
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish_text(path: Path, text: str) -> None:
    """Put a text in place whole or not at all (UTF-8)."""
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_text(text, encoding="utf-8")
    sync(unfinished)
    unfinished.replace(path)
    sync(path.parent)
