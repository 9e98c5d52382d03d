"""Articles and readings as documents for people and programs outside: what `--json` and HTTP give."""

from dataclasses import dataclass

from indexer.articles import Article, Headline, Jump, Label, Missing, Paragraph, Part, Related, Section
from indexer.facts import DocumentFacts, Issue
from indexer.ocr.suspect import Suspect
from indexer.reading.newspaper.joins import Join
from indexer.reading.newspaper.lines import PageLine
from indexer.reading.newspaper.mentions import DateMention, date_mentions, dispatched_on, issue_day
from indexer.reading.newspaper.page import PageReading


@dataclass(frozen=True, slots=True)
class DatelineDocument:
    """Where a dispatch was sent and when: the day as printed, and as ISO 8601 where the date of the issue is known."""

    place: str | None
    day: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """An article with the title as plain text, null where the source has none; `display_title` is never empty.

    Lines are 1-based raw lines of `source`, in a joined article of the part that they are in; a paragraph's `section`
    counts in `sections` from 0. `dates` are the dates in the text, resolved against the issue as it is known now.
    """

    id: str
    source: str
    issue: Issue
    lines: tuple[int, int]
    kind: str
    title: str | None
    title_lines: tuple[int, ...]
    display_title: str
    kicker: Headline | None
    subtitle: Headline | None
    reporters: tuple[str, ...]
    correspondents: tuple[str, ...]
    photographers: tuple[str, ...]
    writers: tuple[str, ...]
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    labels: tuple[Label, ...]
    lead: str
    agency: str
    dateline: DatelineDocument | None
    document: DocumentFacts | None
    dates: tuple[DateMention, ...]
    jump: Jump | None
    continued_from: Jump | None
    confidence: float
    reason: str
    parts: tuple[Part, ...]
    missing: tuple[Missing, ...]
    related: tuple[Related, ...]
    suspects: tuple[Suspect, ...]


@dataclass(frozen=True, slots=True)
class ReadingDocument:
    """A whole page; `issue_in_text` is what the text itself says where something else may have been given."""

    source: str
    issue: Issue
    issue_in_text: Issue
    articles: tuple[ArticleDocument, ...]
    furniture: tuple[PageLine, ...]
    unplaced: tuple[PageLine, ...]
    doubts: tuple[str, ...]
    joins: tuple[Join, ...]


@dataclass(frozen=True, slots=True)
class IssueDocument:
    """Several pages read together."""

    pages: tuple[ReadingDocument, ...]


def article_document(article: Article) -> ArticleDocument:
    """The document of one article."""
    return ArticleDocument(
        id=article.id,
        source=article.source,
        issue=article.issue,
        lines=article.lines,
        kind=article.kind,
        title=article.title.text if article.title else None,
        title_lines=article.title.lines if article.title else (),
        display_title=article.display_title,
        kicker=article.kicker,
        subtitle=article.subtitle,
        reporters=article.reporters,
        correspondents=article.correspondents,
        photographers=article.photographers,
        writers=article.writers,
        sections=article.sections,
        paragraphs=article.paragraphs,
        labels=article.labels,
        lead=article.lead,
        agency=article.agency,
        dateline=_dateline(article),
        document=article.document,
        dates=date_mentions(article),
        jump=article.jump,
        continued_from=article.continued_from,
        confidence=article.confidence,
        reason=article.reason,
        parts=article.parts,
        missing=article.missing,
        related=article.related,
        suspects=article.suspects,
    )


def _dateline(article: Article) -> DatelineDocument | None:
    if article.dateline is None:
        return None
    issue = issue_day(article)
    sent = dispatched_on(article.dateline, issue) if issue else None
    return DatelineDocument(article.dateline.place, article.dateline.day, sent.isoformat() if sent else None)


def reading_document(reading: PageReading, source: str = "") -> ReadingDocument:
    """The document of a page reading."""
    return ReadingDocument(
        source=source,
        issue=reading.issue,
        issue_in_text=reading.in_text,
        articles=tuple(article_document(article) for article in reading.articles),
        furniture=reading.furniture,
        unplaced=reading.unplaced,
        doubts=reading.doubts,
        joins=reading.joins,
    )
