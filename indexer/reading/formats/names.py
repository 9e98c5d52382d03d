"""Which format a source has: by the end of its name, or as told; `.gz` may follow any of them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

STANDARD_INPUT = Path("-")
GZIP = ".gz"


class Format(StrEnum):
    """What a source is read as."""

    PAGE = "page"
    PROSE = "prose"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    JSON_LINES = "jsonl"


SUFFIXES = {
    ".txt": Format.PAGE,
    ".text": Format.PROSE,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".pdf": Format.PDF,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
}


@dataclass(frozen=True, slots=True)
class How:
    """How sources are to be read, where somebody says so.

    `format` is that of names which do not say it, `fields` are pairs (our field, their field) of records, `encoding` is
    that of texts which are not UTF-8 and have no mark.
    """

    format: Format | None = None
    fields: tuple[tuple[str, str], ...] = ()
    encoding: str | None = None


def format_of(path: Path) -> Format | None:
    """The format that the name of a file stands for, None when it stands for none."""
    return SUFFIXES.get(suffix_of(path))


def suffix_of(path: Path) -> str:
    """The suffix that names the format, in lower case and without the one of compression."""
    return _unpacked(path).suffix.lower()


def stem_of(path: Path) -> str:
    """The name of a file without the suffixes of compression and format."""
    name = _unpacked(path)
    return name.stem if name.suffix.lower() in SUFFIXES else name.name


def _unpacked(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() == GZIP else path
