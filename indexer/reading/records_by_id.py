"""Records that come one by one, as over HTTP: JSON Lines that say their ids, so that each is added or replaced."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from indexer.articles import Article
from indexer.errors import SourceError
from indexer.reading.formats.jsonl import read_json_lines
from indexer.reading.formats.names import How
from indexer.reading.newspaper.description import described


def read_records_by_id(path: Path, name: str) -> Iterator[Article | SourceError]:
    """The articles of a file of JSON Lines whose source is `name`; what is broken, or has no id of its own, is told."""
    seen: set[str] = set()
    for found in read_json_lines(path, How()):
        if isinstance(found, SourceError):
            yield SourceError(name, found.reason, found.count)
        elif isinstance(found, Article):
            wrong = _wrong(found, seen)
            seen.add(found.id)
            yield (
                SourceError(name, f"line {found.lines[0]} {wrong}") if wrong else replace(described(found), source=name)
            )


def _wrong(article: Article, seen: set[str]) -> str | None:
    if not article.id:
        return "has no id"
    if article.id in seen:
        return f"has the id {article.id!r} again"
    if not article.paragraphs and article.title is None:
        return "has neither title nor text"
    return None
