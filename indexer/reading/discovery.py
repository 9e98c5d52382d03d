"""Which files are sources: files named, and the files below folders named, in a fixed order."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.formats.names import GZIP, STANDARD_INPUT, SUFFIXES, Format, format_of
from indexer.reading.given import FILE_NAME

_CORPUS = ("corpus.jsonl", "corpus.jsonl.gz")  # a BEIR folder holds queries and judgements beside it
_KNOWN = f"known are {', '.join(SUFFIXES)}, each also with {GZIP}"
_FORMATS = ", ".join(Format)
_DAY = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)[-_.年]?(\d\d)[-_.月]?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many files below a folder are no sources: another suffix, hidden, or beside the corpus of a BEIR folder."""

    folder: str
    files: int


def discover(paths: Iterable[Path], told: Format | None = None) -> Iterator[Path | Skipped | SourceError]:
    """Source files in order; what a folder holds besides them; and what was named but cannot be a source.

    With a format `told` any file named is a source, and standard input (`-`) is one only then.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield path if told else SourceError(path, f"standard input has no name; say --format, one of {_FORMATS}")
        elif path.is_dir():
            yield from _folder(path)
        elif not path.exists():
            yield SourceError(path, "there is no such file or folder")
        elif told is None and format_of(path) is None:
            yield SourceError(path, f"unknown kind of source {path.suffix!r}; {_KNOWN}; or say --format")
        else:
            yield _named(path)


def _named(path: Path) -> Path | SourceError:
    """The path, if its name is text that can be stored and shown."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        return SourceError(shown, "its name is not UTF-8; rename it, such as with convmv")
    return path


def _folder(folder: Path) -> Iterator[Path | Skipped | SourceError]:
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: _order(path, folder))
    corpora = {path.parent: path for path in files if path.name in _CORPUS}
    sources = [path for path in files if format_of(path) and not _is_hidden(path, folder) and _of_corpus(path, corpora)]
    others = sum(path.name != FILE_NAME for path in files) - len(sources)
    if not sources:
        yield SourceError(folder, f"no source below this folder; {_KNOWN}")
    yield from map(_named, sources)
    if others:
        yield Skipped(str(folder), others)


def _of_corpus(path: Path, corpora: dict[Path, Path]) -> bool:
    """Whether a file is the corpus of its BEIR folder, or in no such folder."""
    return all(corpora.get(parent, path) == path for parent in path.parents)


def _order(path: Path, folder: Path) -> tuple[str, Path]:
    """By the date in the name, then by name: pages of one issue are neighbours, whatever stands before the date."""
    day = _DAY.search(str(path.relative_to(folder)))
    return "".join(day.groups()) if day else "", path


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
