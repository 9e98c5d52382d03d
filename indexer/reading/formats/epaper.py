"""What the publishing system of most Chinese papers on the web (Founder, 方正) states in a page of its e-paper.

A comment `<!--enpproperty ... /enpproperty-->` holds the parts of the head, the author, the date and the page; the text
stands between `<!--enpcontent-->` and `<!--/enpcontent-->`, or in `<founder-content>`.
"""

import html
import re
from dataclasses import dataclass

_STATED = re.compile(r"<!--\s*enpproperty\b(.*?)/enpproperty\s*-->", re.DOTALL)
_FIELD = re.compile(r"<(title|introtitle|subtitle|author|date|nodename)>(.*?)</\1>", re.DOTALL)
_BODIES = (
    re.compile(r"<!--\s*enpcontent\s*-->(.*?)<!--\s*/enpcontent\s*-->", re.DOTALL),
    re.compile(r"<founder-content\b[^>]*>(.*?)</founder-content>", re.DOTALL | re.IGNORECASE),
)
_TAG = re.compile(r"<[^>]*>")
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


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())
