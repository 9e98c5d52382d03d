"""The dense leg: inner product over windows of two widths.

A passage is as near as its nearest narrow window, an article as its nearest passage, mixed with its wide window: a
question finds one sentence, a headline the whole. What all windows of a language have in common is taken away
(search/background.py).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.postings import IntArray
from indexer.segment import KeyArray
from search.background import DenseQuery
from search.candidates import CANDIDATE_ARTICLES
from search.corpus import Allowed, Corpus
from search.window_search import DECIMALS, DenseScores, NearWindow, WindowSearch

# An article with no window among so many is not given a place: to find it would take long, and it is far behind.
MOST_PLACES = 20_000
# Queries whose wide windows are searched beside their narrow ones: as many as a server of few cores asks at once.
_AT_ONCE = 4
Nearest = Callable[[int], tuple[IntArray, NDArray[np.float64], bool]]
"""Owners of nearly so many nearest windows, each once, with its nearness; and whether these are all windows."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """`narrow` is the share of the nearest passage in the score of an article, the rest is that of its wide window."""

    narrow: float = 0.7


class DenseLeg:
    """Finds articles, and scores them and their chunks, by the nearness of their windows to a query."""

    def __init__(self, corpus: Corpus, parameters: Nearness = Nearness()) -> None:
        self._corpus = corpus
        self.narrow_share = parameters.narrow
        self._narrow = WindowSearch([segment.narrow for segment in corpus.segments], corpus.languages.owners)
        self._themselves = np.arange(len(corpus.keys), dtype=np.int32)
        self._beside = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="wide windows")
        alike = all(segment.wide is segment.narrow for segment in corpus.segments)
        wide = WindowSearch([segment.wide for segment in corpus.segments], corpus.wide_languages.owners)
        self._wide = self._narrow if alike else wide

    def candidates(self, query: DenseQuery, allowed: Allowed | None) -> tuple[IntArray, IntArray]:
        """Of the allowed articles those with the nearest windows, ascending: CANDIDATE_ARTICLES of each width; and the
        chunks, ascending, that were found on the way.
        """
        keys, article_of = self._corpus.keys, self._corpus.articles
        narrow, wide = self._nearest(query, allowed)
        by_whole = None
        if self._wide is not self._narrow:
            by_whole = self._beside.submit(_articles_nearest, wide, 2 * CANDIDATE_ARTICLES, self._themselves, keys)
        rows, by_passage = _articles_nearest(narrow, 4 * CANDIDATE_ARTICLES, article_of, keys)
        near = rows[np.isin(article_of[rows], by_passage)]
        articles = np.union1d(by_passage, by_whole.result()[1]) if by_whole else np.sort(by_passage)
        return articles.astype(np.int32), near

    def places(self, query: DenseQuery, allowed: Allowed | None, article: int) -> tuple[int | None, int | None]:
        """The places of an article among those that are allowed, from 1, by its nearest narrow window and by its wide
        one; None where it is so far behind that it is not looked for.
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
        """The wide window of an article."""
        return self._wide.near(query.asked, query.vector, query.wide_offsets, article)

    def articles(self, query: DenseQuery, articles: IntArray, nearest_passage: FloatArray) -> FloatArray:
        """Scores of the given ascending articles, whose nearest passages have these scores, float32 [articles]."""
        if self._wide is self._narrow:
            wide = nearest_passage
        else:
            wide = self._wide.best(query.vector, query.wide_offsets, articles).scores
        share = self.narrow_share
        mixed = share * nearest_passage.astype(np.float64) + (1 - share) * wide
        scores: FloatArray = np.round(mixed, DECIMALS).astype(np.float32)
        return scores


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
