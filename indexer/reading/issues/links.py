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
# Of assignments that fit as well, that of the first pages: one of two copies gets all parts. All together below .01.
_FIRST = 1e-7


@dataclass(frozen=True, slots=True)
class Link:
    """The article, by its id, that goes on another, and how well it fits."""

    into: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class Links:
    """The link of each article that goes on in another one, by its id, and which parts are taken.

    `taken` has, for the id of an article and a page that it names, the id of the joined part there that fits best;
    an article that is left without it lost it to another one.
    """

    found: Mapping[str, Link]
    taken: Mapping[tuple[str, str], str]


def page_of(article: Article) -> str | None:
    """The page that an article stands on, as jumps name it."""
    return page_name(article.issue.page.value) if article.issue.page else None


def target(article: Article, jump: Jump) -> str:
    """The page that a jump names; without a letter it is of the same section: 3 on page A1 is A3."""
    own = page_of(article) or ""
    letters = own.rstrip("0123456789")
    return letters + jump.page if jump.page.isdecimal() and letters.isalpha() else page_name(jump.page)


def find_links(articles: Sequence[Article]) -> Links:
    """What goes on in what, of the articles of one issue."""
    counts = Counter(word for article in articles for word in all_words(article))
    common = frozenset(word for word, count in counts.items() if count > _RARE)
    outs, ins = _ends(articles)
    found: dict[str, Link] = {}
    taken: dict[tuple[str, str], str] = {}
    for (here, there), leaving in outs.items():
        arriving = ins.get((here, there), [])
        if arriving and max(len(leaving), len(arriving)) <= _MOST_ENDS:
            fits = _fits(leaving, arriving, common)
            found.update(_assigned(leaving, arriving, fits))
            taken.update(_left_over(leaving, arriving, fits, there))
            taken.update(_left_over(arriving, leaving, [*zip(*fits, strict=True)], here))
    links = {out: link for out, link in found.items() if not _in_circle(out, found)}
    joined = {*links, *(link.into for link in links.values())}
    return Links(links, {end: part for end, part in taken.items() if part in joined})


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


def _fits(outs: Sequence[Article], ins: Sequence[Article], common: frozenset[str]) -> list[Sequence[Fit]]:
    return [
        [fit(out, into, common, _order(outs, ins, r, c)) for c, into in enumerate(ins)] for r, out in enumerate(outs)
    ]


def _assigned(
    outs: Sequence[Article], ins: Sequence[Article], fits: Sequence[Sequence[Fit]]
) -> Iterator[tuple[str, Link]]:
    scores = [
        [
            one.score + _FIRST * (len(outs) - r) * (len(ins) - c) if one.score >= FLOOR else 0.0
            for c, one in enumerate(row)
        ]
        for r, row in enumerate(fits)
    ]
    for row, column in assign(scores):
        yield outs[row].id, Link(ins[column].id, fits[row][column])


def _left_over(
    ones: Sequence[Article], others: Sequence[Article], fits: Sequence[Sequence[Fit]], page: str
) -> Iterator[tuple[tuple[str, str], str]]:
    """The best part on `page` for each of `ones`, whoever got it."""
    for one, row in zip(ones, fits, strict=True):
        best, column = max((found.score, -column) for column, found in enumerate(row))
        if best >= FLOOR:
            yield (one.id, page), others[-column].id


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
