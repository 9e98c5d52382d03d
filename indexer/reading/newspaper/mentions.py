"""Dates in the text of an article, resolved against the day that it speaks from; the text stays as it is.

That day is the one of the dispatch (新华社北京11月14日电), else that of the issue. No library does this: those for
Chinese dates (Time-NLP and its kin, JioNLP, dateparser) prefer the future, or give no offsets or no precision.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.articles import Article, Dateline
from indexer.kinds import Kind
from indexer.reading.newspaper.calendar_dates import NUMBER, day_of
from indexer.reading.newspaper.date_expressions import Precision
from indexer.reading.newspaper.date_resolution import DateBasis, Resolved, resolve
from indexer.reading.newspaper.numerals import numeral

_DISPATCH_DAY = re.compile(rf"(?:(?P<month>{NUMBER})\s*月\s*)?(?P<day>{NUMBER})\s*日")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date that the text of an article names.

    `value` is ISO 8601: 2024-11-14, 2024-11, 2024, or an interval first/last; `first` and `last` are its days.
    `paragraph` counts from 1; `start` and `end` are the offsets of `text` in Article.body.
    """

    text: str
    value: str
    first: str
    last: str
    precision: Precision
    basis: DateBasis
    paragraph: int
    start: int
    end: int


def date_mentions(article: Article) -> tuple[DateMention, ...]:
    """The dates of an article that can be resolved, in order. Without a day to speak from, only those with a year."""
    return mentions([paragraph.text for paragraph in article.paragraphs], spoken_on(article), article.kind)


def spoken_on(article: Article) -> date | None:
    """The day that words such as 昨天 count from: that of the dispatch, else that of the issue."""
    issue = issue_day(article)
    return (dispatched_on(article.dateline, issue) if article.dateline and issue else None) or issue


def issue_day(article: Article) -> date | None:
    """The day of the issue that is in force, None where it is not known to the day."""
    try:
        return date.fromisoformat(article.issue.date.value) if article.issue.date else None
    except ValueError:
        return None


def dispatched_on(dateline: Dateline, issue: date) -> date | None:
    """The day of a dispatch: the last one of its month and day that is not after the issue."""
    match = _DISPATCH_DAY.search(dateline.day or "")
    if match is None:
        return None
    month, day = numeral(match["month"] or ""), numeral(match["day"]) or 0
    back = range(12 if month else 2)
    months = [divmod(issue.year * 12 + issue.month - 1 - step, 12) for step in back]
    days = [day_of(year, number + 1, day) for year, number in months if month in (None, number + 1)]
    return next((found for found in days if found and found <= issue), None)


def mentions(paragraphs: Sequence[str], base: date | None, kind: str = Kind.REPORT) -> tuple[DateMention, ...]:
    """The dates of paragraphs that are joined by line breaks; each paragraph is resolved by itself."""
    found: list[DateMention] = []
    offset = 0
    for number, text in enumerate(paragraphs, 1):
        found += (_mention(text, one, number, offset) for one in resolve(text, base, kind))
        offset += len(text) + 1
    return tuple(found)


def _mention(text: str, one: Resolved, paragraph: int, offset: int) -> DateMention:
    start, end = one.found.start, one.found.end
    first, last = one.first.isoformat(), one.last.isoformat()
    value = _value(one.found.precision, first, last)
    return DateMention(
        text[start:end], value, first, last, one.found.precision, one.basis, paragraph, offset + start, offset + end
    )


def _value(precision: Precision, first: str, last: str) -> str:
    if precision is Precision.DAY and first == last:
        return first
    if precision is Precision.MONTH and first[:7] == last[:7]:
        return first[:7]
    if precision is Precision.YEAR and first[:4] == last[:4]:
        return first[:4]
    return f"{first}/{last}"
