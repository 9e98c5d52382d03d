"""Inferring issue date and page where no masthead states them, always with the lines that speak for them.

The date: the newest M月D日 at the front of a lead, one day later when the leads say 昨日 or 昨天 (or nothing), the same
day when they say 今天 (an evening paper). Its year is the one nearest to the explicit dates of the text; the date of a
document only gives the year. The page: a page that jumps to page 2 is page 1.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.articles import Article
from indexer.facts import Basis, Fact, Issue, evidence
from indexer.kinds import Kind
from indexer.reading.newspaper.calendar_dates import FULL_DATE, MONTH_DAY, YEAR_MONTH, day_of, full_date, month_day
from indexer.reading.newspaper.leads import find_lead

_FRONT = 40
_QUOTED = 24
_YESTERDAY = re.compile(r"昨[日天晚夜早晨]|昨\s*[(（]\s*\d{1,2}")
_TODAY = re.compile(r"今[天早晨晚]|今日(?!头条)")
_FUTURE = re.compile(r"将|將|拟|擬|届时|屆時|起施行")
_NO_REPORTS = frozenset(
    {Kind.POLICY_DOCUMENT, Kind.CONTINUATION, Kind.NOTICE, Kind.CLASSIFIED, Kind.ADVERTISEMENT, Kind.CORRECTION}
)
_CLAUSE = re.compile(r"[,，。；;]")


@dataclass(frozen=True, slots=True)
class _Sign:
    line: int
    text: str
    day: date

    @property
    def evidence(self) -> str:
        return evidence(self.line, self.text)


def infer_issue(issue: Issue, articles: Sequence[Article]) -> Issue:
    """`issue` with date and page inferred from the articles where they are not known."""
    date_fact = issue.date or _infer_date(articles)
    page_fact = issue.page or _infer_page(articles)
    return replace(issue, date=date_fact, page=page_fact)


def _infer_page(articles: Sequence[Article]) -> Fact | None:
    jumps = [article.jump for article in articles if article.jump and article.jump.page == "2"]
    if not jumps or any(article.continued_from for article in articles):
        return None
    return Fact("1", Basis.INFERRED, tuple(evidence(jump.line, jump.text) for jump in jumps))


def _infer_date(articles: Sequence[Article]) -> Fact | None:
    explicit = sorted(_explicit_days(articles), key=lambda sign: sign.day)
    leads = list(_leads(articles))
    events = [sign for line, text in leads for sign in _events(line, text, explicit)]
    if not events:
        return None
    newest = max(events, key=lambda sign: (sign.day, -sign.line))
    yesterdays, todays = list(_saying(leads, _YESTERDAY)), list(_saying(leads, _TODAY))
    same_day = bool(todays) and not yesterdays
    issue_day = newest.day + timedelta(days=0 if same_day else 1)
    year = min(explicit, key=lambda sign: abs(sign.day - newest.day)).evidence
    said = (newest.evidence, *(todays if same_day else yesterdays), year)
    return Fact(issue_day.isoformat(), Basis.INFERRED, tuple(dict.fromkeys(said)))


def _leads(articles: Sequence[Article]) -> Iterator[tuple[int, str]]:
    """First paragraphs that report: those with a lead marker or a byline, and captions. A document reports nothing."""
    for article in articles:
        if article.paragraphs and article.kind not in _NO_REPORTS:
            yield article.paragraphs[0].lines[0], article.paragraphs[0].text


def _explicit_days(articles: Sequence[Article]) -> Iterator[_Sign]:
    """Every date with its year; a year and a month without a day count as the first of the month."""
    for article in articles:
        texts = [(label.line, label.text) for label in article.labels]
        texts += [(paragraph.lines[0], paragraph.text) for paragraph in article.paragraphs]
        for line, text in texts:
            for match in FULL_DATE.finditer(text):
                if (day := full_date(match)) and day.year > 1900:
                    yield _Sign(line, text[match.start() :][:_QUOTED], day)
            for match in YEAR_MONTH.finditer(text):
                if day := day_of(int(match["year"]), int(match["month"]), 1):
                    yield _Sign(line, text[match.start() :][:_QUOTED], day)


def _events(line: int, text: str, explicit: Sequence[_Sign]) -> Iterator[_Sign]:
    """The day of a dispatch, else days at the front of a lead; a clause that speaks of the future gives none."""
    lead = find_lead(text)
    marker = lead.marker if lead else ""
    dispatched = MONTH_DAY.search(marker)
    found = [dispatched] if dispatched else MONTH_DAY.finditer(text, len(marker), len(marker) + _FRONT)
    for match in found:
        pair = month_day(match)
        announced = not dispatched and _FUTURE.search("".join(_CLAUSE.split(text[match.start() :])[:2]))
        day = _nearest_year(pair, explicit) if pair and not announced else None
        if day:
            yield _Sign(line, text[match.start() :][:_QUOTED], day)


def _nearest_year(month_and_day: tuple[int, int], explicit: Sequence[_Sign]) -> date | None:
    """The day in the year that puts it nearest to the newest explicit date."""
    if not explicit:
        return None
    anchor = explicit[-1].day
    days = [day_of(anchor.year + shift, *month_and_day) for shift in (-1, 0, 1)]
    return min((day for day in days if day), key=lambda day: abs(day - anchor), default=None)


def _saying(leads: Sequence[tuple[int, str]], pattern: re.Pattern[str]) -> Iterator[str]:
    for line, text in leads:
        if match := pattern.search(text):
            yield evidence(line, text[match.start() :][:_QUOTED])
