"""Facts: what is known of an issue or of a document, how it is known, and what speaks for it."""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """How something is known: told from outside, read in the text, or concluded from it."""

    GIVEN = "given"
    READ = "read"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of an issue: its value, how it is known, and what speaks for it."""

    value: str
    basis: Basis
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """The issue and page that an article stands in; `date` is ISO 8601, `page` the 版次 and `section` the 版名."""

    paper: Fact | None = None
    date: Fact | None = None
    page: Fact | None = None
    section: Fact | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What an official document says of itself; days are ISO 8601."""

    issuer: Fact | None = None
    number: Fact | None = None
    date: Fact | None = None
    effective: Fact | None = None


def evidence(line: int, text: str) -> str:
    """Raw characters that speak for a fact, with the number of their line."""
    return f"L{line} {text}"
