"""Which files are sources: files named, and the files below folders named, in a fixed order."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.formats.names import GZIP, STANDARD_INPUT, SUFFIXES, Format, format_of, stem_of
from indexer.reading.given import FILE_NAME

_CORPUS = ("corpus.jsonl", "corpus.jsonl.gz")  # a BEIR folder holds queries and judgements beside it
_KNOWN = f"known are {', '.join(SUFFIXES)}, each also with {GZIP}"
_FORMATS = ", ".join(Format)
_DAY = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)[-_.年]?(\d\d)[-_.月]?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, and what names its articles where nothing better is known.

    The name is that of the file, below a folder with the folders between: the same whatever else is read.
    """

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many files below a folder are no sources: another suffix, hidden, or beside the corpus of a BEIR folder."""

    folder: str
    files: int


Found = SourceFile | Skipped | SourceError


def discover(paths: Iterable[Path], told: Format | None = None) -> Iterator[Found]:
    """Source files in order; what a folder holds besides them; and what was named but cannot be a source.

    With a format `told` any file named is a source, and standard input (`-`) is one only then.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            unknown = SourceError(path, f"standard input has no name; say --format, one of {_FORMATS}")
            yield SourceFile(path, str(path)) if told else unknown
            continue
        try:
            mode = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            yield SourceError(path, "there is no such file or folder")
        except (OSError, ValueError) as error:
            yield SourceError(path, f"cannot be read ({getattr(error, 'strerror', None) or error})")
        else:
            yield from _folder(path) if stat.S_ISDIR(mode) else (_file(path, mode, told),)


def _file(path: Path, mode: int, told: Format | None) -> SourceFile | SourceError:
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        return SourceError(path, "neither a file nor a folder nor a pipe")
    if told is None and format_of(path) is None:
        return SourceError(path, f"unknown kind of source {path.suffix!r}; {_KNOWN}; or say --format")
    return _named(path, stem_of(path))


def _named(path: Path, name: str) -> SourceFile | SourceError:
    """The file, if its name is text that can be stored and shown."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        return SourceError(shown, "its name is not UTF-8; rename it, such as with convmv")
    return SourceFile(path, name)


def _folder(folder: Path) -> Iterator[Found]:
    unreadable: list[OSError] = []
    files = sorted(_walk(folder, unreadable), key=lambda path: _order(path, folder))
    corpora = {path.parent: path for path in files if path.name in _CORPUS}
    sources = [path for path in files if format_of(path) and not _is_hidden(path, folder) and _of_corpus(path, corpora)]
    others = sum(path.name != FILE_NAME for path in files) - len(sources)
    for error in unreadable:
        yield SourceError(error.filename, f"cannot be read ({error.strerror})")
    if not sources:
        yield SourceError(folder, f"no source below this folder; {_KNOWN}")
    for path in sources:
        if path.is_file():
            yield _named(path, "-".join((*path.relative_to(folder).parent.parts, stem_of(path))))
        else:
            yield SourceError(path, "no file: gone, a link to nothing, a pipe or a device")
    if others:
        yield Skipped(str(folder), others)


def _walk(folder: Path, unreadable: list[OSError]) -> Iterator[Path]:
    """Everything below a folder that is no folder. Links to folders are followed last, and nothing is met twice."""
    pending, seen = [folder], set()
    for start in pending:
        for base, names, files in os.walk(start, onerror=unreadable.append):
            place = Path(base).stat()
            if (place.st_dev, place.st_ino) in seen:
                names.clear()
                continue
            seen.add((place.st_dev, place.st_ino))
            pending += [path for name in sorted(names) if (path := Path(base, name)).is_symlink()]
            yield from (Path(base, name) for name in files)


def _of_corpus(path: Path, corpora: dict[Path, Path]) -> bool:
    """Whether a file is the corpus of its BEIR folder, or in no such folder."""
    return all(corpora.get(parent, path) == path for parent in path.parents)


def _order(path: Path, folder: Path) -> tuple[str, Path]:
    """By the date in the name, then by name: pages of one issue are neighbours, whatever stands before the date."""
    day = _DAY.search(str(path.relative_to(folder)))
    return "".join(day.groups()) if day else "", path


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
