"""The dense leg: exact inner product over windows of two widths.

A passage is as near as its nearest narrow window, an article as its nearest passage, mixed with its nearest wide
window: a question finds one sentence, a headline the whole. What all windows of a language have in common is taken away
(search/background.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.postings import IntArray, LongArray, spread
from indexer.segment import KeyArray
from indexer.windows import Windows
from search.background import DenseQuery
from search.candidates import CANDIDATE_ARTICLES
from search.corpus import Allowed, Corpus

# An article with no window among so many is not given a place: to find it would take long, and it is far behind.
MOST_PLACES = 20_000
Nearest = Callable[[int], tuple[IntArray, NDArray[np.float64], bool]]
"""Owners of nearly so many nearest windows, each once, with its nearness; and whether these are all windows."""

# Equal texts must have equal scores wherever they stand, though sums in another order differ in the last bits.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class DenseScores:
    """For each of the asked chunks or articles: its score, float32, and its nearest window, int32, from 0."""

    scores: FloatArray
    nearest: IntArray


@dataclass(frozen=True, slots=True)
class NearWindow:
    """The nearest of the `windows` of a chunk or article, from 0: its score, and its plain cosine with the query."""

    nearness: float
    cosine: float
    window: int
    windows: int


@dataclass(frozen=True, slots=True)
class Nearness:
    """`narrow` is the share of the nearest passage in the score of an article, the rest is that of its wide windows."""

    narrow: float = 0.7


class DenseLeg:
    """Finds articles, and scores them and their chunks, by the nearness of their windows to a query."""

    def __init__(self, corpus: Corpus, parameters: Nearness = Nearness()) -> None:
        self._corpus = corpus
        self.narrow_share = parameters.narrow
        self._narrow = WindowSearch([segment.narrow for segment in corpus.segments], corpus.languages.owners)
        self._themselves = np.arange(len(corpus.keys), dtype=np.int32)
        self._wide = WindowSearch([segment.wide for segment in corpus.segments], corpus.wide_languages.owners)

    def candidates(self, query: DenseQuery, allowed: Allowed | None) -> tuple[IntArray, IntArray]:
        """Of the allowed articles those with the nearest windows, ascending: CANDIDATE_ARTICLES of each width; and the
        chunks, ascending, that were found on the way.
        """
        narrow, wide = self._nearest(query, allowed)
        keys = self._corpus.keys
        rows, by_passage = _articles_nearest(narrow, 4 * CANDIDATE_ARTICLES, self._corpus.articles, keys)
        _, whole = _articles_nearest(wide, 2 * CANDIDATE_ARTICLES, self._themselves, keys)
        near = rows[np.isin(self._corpus.articles[rows], by_passage)]
        return np.union1d(by_passage, whole).astype(np.int32), near

    def places(self, query: DenseQuery, allowed: Allowed | None, article: int) -> tuple[int | None, int | None]:
        """The places of an article among those that are allowed, by its nearest narrow and wide window, from 1; None
        where it is so far behind that it is not looked for.
        """
        narrow, wide = self._nearest(query, allowed)
        keys = self._corpus.keys
        by_passage = _place(narrow, article, self._corpus.articles, keys)
        return by_passage, _place(wide, article, self._themselves, keys)

    def _nearest(self, query: DenseQuery, allowed: Allowed | None) -> tuple[Nearest, Nearest]:
        chunks = None if allowed is None else allowed[self._corpus.articles]
        narrow = partial(self._narrow.nearest, query.vector, query.narrow_offsets, chunks)
        return narrow, partial(self._wide.nearest, query.vector, query.wide_offsets, allowed)

    def passages(self, query: DenseQuery, rows: IntArray) -> DenseScores:
        """Scores of the given ascending chunks, wherever they were found."""
        return self._narrow.best(query.vector, query.narrow_offsets, rows)

    def near_passage(self, query: DenseQuery, row: int) -> NearWindow:
        """The nearest narrow window of a chunk."""
        return self._narrow.near(query.asked, query.vector, query.narrow_offsets, row)

    def near_article(self, query: DenseQuery, article: int) -> NearWindow:
        """The nearest wide window of an article."""
        return self._wide.near(query.asked, query.vector, query.wide_offsets, article)

    def articles(self, query: DenseQuery, articles: IntArray, nearest_passage: FloatArray) -> FloatArray:
        """Scores of the given ascending articles, whose nearest passages have these scores, float32 [articles]."""
        wide = self._wide.best(query.vector, query.wide_offsets, articles).scores
        share = self.narrow_share
        mixed = share * nearest_passage.astype(np.float64) + (1 - share) * wide
        scores: FloatArray = np.round(mixed, _DECIMALS).astype(np.float32)
        return scores


class WindowSearch:
    """The windows of one width over all segments; owners (chunks or articles) are numbered over them from 0.

    `spoken` int32 [owners] is the language of each.
    """

    def __init__(self, segments: Sequence[Windows], spoken: IntArray) -> None:
        self._segments = segments
        self._bases = np.cumsum([0, *(len(windows.firsts) - 1 for windows in segments)])
        self._spoken = spoken

    @cached_property
    def _selections(self) -> list[list[tuple[int, LongArray | None]]]:
        """Of each segment its languages with their windows; made when meaning is first asked for."""
        return [self._by_language(number) for number in range(len(self._segments))]

    def nearest(
        self, query: FloatArray, offsets: FloatArray, allowed: Allowed | None, asked: int
    ) -> tuple[IntArray, NDArray[np.float64], bool]:
        """Owners of the nearest windows, each once, with its nearness; and whether these were all windows.

        Fewer than `asked` windows are looked at: those that are nearer than the last of so many, whatever segments they
        are in. Only owners that are `allowed`, bool [owners].
        """
        owners, nearness, total = [np.empty(0, np.int64)], [np.empty(0)], 0
        for number, (base, windows) in enumerate(zip(self._bases, self._segments, strict=False)):
            for language, selected in self._selected(number, allowed):
                total += len(windows.vectors) if selected is None else len(selected)
                products, found = windows.vectors.nearest(query, asked, selected)
                owners.append(base + np.searchsorted(windows.firsts, found, side="right") - 1)
                nearness.append(np.round(products.astype(np.float64) - offsets[language], _DECIMALS))
        found_owners, near = np.concatenate(owners), np.concatenate(nearness)
        if total > asked:
            nearer = near > np.partition(near, len(near) - asked)[len(near) - asked]
            found_owners, near = found_owners[nearer], near[nearer]
        order = np.lexsort((found_owners, -near))
        _, first = np.unique(found_owners[order], return_index=True)
        return found_owners[order[first]].astype(np.int32), near[order[first]], total <= asked

    def best(self, query: FloatArray, offsets: FloatArray, owners: IntArray) -> DenseScores:
        """The nearest window of each of the ascending owners, and its score."""
        edges = np.searchsorted(owners, self._bases)
        parts = [
            _best(windows, query, owners[edges[number] : edges[number + 1]] - self._bases[number])
            for number, windows in enumerate(self._segments)
        ]
        products, nearest = (np.concatenate(column) for column in zip(*parts, strict=True))
        lowered = np.round(products - offsets[self._spoken[owners]], _DECIMALS)
        return DenseScores(lowered.astype(np.float32), nearest.astype(np.int32))

    def near(self, asked: FloatArray, query: FloatArray, offsets: FloatArray, owner: int) -> NearWindow:
        """The nearest window of one owner, and its cosine with the query as it was `asked`."""
        found = self.best(query, offsets, np.array([owner], np.int32))
        segment = int(np.searchsorted(self._bases, owner, side="right")) - 1
        windows, local = self._segments[segment], owner - int(self._bases[segment])
        first, behind = windows.firsts[local : local + 2].tolist()
        nearest = int(found.nearest[0])
        vectors = windows.vectors.at(np.array([first + nearest])).astype(np.float64)
        cosine = float((vectors @ asked.astype(np.float64))[0])
        return NearWindow(float(found.scores[0]), cosine, nearest, behind - first)

    def _selected(self, number: int, allowed: Allowed | None) -> list[tuple[int, LongArray | None]]:
        """The languages of a segment, each with its windows that are allowed, None for all."""
        if allowed is None:
            return self._selections[number]
        counts = np.diff(self._segments[number].firsts)
        kept = np.repeat(allowed[self._bases[number] : self._bases[number + 1]], counts)
        every = np.arange(len(kept))
        found = [(code, (every if all_ is None else all_)) for code, all_ in self._selections[number]]
        return [(code, windows[kept[windows]]) for code, windows in found if kept[windows].any()]

    def _by_language(self, number: int) -> list[tuple[int, LongArray | None]]:
        """The languages of a segment, each with its windows, None for all."""
        spoken = self._spoken[self._bases[number] : self._bases[number + 1]]
        codes = np.unique(spoken).tolist()
        if len(codes) == 1:
            return [(codes[0], None)]
        of_windows = np.repeat(spoken, np.diff(self._segments[number].firsts))
        return [(code, np.flatnonzero(of_windows == code)) for code in codes]


def _articles_nearest(nearest: Nearest, asked: int, article_of: IntArray, keys: KeyArray) -> tuple[IntArray, IntArray]:
    """Owners of the nearest windows, as many as it takes, and the CANDIDATE_ARTICLES nearest articles among them.

    `article_of` are the articles of the owners, `keys` decide between equally near ones; at first `asked` windows are
    looked at.
    """
    while True:
        owners, nearness, complete = nearest(asked)
        articles = _by_nearness(article_of[owners], nearness, keys)
        if len(articles) >= CANDIDATE_ARTICLES or complete:
            return owners, articles[:CANDIDATE_ARTICLES]
        asked *= 4


def _place(nearest: Nearest, article: int, article_of: IntArray, keys: KeyArray) -> int | None:
    """The place of an article by its nearest window, from 1, among the nearest MOST_PLACES windows."""
    asked = 4 * CANDIDATE_ARTICLES
    while True:
        owners, nearness, complete = nearest(asked)
        place = np.flatnonzero(_by_nearness(article_of[owners], nearness, keys) == article)
        if len(place) or complete or asked >= MOST_PLACES:
            return int(place[0]) + 1 if len(place) else None
        asked = min(4 * asked, MOST_PLACES)


def _by_nearness(articles: IntArray, nearness: NDArray[np.float64], keys: KeyArray) -> IntArray:
    """Each of the articles once, the nearest first, of equally near ones that with the lower key."""
    distinct, places = np.unique(articles, return_inverse=True)
    best = np.full(len(distinct), -np.inf)
    np.maximum.at(best, places, nearness)
    ordered: IntArray = distinct[np.lexsort((keys[distinct], -best))]
    return ordered


def _best(windows: Windows, query: FloatArray, owners: LongArray) -> tuple[NDArray[np.float64], LongArray]:
    """Of each owner the product of its nearest window, float64 [owners], and which of its windows that is."""
    if not len(owners):
        return np.empty(0), np.empty(0, np.int64)
    firsts = windows.firsts[owners].astype(np.int64)
    counts = windows.firsts[owners + 1] - firsts
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    numbers = spread(windows.firsts, owners)
    products = windows.vectors.at(numbers).astype(np.float64) @ query.astype(np.float64)
    best = np.maximum.reduceat(products, starts)
    of_owners = np.repeat(np.arange(len(owners)), counts)
    hits = np.flatnonzero(products == best[of_owners])
    _, firsts_of_hits = np.unique(of_owners[hits], return_index=True)
    return best, hits[firsts_of_hits] - starts
