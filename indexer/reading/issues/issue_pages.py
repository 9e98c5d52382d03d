"""The pages of one issue read together: parts that 下转 and 上接 connect become one article, where it starts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.articles import Article, Jump, Missing
from indexer.reading.issues.continuation import FLOOR
from indexer.reading.issues.joining import join
from indexer.reading.issues.links import Link, Links, find_links, target
from indexer.reading.newspaper.jumps import page_name
from indexer.reading.newspaper.page import PageReading


def issues(readings: Sequence[PageReading]) -> list[list[PageReading]]:
    """Pages grouped by issue: one date and one paper; an undated page stands alone.

    A page that does not name its paper is of the one paper that the pages of its date in its folder name.
    """
    papers: defaultdict[tuple[str, Path], set[str]] = defaultdict(set)
    for reading in readings:
        if reading.issue.date and reading.issue.paper:
            papers[_day_and_folder(reading)].add(reading.issue.paper.value)
    groups: defaultdict[object, list[PageReading]] = defaultdict(list)
    for number, reading in enumerate(readings):
        date, folder = _day_and_folder(reading)
        named = {reading.issue.paper.value} if reading.issue.paper else papers[date, folder]
        paper: object = next(iter(named)) if len(named) == 1 else folder
        groups[(date, paper) if date else number].append(reading)
    return list(groups.values())


def _day_and_folder(reading: PageReading) -> tuple[str, Path]:
    return reading.issue.date.value if reading.issue.date else "", Path(reading.source).parent


def join_pages(readings: Sequence[PageReading]) -> list[PageReading]:
    """The pages of one issue with the parts of an article joined on the page of the first. Ids must be final.

    An article whose other part is not found says so; where the page of that part is here, it is a doubt as well.
    """
    articles = {article.id: article for reading in readings for article in reading.articles}
    links = find_links(list(articles.values()))
    joined = {link.into for link in links.found.values()}
    chains = {key: _chain(key, links.found) for key in articles if key not in joined}
    names = {key: chain[0] for chain in chains.values() for key in chain}
    pages = {page_name(reading.issue.page.value) for reading in readings if reading.issue.page}
    found: list[PageReading] = []
    for reading in readings:
        firsts = [chains[article.id] for article in reading.articles if article.id in chains]
        whole = [_whole([articles[key] for key in chain], links, names, pages) for chain in firsts]
        doubts = (doubt for article in whole for doubt in _doubts(article, pages))
        found.append(replace(reading, articles=tuple(whole), doubts=(*reading.doubts, *doubts)))
    return found


def _chain(start: str, links: Mapping[str, Link]) -> list[str]:
    found = [start]
    while found[-1] in links:
        found.append(links[found[-1]].into)
    return found


def _whole(chain: Sequence[Article], links: Links, names: Mapping[str, str], pages: set[str]) -> Article:
    """The article of all parts, with what is missing at both ends."""
    article = join(chain, [links.found[part.id].fit for part in chain[:-1]]) if len(chain) > 1 else chain[0]
    related = {names[one.id]: replace(one, id=names[one.id]) for one in article.related}
    ends = ((chain[0], chain[0].continued_from), (chain[-1], chain[-1].jump))
    missing = (_missing(part, jump, links, names, pages) for part, jump in ends if jump)
    return replace(article, missing=tuple(missing), related=tuple(related.values()))


def _missing(part: Article, jump: Jump, links: Links, names: Mapping[str, str], pages: set[str]) -> Missing:
    page = target(part, jump)
    if part.issue.date is None:
        return Missing(page, "the date of the issue is not known")
    if taken := links.taken.get((part.id, page)):
        return Missing(
            page, f"the part on that page that fits is in article {names[taken]}, perhaps a copy of this one"
        )
    if page in pages:
        return Missing(page, f"nothing on that page fits well enough (a score of {FLOOR} is needed)")
    return Missing(page, "that page of the issue is not among the sources")


def _doubts(article: Article, pages: set[str]) -> Iterator[str]:
    for one in article.missing:
        if one.page in pages:
            yield f"L{article.lines[0]}: the part on page {one.page} was not found: {one.reason}"
