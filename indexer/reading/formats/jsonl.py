"""JSON Lines: one article a line, with the fields of BEIR (`_id`, `title`, `text`) and those of a newspaper."""

import json
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

from indexer.articles import Article
from indexer.errors import SourceError
from indexer.reading.formats.opening import MOST_BYTES, SAMPLE, opened, refuse_disguised
from indexer.reading.formats.records import record_article

_ESCAPED = b"\\ud"  # half of a character outside the basic plane; alone it cannot be written as UTF-8


def read_json_lines(path: Path, names: Mapping[str, str]) -> Iterator[Article | SourceError]:
    """The articles of a file, streamed; blank lines are skipped. A broken line is a SourceError that names it."""
    with opened(path) as stream:
        refuse_disguised(stream.peek(SAMPLE), path)
        for number, raw in enumerate(_lines(stream, path), 1):
            line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if not line.strip():
                continue
            try:
                yield record_article(_record(line, path, number), path, (number, number), names)
            except SourceError as error:
                yield error


def _lines(stream: BufferedReader, path: Path) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(MOST_BYTES):
        number += 1
        if len(line) == MOST_BYTES and not line.endswith(b"\n"):
            raise SourceError(path, f"line {number} is longer than {MOST_BYTES >> 20} MiB")
        yield line


def _record(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8").strip())
        if _ESCAPED in line.lower():
            json.dumps(record, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise SourceError(path, f"line {number} is not UTF-8 (byte {error.start})") from error
    except UnicodeEncodeError as error:
        raise SourceError(path, f"line {number} holds half a character ({error.reason})") from error
    except json.JSONDecodeError as error:
        raise SourceError(path, f"line {number} is no valid JSON ({error.msg} at character {error.pos + 1})") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(path, f"line {number} holds a number too long or is nested too deeply") from error
    if not isinstance(record, dict):
        raise SourceError(path, f"line {number} must be an object with the fields id, title and text")
    return record
