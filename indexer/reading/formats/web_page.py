"""HTML: the main text of a page as one article, with the title, date and author that its head states."""

import codecs
import html
import json
import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.articles import Article, Headline, Paragraph
from indexer.errors import SourceError
from indexer.facts import Basis, Fact, Issue
from indexer.kinds import Kind
from indexer.reading.formats.decoding import Decoded, Encoding, decode, decode_as
from indexer.reading.formats.epaper import read_epaper, with_stated
from indexer.reading.formats.names import How
from indexer.reading.formats.opening import read_bytes, refuse_disguised
from indexer.reading.formats.records import split_names
from indexer.reading.given import iso_day
from indexer.reading.newspaper.calendar_dates import printed_date
from indexer.reading.newspaper.lines import LINE_BREAK

if TYPE_CHECKING:
    from resiliparse.parse.html import HTMLTree

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MARKED = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
# A declaration that can be read as ASCII is in no such encoding (as the HTML standard has it).
_WIDER |= dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"), "utf-8")
_DATES = ("article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "date", "dc.date")
_AUTHORS = ("author", "article:author", "dc.creator")
_SITES = ("og:site_name", "application-name")
_SITE_MARK = re.compile(r"\s*(?:[-_|–—]|::)\s*")
_DATELINE = 80  # characters: a longer line is text, and a date in it the date of something else
_HEAD_LINES = 6
_KEY = 12
_LOOK_AHEAD = 1000  # raw lines that the beginning of a part is looked for in
_DEEPEST = 2000  # containers in one another; deeper ones take the extraction minutes
_CONTAINER = re.compile(r"<(/?)(?:div|section|article|span|font|b|i|ul|ol|table|tr|td|blockquote)\b", re.IGNORECASE)


def read_web_page(path: Path, how: How) -> Iterator[Article | str]:
    """The article of a page, and a doubt about its encoding. Raises SourceError for one without main text."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    decoded = _decoded(read_bytes(path), path, how.encoding)
    yield from decoded.doubts
    if _depth(decoded.text) > _DEEPEST:
        raise SourceError(path, f"tags are nested more than {_DEEPEST:,} deep")
    tree = HTMLTree.parse(decoded.text)
    head = _Head(tree)
    paper = read_epaper(decoded.text)
    shown = HTMLTree.parse(paper.body) if paper else tree
    text = extract_plain_text(shown, main_content=paper is None, alt_texts=False, comments=False, noscript=False)
    parts = [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
    title = (paper.title if paper else "") or head.title(parts)
    if title in parts[:_HEAD_LINES]:
        parts = parts[parts.index(title) + 1 :]
    if not parts:
        raise SourceError(path, "no main text in this page")
    article = _article(path, decoded.text, title, parts, head)
    yield with_stated(article, paper) if paper else article


def _decoded(data: bytes, path: Path, told: str | None) -> Decoded:
    """The text by its own mark or the encoding that it declares, else (or when one is told) as any other text."""
    refuse_disguised(data, path)
    declared = _CHARSET.search(data[:4096])
    if not data.strip():
        raise SourceError(path, "empty: there is no text in it")
    if told or declared is None or data.startswith(_MARKED):
        return decode(data, path, told)
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
        data.decode(_WIDER.get(name, name))
        return decode_as(data, Encoding(_WIDER.get(name, name)))
    except (LookupError, UnicodeError):
        decoded = decode(data, path)
        said = f"says that it is {declared[1].decode()}, which is not so"
        return Decoded(decoded.text, decoded.doubts or (said,))


def _depth(text: str) -> int:
    """How many containers are open at once, at most."""
    steps = (-1 if tag[1] else 1 for tag in _CONTAINER.finditer(text))
    return max(accumulate(steps), default=0)


def _article(path: Path, raw: str, title: str, parts: list[str], head: "_Head") -> Article:
    lines = [html.unescape(line) for line in LINE_BREAK.split(raw)]
    places = _places([title, *parts], lines)
    return Article(
        id="",
        source=str(path),
        lines=(1, len(lines)),
        title=Headline(title, (places[0],)) if title else None,
        paragraphs=tuple(Paragraph(part, (place,)) for part, place in zip(parts, places[1:], strict=True)),
        kind=Kind.ARTICLE,
        issue=Issue(paper=head.fact(_SITES), date=head.day() or _day_above(parts)),
        writers=head.people(),
        reason="a file of its own",
    )


def _places(parts: list[str], lines: list[str]) -> list[int]:
    """For each part the raw line that its beginning stands in, looked for onwards; else that of the part before."""
    found: list[int] = []
    at = 0
    for part in parts:
        at = (
            next(
                (number for number in range(at, min(len(lines), at + _LOOK_AHEAD)) if part[:_KEY] in lines[number]), at
            )
            if part
            else 0
        )
        found.append(at + 1)
    return found


def _day_above(parts: list[str]) -> Fact | None:
    """The date that stands by itself, or in a short line, at the head of the text."""
    for line in parts[:_HEAD_LINES]:
        day = printed_date(line) if len(line) <= _DATELINE else None
        if day:
            return Fact(day.isoformat(), Basis.INFERRED, (line,))
        if len(line) > _DATELINE:
            return None
    return None


class _Head:
    """What a page states of itself: `<title>`, `<meta>`, `<time>` and the data for search engines (JSON-LD)."""

    def __init__(self, tree: "HTMLTree") -> None:
        self._title = " ".join((tree.title or "").split())
        self._meta: dict[str, str] = {}
        for meta in _nodes(tree, "meta"):
            name = meta.getattr("property") or meta.getattr("name") or meta.getattr("itemprop") or ""
            self._meta.setdefault(name.lower(), (meta.getattr("content") or "").strip())
        self._linked = [data for script in _nodes(tree, "script") for data in _linked(script)]
        self._headings = [" ".join(one.text.split()) for one in _nodes(tree, "h1")]
        self._times = [one.getattr("datetime") or "" for one in _nodes(tree, "article time, main time")]

    def title(self, parts: list[str]) -> str:
        """The heading that `<title>` begins with, or the only one; else the title stated, without the site's name."""
        for heading in filter(None, self._headings):
            if heading in self._title or len(self._headings) == 1:
                return heading
        stated = self._meta.get("og:title") or self._title
        pieces = _SITE_MARK.split(stated)
        return next((piece for piece in pieces if piece in parts), stated)

    def fact(self, names: tuple[str, ...]) -> Fact | None:
        """The first of these meta values that is there."""
        name = next((name for name in names if self._meta.get(name)), None)
        return Fact(self._meta[name], Basis.READ, (f"meta {name}",)) if name else None

    def day(self) -> Fact | None:
        """The day of publication, where it is stated and is one."""
        stated = [(f"meta {name}", self._meta.get(name)) for name in _DATES]
        stated += [("JSON-LD datePublished", data.get("datePublished")) for data in self._linked]
        stated += [("time", value) for value in self._times]
        for where, value in stated:
            day = iso_day(value)
            if day:
                return Fact(day, Basis.READ, (f"{where}: {value}",))
        return None

    def people(self) -> tuple[str, ...]:
        """The authors stated."""
        stated = self.fact(_AUTHORS)
        names = split_names(stated.value) if stated and "://" not in stated.value else []
        return tuple(name.strip() for name in names if name.strip())


def _nodes(tree: "HTMLTree", selector: str) -> Any:  # noqa: ANN401  # DOM nodes
    return tree.document.query_selector_all(selector) if tree.document else ()


def _linked(script: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # a DOM node
    """The objects of a JSON-LD script; none for any other, or for a broken one."""
    if (script.getattr("type") or "").lower() != "application/ld+json":
        return []
    try:
        data = json.loads(script.text)
    except (ValueError, RecursionError):
        return []
    found = data if isinstance(data, list) else [data]
    return [one for one in found if isinstance(one, dict)]
