"""What a page says of its issue: paper, date, page and section, read in the masthead."""

import re
from collections.abc import Sequence

from indexer.facts import Basis, Fact, Issue, evidence
from indexer.reading.newspaper.calendar_dates import printed_date
from indexer.reading.newspaper.furniture import is_section_name, printed_page
from indexer.reading.newspaper.jumps import page_name
from indexer.reading.newspaper.lines import PageLine

_PAPER_NAME = re.compile(r"[\u4e00-\u9fff·]{2,10}?[报報刊](?![社纸紙])")
_PAGE_NUMBER = "[A-ZＡ-Ｚ]?[0-9０-９一二三四五六七八九十]{1,3}"
_PAGE_IN_LINE = re.compile(
    rf"第\s*(?P<ordinal>{_PAGE_NUMBER})\s*版|(?<![今日天共出本期])[\s|｜](?P<page>{_PAGE_NUMBER})\s*版"
    r"|^(?P<dated>[0-9０-９]{1,2})(?=\s+\d{4}\s*年)"
    r"|^(?P<first>[0-9０-９]{1,2})(?=\s+[\u4e00-\u9fff·]{2,6}\s)"
    r"|(?:^|[\s|｜])(?P<letter>[A-ZＡ-Ｚ]\s?[0-9０-９]{1,2})(?=\s|$)"
)
_PAGE_WORD = re.compile(r"(?:第\s*)?(?:[A-ZＡ-Ｚ]?\s*[0-9０-９]{1,3}\s*版?|[一二三四五六七八九十]{1,3}\s*版)")
_BESIDE_PAGE = re.compile(
    rf"(?:^|[\s|｜])(?:第\s*)?{_PAGE_NUMBER}\s*版?[\s|｜]+(?P<name>(?!星期|礼拜|农历|農曆|[周週])[\u4e00-\u9fff·]{{2,6}})(?=[\s|｜]|$)"
)
_EARLIEST = 1800  # a year of two digits is not that of an issue
_BETWEEN = re.compile(r"[\s|｜:：]+")
_NAME = re.compile(r"[\u4e00-\u9fff·・/]{2,9}")
_FRONT_PAGE = re.compile(r"刊号|刊號|连续出版物|总第|總第|邮发代号|郵發代號|今日\s*\d+\s*版|[共出]\s*\d+\s*版")


def read_issue(furniture: Sequence[PageLine]) -> Issue:
    """The facts that masthead lines state. A publication number marks a front page where no page is printed."""
    return Issue(_paper(furniture), _date(furniture), _page(furniture), _section(furniture))


def _paper(furniture: Sequence[PageLine]) -> Fact | None:
    for line in furniture:
        if line.what == "paper":
            return Fact(line.text, Basis.READ, (evidence(line.line, line.text),))
    for line in furniture:
        if line.what in ("date", "issue", "page"):
            match = _PAPER_NAME.search(line.text)
            if match:
                return Fact(match[0], Basis.READ, (evidence(line.line, line.text),))
    return None


def _date(furniture: Sequence[PageLine]) -> Fact | None:
    for line in furniture:
        day = printed_date(line.text) if line.what == "date" else None
        if day and day.year >= _EARLIEST:
            return Fact(day.isoformat(), Basis.READ, (evidence(line.line, line.text),))
    return None


def _page(furniture: Sequence[PageLine]) -> Fact | None:
    for line in furniture:
        if page := _page_of(line):
            return Fact(page_name(page), Basis.READ, (evidence(line.line, line.text),))
    for line in furniture:
        if line.what in ("date", "issue") and _FRONT_PAGE.search(line.text):
            return Fact("1", Basis.INFERRED, (evidence(line.line, line.text),))
    return None


def _page_of(line: PageLine) -> str | None:
    if line.what == "page":
        return printed_page(line.text)
    match = _PAGE_IN_LINE.search(line.text) if line.what in ("date", "issue") else None
    return match[match.lastgroup or 0] if match else None


def _section(furniture: Sequence[PageLine]) -> Fact | None:
    """The name in a line of its own, or beside the page number; in a dated line only one that sections usually have."""
    for line in furniture:
        for word in _section_words(line):
            if _NAME.fullmatch(word) and not _PAPER_NAME.fullmatch(word):
                return Fact(word, Basis.READ, (evidence(line.line, line.text),))
    return None


def _section_words(line: PageLine) -> list[str]:
    if line.what == "section":
        return ["".join(line.text.split())]
    if line.what not in ("page", "date"):
        return []
    words = [word.strip("·・-—") for word in _BETWEEN.split(_PAGE_WORD.sub(" ", line.text))]
    if line.what == "page":
        return words
    beside = [match["name"] for match in _BESIDE_PAGE.finditer(line.text)]
    return [*beside, *(word for word in words if is_section_name(word))]
