"""Newspaper pages put together from articles with titles: pages in any number of which every start is known.

A page has habits: where reporters are named, whether blank lines stand between lines, wider gaps between articles. Long
articles, more often those with a byline under the title than those with a lead marker, get section headings, made of
clauses of that part of the article that the page leaves out.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

NAMES = ("王建国", "李晓梅", "张子涵", "陈若水", "刘一鸣", "赵文博", "吴思远", "徐丽", "孙浩", "何佳", "钟一", "顾念真")
_FILLER = re.compile(r"^(?:本周话题：|【[^】]*】)|（[^）]*）$")
_LONG = {"lead": 0.1, "inline": 0.05, "byline": 0.6}
_CLAUSE_END = re.compile(r"[，。！？；：,.“”、;:!?]")
_CLAUSE = re.compile(r"[\u4e00-\u9fff]{4,14}")


@dataclass(frozen=True, slots=True)
class Item:
    """A title and the paragraphs of its article."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """Lines of a page, the 1-based numbers of those that begin an article, and how lines are set apart."""

    blank: int
    lines: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def put(self, line: str, gap: int = 0) -> int:
        """Add a line; its number."""
        if self.lines:
            self.lines += [""] * (self.blank + gap)
        self.lines.append(line)
        return len(self.lines)

    @property
    def text(self) -> str:
        """The raw text."""
        return "\n".join(self.lines) + "\n"


def read_items(folder: Path) -> list[Item]:
    """The titled articles of a BEIR folder whose queries are titles."""
    texts = {row["_id"]: row["text"] for row in _rows(folder / "corpus.jsonl")}
    titles = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
    pairs = [line.split("\t")[:2] for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    items = [_item(titles[query], texts[document]) for query, document in pairs if query in titles]
    return [item for item in items if item.paragraphs and 6 <= len(item.title) <= 34 and "。" not in item.title]


def _rows(path: Path) -> list[dict[str, str]]:
    return [msgspec.json.decode(line, type=dict[str, str]) for line in path.read_bytes().splitlines()]


def _item(title: str, text: str) -> Item:
    paragraphs = (re.sub(r"\s+", " ", part).strip() for part in text.split("\n"))
    return Item(_FILLER.sub("", title).strip(), tuple(part for part in paragraphs if len(part) > 15))


def put_together(sources: Sequence[Sequence[Item]], chance: random.Random) -> Page:
    """A page of five to nine articles; `sources` are mixed in shares that differ from page to page."""
    first_share = chance.choice([1, 1, 0.7, 0.3])
    habit = chance.choice(["lead", "tail", "inline", "none", "none", "mixed", "mixed"])
    page = Page(chance.choice([0, 1, 1, 1]))
    gap = 2 if chance.random() < 0.25 else 0
    for _ in range(chance.randint(5, 9)):
        source = sources[0] if chance.random() < first_share else chance.choice(sources)
        style = chance.choice(["lead", "tail", "inline", "none", "none", "byline"]) if habit == "mixed" else habit
        _put_article(page, chance.choice(source), style, gap, chance)
        if chance.random() < 0.1:
            _put_photo(page, chance.choice(source), chance)
    return page


def _put_article(page: Page, item: Item, style: str, gap: int, chance: random.Random) -> None:
    long = chance.random() < _LONG.get(style, 0.3)
    count = chance.randint(6, 9) if long else chance.randint(1, 4)
    paragraphs = _shortened(item.paragraphs[:count], chance)
    rest = item.paragraphs[count : count + 6] if len(item.paragraphs) > count + 1 else paragraphs
    named = chance.random() < 0.85
    name = chance.choice(NAMES)
    page.starts.append(page.put(item.title, gap))
    if chance.random() < 0.12 and (subtitle := _clause(paragraphs, chance)):
        page.put(subtitle)
    if style == "byline":
        page.put(f"本报记者 {name}")
    if style == "lead" and named:
        paragraphs[0] = f"本报讯（记者 {name}）{paragraphs[0]}"
    if style == "inline" and named:
        paragraphs[-1] += f"（记者 {name}）"
    _put_text(page, paragraphs, rest, chance)
    if style == "tail" and named:
        page.put(f"（记者 {name}）")


def _shortened(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Paragraphs as short as those of newspapers, more or less so from article to article."""
    longest = 110 if chance.random() < 0.65 else 260
    kept = [part if len(part) < longest else part[: part.rfind("。", 0, longest) + 1] or part for part in paragraphs]
    shorter = chance.choice([0, 0, 70, 70, 70])
    if shorter:
        kept = [_first_sentences(part, shorter) for part in kept]
    return kept


def _first_sentences(text: str, longest: int) -> str:
    """The first sentences of a paragraph up to a length, at least one."""
    end = max(text.rfind(mark, 0, longest) for mark in "。！？")
    first = min((at for mark in "。！？" if (at := text.find(mark)) >= 0), default=len(text))
    return text[: max(end, first) + 1]


def _put_text(page: Page, paragraphs: Sequence[str], rest: Sequence[str], chance: random.Random) -> None:
    headed = _headed(len(paragraphs), chance)
    for index, text in enumerate(paragraphs):
        if index in headed and (heading := _heading(rest, chance)):
            page.put(heading)
        cut = chance.randint(20, len(text) - 20) if len(text) > 80 and chance.random() < 0.12 else 0
        if cut and text[cut - 1] not in "。！？”":
            page.put(text[:cut])
        else:
            cut = 0
        page.put(text[cut:])


def _headed(count: int, chance: random.Random) -> set[int]:
    """The paragraphs of a long article that stand below a section heading."""
    found: set[int] = set()
    at = chance.choice([1, 2, 2])
    while count >= 5 and at < count:
        found.add(at)
        at += chance.randint(2, 3)
    return found


def _clause(paragraphs: Sequence[str], chance: random.Random) -> str:
    clauses = [part for text in paragraphs for part in _CLAUSE_END.split(text) if _CLAUSE.fullmatch(part)]
    return chance.choice(clauses) if clauses else ""


def _heading(paragraphs: Sequence[str], chance: random.Random) -> str:
    """A section heading in one of the forms that they have: a clause, two, a quotation, with a colon, a question."""
    clause, other, form = _clause(paragraphs, chance), _clause(paragraphs, chance), chance.random()
    if form < 0.2 and len(clause) + len(other) <= 18:
        return clause + chance.choice([" ", "，", "："]) + other
    if form < 0.35:
        return f"“{clause}”" if clause else ""
    if form < 0.42:
        return f"{clause[:4]}：{clause[4:]}"
    return clause + (chance.choice("？！") if form < 0.5 and clause else "")


def _put_photo(page: Page, item: Item, chance: random.Random) -> None:
    caption = re.split(r"[。！？]", item.paragraphs[0])[0][:60]
    page.starts.append(page.put(f"{caption}。"))
    page.put(f"本报记者 {chance.choice(NAMES)} 摄")
