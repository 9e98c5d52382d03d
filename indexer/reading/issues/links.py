"""Which part goes on in which: 下转 and 上接 that name each other's pages, one to one, the best fit of all."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.articles import Article, Jump
from indexer.reading.issues.assignment import assign
from indexer.reading.issues.continuation import FLOOR, Fit, Sign, fit
from indexer.reading.issues.words import all_words
from indexer.reading.newspaper.jumps import page_name

_MOST_ENDS = 40  # of one page to one other; more can only be a mistake, and each is compared with each
_RARE = 3  # articles of an issue that a telling word may stand in
_ALONE = (1.0, "the only jump between the two pages")
_SAME_PLACE = (0.5, "in the same order on both pages")


@dataclass(frozen=True, slots=True)
class Link:
    """The article, by its id, that goes on another, and how well it fits."""

    into: str
    fit: Fit


def page_of(article: Article) -> str | None:
    """The page that an article stands on, as jumps name it."""
    return page_name(article.issue.page.value) if article.issue.page else None


def target(article: Article, jump: Jump) -> str:
    """The page that a jump names; without a letter it is of the same section: 3 on page A1 is A3."""
    own = page_of(article) or ""
    letters = own.rstrip("0123456789")
    return letters + jump.page if jump.page.isdecimal() and letters.isalpha() else page_name(jump.page)


def find_links(articles: Sequence[Article]) -> dict[str, Link]:
    """The link of each article of an issue that goes on in another one, by its id."""
    counts = Counter(word for article in articles for word in all_words(article))
    common = frozenset(word for word, count in counts.items() if count > _RARE)
    outs, ins = _ends(articles)
    found: dict[str, Link] = {}
    for pages, leaving in outs.items():
        arriving = ins.get(pages, [])
        if arriving and max(len(leaving), len(arriving)) <= _MOST_ENDS:
            found.update(_assigned(leaving, arriving, common))
    return {out: link for out, link in found.items() if not _in_circle(out, found)}


_Ends = Mapping[tuple[str, str], list[Article]]


def _ends(articles: Sequence[Article]) -> tuple[_Ends, _Ends]:
    """The articles that go from one page to another, and those that say that they come so."""
    outs: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    ins: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        here = page_of(article)
        if here and article.paragraphs:
            if article.jump and (there := target(article, article.jump)) != here:
                outs[here, there].append(article)
            if article.continued_from and (there := target(article, article.continued_from)) != here:
                ins[there, here].append(article)
    return outs, ins


def _assigned(outs: Sequence[Article], ins: Sequence[Article], common: frozenset[str]) -> Iterator[tuple[str, Link]]:
    fits = [
        [fit(out, into, common, _order(outs, ins, r, c)) for c, into in enumerate(ins)] for r, out in enumerate(outs)
    ]
    scores = [[one.score if one.score >= FLOOR else 0.0 for one in row] for row in fits]
    for row, column in assign(scores):
        yield outs[row].id, Link(ins[column].id, fits[row][column])


def _order(outs: Sequence[Article], ins: Sequence[Article], row: int, column: int) -> Sign | None:
    if len(outs) == len(ins) == 1:
        return _ALONE
    return _SAME_PLACE if row == column and len(outs) == len(ins) else None


def _in_circle(start: str, links: Mapping[str, Link]) -> bool:
    """Whether an article would go on in itself."""
    at, steps = start, 0
    while at in links and steps <= len(links):
        at, steps = links[at].into, steps + 1
        if at == start:
            return True
    return False
