"""Records: one article as named values, wherever they were written (JSON Lines, CSV, front matter)."""

import re
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from indexer.articles import Article, Headline, Paragraph
from indexer.errors import SourceError
from indexer.facts import Basis, Fact, Issue, evidence
from indexer.kinds import Kind
from indexer.reading.given import iso_day

PEOPLE = ("reporters", "correspondents", "photographers", "writers")
FIELDS = ("id", "title", "text", "kicker", "subtitle", *PEOPLE, "agency", "paper", "date", "page", "section", "kind")
_BETWEEN_NAMES = re.compile(r"\s*[、,，;；]\s*")


def record_article(
    record: Mapping[str, Any], path: Path, lines: tuple[int, int], names: Mapping[str, str] | None = None
) -> Article:
    """The article of one record that stands in `lines`; `names` says how the record names our fields."""
    fields = _Fields(record, path, lines[0], names or {})
    text = fields.text("text")
    if text is None:
        raise SourceError(path, f"line {lines[0]} has no field {names_of('text', fields.names)}")
    parts = tuple(part.strip() for part in text.splitlines() if part.strip())
    return Article(
        id=fields.identity(),
        source=str(path),
        lines=lines,
        paragraphs=tuple(Paragraph(part, (lines[0],)) for part in parts),
        title=fields.headline("title"),
        kicker=fields.headline("kicker"),
        subtitle=fields.headline("subtitle"),
        kind=fields.text("kind") or Kind.ARTICLE,
        agency=(fields.text("agency") or "").strip(),
        issue=Issue(fields.fact("paper"), fields.day(), fields.fact("page"), fields.fact("section")),
        reason="a record of its own",
        reporters=fields.people("reporters"),
        correspondents=fields.people("correspondents"),
        photographers=fields.people("photographers"),
        writers=fields.people("writers"),
    )


def field_name(field: str, present: Container[str], names: Mapping[str, str]) -> str:
    """What a record with the names `present` calls our field: as `names` says, or by our own name where it has no such
    name and ours does not mean another field.
    """
    renamed = names.get(field, field)
    return field if renamed not in present and field in present and field not in names.values() else renamed


def names_of(field: str, names: Mapping[str, str]) -> str:
    """The names that a field may have in a record, for a message: the one that `names` says, then ours."""
    return " or ".join(repr(name) for name in dict.fromkeys((names.get(field, field), field)))


def split_names(text: str) -> list[str]:
    """The names of a list in one text; spaces part them only where no other mark does and none is Latin."""
    if _BETWEEN_NAMES.search(text) or text.isascii():
        return _BETWEEN_NAMES.split(text)
    return text.split()


class _Fields:
    """The fields of one record, each checked for its type."""

    def __init__(self, record: Mapping[str, Any], path: Path, number: int, names: Mapping[str, str]) -> None:
        self.record = record
        self.path = path
        self.number = number
        self.names = names

    def name(self, field: str) -> str:
        return field_name(field, self.record, self.names)

    def value(self, field: str) -> Any:  # noqa: ANN401  # whatever the record holds
        return self.record.get(self.name(field))

    def wrong(self, field: str, expected: str) -> SourceError:
        found = type(self.value(field)).__name__
        return SourceError(self.path, f"line {self.number}: {self.name(field)!r} must be {expected}, not {found}")

    def text(self, field: str) -> str | None:
        value = self.value(field)
        if value is None or isinstance(value, str):
            return value
        raise self.wrong(field, "a text")

    def number_or_text(self, field: str) -> str:
        value = self.value(field)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.wrong(field, "a text or a whole number")
        return str(value).strip()

    def identity(self) -> str:
        plain = "" if self.names.get("id") in self.record else self.number_or_text("_id")
        return plain or self.number_or_text("id")

    def headline(self, field: str) -> Headline | None:
        text = (self.text(field) or "").strip()
        return Headline(text, (self.number,)) if text else None

    def people(self, field: str) -> tuple[str, ...]:
        value = self.value(field)
        if value is None:
            return ()
        names = split_names(value) if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise self.wrong(field, "a list of names")
        return tuple(one.strip() for one in names if one.strip())

    def fact(self, field: str) -> Fact | None:
        value = self.number_or_text(field)
        return Fact(value, Basis.READ, (evidence(self.number, self.name(field)),)) if value else None

    def day(self) -> Fact | None:
        found = self.fact("date")
        if found is None:
            return None
        day = iso_day(found.value)
        if day is None:
            expected = f"must be a date such as 2025-06-10, not {found.value!r}"
            raise SourceError(self.path, f"line {self.number}: {self.name('date')!r} {expected}")
        return Fact(day, found.basis, found.evidence)
