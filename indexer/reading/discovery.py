"""Which files are sources: files named, and the files below folders named, in a fixed order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.given import FILE_NAME

SUFFIXES = (".txt", ".jsonl")
_DAY = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)[-_.年]?(\d\d)[-_.月]?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many files below a folder are no sources: another suffix, or hidden."""

    folder: str
    files: int


def discover(paths: Iterable[Path]) -> Iterator[Path | Skipped | SourceError]:
    """Source files in order; what a folder holds besides them; and what was named but cannot be a source."""
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        elif not path.exists():
            yield SourceError(path, "there is no such file or folder")
        elif path.suffix.lower() not in SUFFIXES:
            yield SourceError(path, f"unknown kind of source {path.suffix!r}; known are {', '.join(SUFFIXES)}")
        else:
            yield path


def _folder(folder: Path) -> Iterator[Path | Skipped | SourceError]:
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: _order(path, folder))
    sources = [path for path in files if path.suffix.lower() in SUFFIXES and not _is_hidden(path, folder)]
    others = sum(path.name != FILE_NAME for path in files) - len(sources)
    if not sources:
        yield SourceError(folder, f"no source below this folder; expected files with {' or '.join(SUFFIXES)}")
    yield from sources
    if others:
        yield Skipped(str(folder), others)


def _order(path: Path, folder: Path) -> tuple[str, Path]:
    """By the date in the name, then by name: pages of one issue are neighbours, whatever stands before the date."""
    day = _DAY.search(str(path.relative_to(folder)))
    return "".join(day.groups()) if day else "", path


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
