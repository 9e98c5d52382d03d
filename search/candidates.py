"""Candidates: which articles a leg puts forward, and which of their chunks are scored.

The CANDIDATE_ARTICLES best articles of each leg; or, of a query with conditions, all that fulfil them, up to
MOST_CONDITIONED. The set does not depend on how many hits are asked for, and so neither do scores, order and totals;
and no long article crowds out the others.
"""

import numpy as np
from numpy.typing import NDArray

from indexer.postings import IntArray, LongArray, spread
from indexer.segment import KeyArray
from search.corpus import Allowed, Corpus
from search.request import MOST_HITS

CANDIDATE_ARTICLES = MOST_HITS
MOST_CONDITIONED = 1000
# Of a longer article the chunks with the best words are scored, beside those that the dense leg found.
CHUNKS_AN_ARTICLE = 16

_GROUPED = 64
_LEAST = float(np.finfo(np.float32).tiny)


def best(scores: NDArray[np.float32], count: int, keys: KeyArray) -> IntArray:
    """Positions of the `count` highest scores above 0, best first, of equal ones that with the lower key."""
    positions = np.flatnonzero(scores >= max(_reached(scores, count), _LEAST)).astype(np.int32)
    values = scores[positions]
    if len(positions) > count:
        threshold = np.partition(values, len(values) - count)[len(values) - count]
        positions = positions[values >= threshold]
    return positions[np.lexsort((keys[positions], -scores[positions]))][:count]


def _reached(scores: NDArray[np.float32], count: int) -> float:
    """A score that at least `count` reach: of disjoint groups of scores the highest each, the `count`-th of these."""
    groups = len(scores) // _GROUPED
    if groups <= count:
        return 0.0
    highest = scores[: groups * _GROUPED].reshape(_GROUPED, groups).max(axis=0)
    return float(np.partition(highest, groups - count)[groups - count])


def with_few(articles: IntArray, allowed: Allowed | None) -> IntArray:
    """The ascending best articles; or all that fulfil the conditions, if these are few."""
    if allowed is None or np.count_nonzero(allowed) > MOST_CONDITIONED:
        return articles
    return np.flatnonzero(allowed).astype(np.int32)


def exhausted(candidates: int, articles: int, allowed: Allowed | None, by_words: bool) -> bool:
    """Whether these are all the candidates that there can be among so many articles: all that are allowed or, if hits
    are found `by_words` alone, all of them that share one with the query.
    """
    possible = articles if allowed is None else int(np.count_nonzero(allowed))
    return candidates == possible or (by_words and candidates < CANDIDATE_ARTICLES)


def scored_rows(
    corpus: Corpus, articles: IntArray, found: IntArray, words: NDArray[np.float32] | None = None
) -> IntArray:
    """Ascending rows of the chunks of `articles` to score: all, or the best ones by `words`, and those `found`."""
    articles = articles.astype(np.int64)
    counts = corpus.starts[articles + 1] - corpus.starts[articles]
    long = articles[counts > CHUNKS_AN_ARTICLE]
    rows = spread(corpus.starts, articles[counts <= CHUNKS_AN_ARTICLE])
    near = found[np.isin(corpus.articles[found], articles)]
    return np.unique(np.concatenate([rows, near, *(_best_rows(corpus, one, words) for one in long.tolist())])).astype(
        np.int32
    )


def _best_rows(corpus: Corpus, article: int, words: NDArray[np.float32] | None) -> LongArray:
    """Of a long article the rows with the best words, or the first ones."""
    start, end = int(corpus.starts[article]), int(corpus.starts[article + 1])
    if words is None:
        return np.arange(start, start + CHUNKS_AN_ARTICLE)
    return start + np.argsort(-words[start:end], kind="stable")[:CHUNKS_AN_ARTICLE]
