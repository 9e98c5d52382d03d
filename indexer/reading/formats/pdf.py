"""PDF: the text layer of each page as it is stored, but column by column. Pictures are not recognised."""

import io
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import SourceError
from indexer.reading.formats.columns import WIDE, Run, in_reading_order
from indexer.reading.formats.names import GZIP
from indexer.reading.formats.opening import count_read, opened, read_bytes

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_MOST_BYTES = 512 << 20  # of a PDF that is packed or comes by standard input; one on disk is read where needed
_START = 1024  # the signature stands somewhere in these bytes
_HYPHEN = re.compile("[\ufffe\x02\xad]\n?")  # a word that a line ends in the middle of
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_REASONS = {
    "password": "encrypted, and opens only with a password; store it without one",
    "data format": "no valid PDF, or damaged",
    "security": "encrypted in a way that cannot be opened; store it without",
}


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The text layer of one page (counted from 1) of `pages`; blank where the page has none."""

    number: int
    pages: int
    text: str


def read_pdf(path: Path, first: int = 1) -> Iterator[PdfPage]:
    """The pages of a file from `first` on, one at a time. Raises SourceError."""
    from pypdfium2 import PdfiumError

    try:
        with closing(_opened(path)) as document:
            pages = len(document)
            for number in range(first, pages + 1):
                yield PdfPage(number, pages, _text(document, number))
    except PdfiumError as error:
        reason = next((reason for said, reason in _REASONS.items() if said in str(error).lower()), str(error))
        raise SourceError(path, reason) from error


def _opened(path: Path) -> "PdfDocument":
    from pypdfium2 import PdfDocument

    if path.suffix.lower() == GZIP or not path.is_file():
        data = read_bytes(path, _MOST_BYTES)
        _check_start(data[:_START], path)
        return PdfDocument(io.BytesIO(data), autoclose=True)
    with opened(path) as stream:
        _check_start(stream.read(_START), path)
    count_read(path.stat().st_size)
    return PdfDocument(path)


def _check_start(start: bytes, path: Path) -> None:
    if not start.strip():
        raise SourceError(path, "empty: there is nothing in it")
    if b"%PDF-" not in start:
        raise SourceError(path, "no PDF, though its name or --format says so")


def _text(document: "PdfDocument", number: int) -> str:
    from pypdfium2 import PdfiumError

    ordered = None
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as layer:
        raw = layer.get_text_range(errors="ignore").replace("\r\n", "\n").replace("\r", "\n")
        with suppress(PdfiumError):  # of some characters nobody can tell where they stand
            ordered = in_reading_order(list(_lines(layer)))
    text = raw if ordered is None else _whole("\n".join(ordered))
    return _CONTROLS.sub("", _HYPHEN.sub("", text))


def _whole(text: str) -> str:
    """A text with the halves of its characters outside the basic plane put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _lines(layer: "PdfTextPage") -> Iterator[list[Run]]:
    """The lines of a page as they are stored, each cut where it has a wide gap."""
    from pypdfium2.raw import FPDFText_GetTextIndexFromCharIndex, FPDFText_GetUnicode

    line: list[Run] = []
    for place in range(layer.count_chars()):
        if FPDFText_GetTextIndexFromCharIndex(layer, place) < 0:
            continue  # such as the mark of a hyphen that is not shown
        unit = chr(FPDFText_GetUnicode(layer, place))
        if unit == "\n":
            yield line
            line = []
            continue
        left, bottom, right, top = layer.get_charbox(place, loose=True)
        if right > left or not unit.isspace():
            line = _with(line, Run(unit, left, right, bottom, top))
        elif line and unit != "\r":  # a space that PDFium thought of
            line[-1] = replace(line[-1], text=line[-1].text + unit)
    yield line


def _with(line: list[Run], one: Run) -> list[Run]:
    """A line and one more character (half of one, outside the basic plane)."""
    last = line[-1] if line else None
    if last is None or last.gap(one) >= WIDE * one.size:
        return [*line, one]
    return [*line[:-1], last.joined(one)]
