"""What the publishing system of most Chinese papers on the web (Founder, 方正) states in a page of its e-paper.

A comment `<!--enpproperty ... /enpproperty-->` holds the parts of the head, the author, the date and the page; the text
stands between `<!--enpcontent-->` and `<!--/enpcontent-->`, or in `<founder-content>`.
"""

import html
import re
from dataclasses import dataclass, replace

from indexer.articles import Article, Headline
from indexer.facts import Basis, Fact, Issue
from indexer.reading.formats.records import split_names
from indexer.reading.given import iso_day

_STATED = re.compile(r"<!--\s*enpproperty\b(.*?)/enpproperty\s*-->", re.DOTALL)
_FIELD = re.compile(r"<(title|introtitle|subtitle|author|date|nodename)>(.*?)</\1>", re.DOTALL)
_BODIES = (
    re.compile(r"<!--\s*enpcontent\s*-->(.*?)<!--\s*/enpcontent\s*-->", re.DOTALL),
    re.compile(r"<founder-content\b[^>]*>(.*?)</founder-content>", re.DOTALL | re.IGNORECASE),
)
_TAG = re.compile(r"<[^>]*>")
_OFFICE = re.compile(r"[□■◎]|(?:本报|本報|特约)?(?:记者|記者|通讯员)|[:：]")
_PAGE = re.compile(r"第\s*([A-Z]?\d+)\s*版")


@dataclass(frozen=True, slots=True)
class EPaper:
    """One article of an e-paper: its head and facts as plain text, empty where not stated, and its text as HTML."""

    title: str
    kicker: str
    subtitle: str
    author: str
    date: str
    page: str
    section: str
    body: str


def read_epaper(page: str) -> EPaper | None:
    """What the page states, None where it is no such page, or says nothing of the text."""
    stated = _STATED.search(page)
    rest = page[: stated.start()] + page[stated.end() :] if stated else page
    body = next((match[1] for pattern in _BODIES for match in [pattern.search(rest)] if match), None)
    if body is None:
        return None
    fields = {match[1]: _plain(match[2]) for match in _FIELD.finditer(stated[1])} if stated else {}
    node = fields.get("nodename", "")
    number = _PAGE.search(node)
    return EPaper(
        title=fields.get("title", ""),
        kicker=fields.get("introtitle", ""),
        subtitle=fields.get("subtitle", ""),
        author=fields.get("author", ""),
        date=fields.get("date", ""),
        page=re.sub(r"(?<!\d)0+(?=\d)", "", number[1]) if number else "",
        section=node[number.end() :].strip(" :：") if number else "",
        body=body,
    )


def with_stated(article: Article, paper: EPaper) -> Article:
    """The article with what the publishing system states of it."""
    line = article.title.lines if article.title else (1,)
    day = iso_day(paper.date)
    stated = "enpproperty"
    stated_names = filter(None, split_names(_OFFICE.sub(" ", paper.author).strip()))
    names = tuple(stated_names) or article.writers
    reports = "记者" in paper.author
    return replace(
        article,
        kicker=Headline(paper.kicker, line) if paper.kicker else None,
        subtitle=Headline(paper.subtitle, line) if paper.subtitle else None,
        issue=Issue(
            paper=article.issue.paper,
            date=Fact(day, Basis.READ, (f"{stated} date: {paper.date}",)) if day else article.issue.date,
            page=Fact(paper.page, Basis.READ, (f"{stated} nodename",)) if paper.page else None,
            section=Fact(paper.section, Basis.READ, (f"{stated} nodename",)) if paper.section else None,
        ),
        reporters=names if reports else (),
        writers=() if reports else names,
    )


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())
