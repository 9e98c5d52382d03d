"""JSON Lines: one article a line, with the fields of BEIR (`_id`, `title`, `text`) and those of a newspaper."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.articles import Article, Basis, Fact, Headline, Issue, Paragraph
from indexer.errors import SourceError
from indexer.reading.given import iso_day

_ESCAPED = b"\\ud"  # half of a character outside the basic plane; alone it cannot be written as UTF-8


def read_json_lines(path: Path) -> Iterator[Article]:
    """The articles of a file, streamed; blank lines are skipped. SourceError names the line that is broken."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
                if line.strip():
                    yield _article(_record(line, path, number), path, number)
    except OSError as error:
        raise SourceError(path, f"cannot be read ({error.strerror or error})") from error


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


def _article(record: dict[str, Any], path: Path, number: int) -> Article:
    fields = _Fields(record, path, number)
    text = fields.text("text")
    if text is None:
        raise SourceError(path, f"line {number} has no field 'text'")
    lines = tuple(part.strip() for part in text.splitlines() if part.strip())
    return Article(
        id=fields.identity(),
        source=str(path),
        lines=(number, number),
        paragraphs=tuple(Paragraph(part, (number,)) for part in lines),
        title=fields.headline("title"),
        kicker=fields.headline("kicker"),
        subtitle=fields.headline("subtitle"),
        kind=fields.text("kind") or "article",
        issue=Issue(fields.fact("paper"), fields.day(), fields.fact("page")),
        reason="a record of its own",
        reporters=fields.people("reporters"),
        correspondents=fields.people("correspondents"),
        photographers=fields.people("photographers"),
        writers=fields.people("writers"),
    )


class _Fields:
    """The fields of one record, each checked for its type."""

    def __init__(self, record: dict[str, Any], path: Path, number: int) -> None:
        self.record = record
        self.path = path
        self.number = number

    def wrong(self, name: str, expected: str) -> SourceError:
        return SourceError(
            self.path, f"line {self.number}: {name!r} must be {expected}, not {type(self.record[name]).__name__}"
        )

    def text(self, name: str) -> str | None:
        value = self.record.get(name)
        if value is None or isinstance(value, str):
            return value
        raise self.wrong(name, "a text")

    def number_or_text(self, name: str) -> str:
        value = self.record.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.wrong(name, "a text or a whole number")
        return str(value).strip()

    def identity(self) -> str:
        return self.number_or_text("_id") or self.number_or_text("id")

    def headline(self, name: str) -> Headline | None:
        text = (self.text(name) or "").strip()
        return Headline(text, (self.number,)) if text else None

    def people(self, name: str) -> tuple[str, ...]:
        value = self.record.get(name)
        if value is None:
            return ()
        names = value.replace("、", " ").split() if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise self.wrong(name, "a list of names")
        return tuple(one.strip() for one in names if one.strip())

    def fact(self, name: str) -> Fact | None:
        value = self.number_or_text(name)
        return Fact(value, Basis.READ, (f"L{self.number} {name}",)) if value else None

    def day(self) -> Fact | None:
        found = self.fact("date")
        if found is None:
            return None
        day = iso_day(found.value)
        if day is None:
            raise SourceError(
                self.path, f"line {self.number}: 'date' must be a date such as 2025-06-10, not {found.value!r}"
            )
        return Fact(day, found.basis, found.evidence)
