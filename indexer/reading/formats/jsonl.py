"""JSON Lines: one article a line, with the fields of BEIR (`_id`, `title`, `text`) and those of a newspaper."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.articles import Article
from indexer.errors import SourceError
from indexer.reading.formats.decoding import Encoding, encoding_of
from indexer.reading.formats.names import How
from indexer.reading.formats.opening import SAMPLE, opened
from indexer.reading.formats.records import record_article
from indexer.reading.formats.text_lines import damage, text_lines

_ESCAPED = "\\ud"  # half of a character outside the basic plane; alone it cannot be written as UTF-8


def read_json_lines(path: Path, how: How) -> Iterator[Article | SourceError | str]:
    """The articles of a file, streamed; blank lines are skipped. A broken line is a SourceError that names it."""
    names = dict(how.fields)
    with opened(path) as stream:
        encoding = encoding_of(stream.peek(SAMPLE), path, how.encoding)
        yield from (encoding.doubt,) if encoding.doubt else ()
        for number, line in enumerate(text_lines(stream, encoding, path, "\n"), 1):
            if not line.strip():
                continue
            if number == 1 and line.lstrip()[:1] == "[" and not line.rstrip().endswith("]"):
                raise SourceError(path, "a JSON array over many lines, not one object a line; jq -c '.[]' makes it so")
            try:
                yield record_article(_record(line, encoding, path, number), path, (number, number), names)
            except SourceError as error:
                yield error


def _record(line: str, encoding: Encoding, path: Path, number: int) -> dict[str, Any]:
    if wrong := damage(line, encoding):
        raise SourceError(path, f"line {number} {wrong}")
    try:
        record = json.loads(line.strip())
        if _ESCAPED in line.lower():
            json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise SourceError(path, f"line {number} holds half a character ({error.reason})") from error
    except json.JSONDecodeError as error:
        raise SourceError(path, f"line {number} is no valid JSON ({error.msg} at character {error.pos + 1})") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(path, f"line {number} holds a number too long or is nested too deeply") from error
    if not isinstance(record, dict):
        raise SourceError(path, f"line {number} must be an object with the fields id, title and text")
    return record
