"""The columns of all segments as one: which articles are of a paper, a day, a page, a kind, by somebody."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.columns import NO_DAY, Columns, Labels, name_key, page_key, united_names
from indexer.postings import IntArray
from search.query.conditions import Author, Dated, OfKind, OnPage, Source

Mask = NDArray[np.bool_]
ColumnLeaf = Author | Dated | OfKind | OnPage | Source
_NONE = np.empty(0, np.int32)
_NUMBERED = re.compile(r"([A-Z]*)(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one sort over all segments: name n is compared by keys[n] and printed as printed[n].

    Article owners[i] (int32, ascending) has the name codes[i] (int32), no name twice. `articles` counts them all.
    """

    articles: int
    owners: IntArray
    codes: IntArray
    keys: Sequence[str]
    printed: Sequence[str]

    def holders(self, wanted: Callable[[str], bool]) -> Mask:
        """The articles that have a name whose key is wanted, bool [articles]."""
        holds = np.zeros(self.articles, np.bool_)
        holds[self.owners[np.array([wanted(key) for key in self.keys], np.bool_)[self.codes]]] = True
        return holds


class IndexColumns:
    """Columns of articles that are numbered through all segments; united when they are first asked for."""

    def __init__(self, segments: Sequence[Columns]) -> None:
        self._segments = segments

    @cached_property
    def days(self) -> IntArray:
        """The day of each article, int32 [articles], NO_DAY where it is not known."""
        return np.concatenate([_NONE, *(columns.days for columns in self._segments)])

    @cached_property
    def papers(self) -> Names:
        """The papers."""
        return united([columns.papers for columns in self._segments])

    @cached_property
    def pages(self) -> Names:
        """The pages that articles begin on."""
        return united([columns.pages for columns in self._segments])

    @cached_property
    def kinds(self) -> Names:
        """The kinds."""
        return united([columns.kinds for columns in self._segments])

    @cached_property
    def people(self) -> Names:
        """Everybody who made an article."""
        return united([columns.people for columns in self._segments])

    def mask(self, leaf: ColumnLeaf) -> Mask:
        """Which articles fulfil a condition on what is known of them, bool [articles]."""
        match leaf:
            case Dated():
                return self._dated(leaf)
            case Source():
                return self.papers.holders(_named(leaf.name, leaf.whole))
            case Author():
                return self.people.holders(_named(leaf.name, leaf.whole))
            case OfKind():
                kind = name_key(leaf.kind)
                return self.kinds.holders(lambda key: key == kind)
            case OnPage():
                return self.pages.holders(_on_page(page_key(leaf.first), page_key(leaf.last)))

    def _dated(self, leaf: Dated) -> Mask:
        first = NO_DAY + 1 if leaf.first is None else leaf.first.toordinal()
        within = self.days >= first
        return within if leaf.last is None else within & (self.days <= leaf.last.toordinal())


def united(segments: Sequence[Labels]) -> Names:
    """The labels of segments, which follow each other, as one; a name is printed as it was first."""
    names, codes = united_names(segments)
    counts = np.concatenate([_NONE, *(np.diff(labels.starts) for labels in segments)])
    owners = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return Names(len(counts), owners, np.concatenate([_NONE, *codes]), list(names), list(names.values()))


def _named(name: str, whole: bool) -> Callable[[str], bool]:
    wanted = name_key(name)
    return (lambda key: key == wanted) if whole else (lambda key: bool(wanted) and wanted in key)


def _on_page(first: str, last: str) -> Callable[[str], bool]:
    lowest, highest = _numbered(first), _numbered(last)
    if lowest and highest and not highest[0]:  # A1-4
        highest = lowest[0], highest[1]
    if lowest is None or highest is None or lowest[0] != highest[0]:
        return lambda key: key in (first, last)

    def between(key: str) -> bool:
        page = _numbered(key)
        return page is not None and page[0] == lowest[0] and lowest[1] <= page[1] <= highest[1]

    return between


def _numbered(key: str) -> tuple[str, int] | None:
    """The letters and the number of a page, None of one without a number."""
    found = _NUMBERED.fullmatch(key)
    return (found[1], int(found[2])) if found else None
