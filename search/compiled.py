"""The inner loops of the lexical leg, compiled by Numba: postings into scores.

They add in the order and the precision (float32) of search/lexical.py, so that both give the same bits. Importing this
takes a third of a second, and the first call compiles, once a machine: a server does both before it answers, a single
question on the command line does neither.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from indexer.postings import IntArray, LongArray
from search.bm25 import ALIAS_WEIGHT, ScoreArray

_compiled = njit(cache=True, nogil=True)
PRINTED, ALIASES = 0, 2  # where a row of spans has the first and the last posting of a term


class Lists(NamedTuple):
    """The postings of one segment: rows, frequencies int32 [postings]; renumbered int32 [chunks as written], the row
    that each has now, below 0 for a deleted one, empty where none is.

    Of each chunk that counts: owners int32, its article in the whole index; spoken int32, its language; saturation
    float32, k1 (1 - b + b dl / avgdl). article_saturation float32 is that of all articles. upper is k1 + 1.
    """

    rows: IntArray
    frequencies: IntArray
    renumbered: IntArray
    owners: IntArray
    spoken: IntArray
    saturation: ScoreArray
    article_saturation: ScoreArray
    upper: np.float32


@_compiled
def add_to_chunks(lists: Lists, spans: LongArray, weights: ScoreArray, least: ScoreArray, scores: ScoreArray) -> None:
    """Add to the `scores` of chunks, float32 [chunks], what each term counts that they print or have as an alias.

    `spans` int64 [terms, 4]: the first and the last posting of each, printed and as an alias; `weights` float32
    [terms]: count · idf; `least` float32 [terms]: the least BM25 weight of a chunk that prints it, infinite if none.
    """
    rows, frequencies, renumbered, saturation = lists.rows, lists.frequencies, lists.renumbered, lists.saturation
    upper, all_count = lists.upper, len(renumbered) == 0
    for term in range(len(spans)):
        for kind in (PRINTED, ALIASES):
            share, most = _weighed(weights[term], least[term], kind)
            for place in range(spans[term, kind], spans[term, kind + 1]):
                row = rows[place] if all_count else renumbered[rows[place]]
                if row >= 0:
                    printed = np.float32(frequencies[place])
                    scores[row] += share * min(printed * upper / (printed + saturation[row]), most)


@_compiled
def add_to_articles(lists: Lists, spans: LongArray, weights: ScoreArray, least: ScoreArray, scores: ScoreArray) -> None:
    """The same for articles as one document each, float32 [articles of the index]."""
    rows, frequencies, renumbered, owners = lists.rows, lists.frequencies, lists.renumbered, lists.owners
    saturation, upper, all_count = lists.article_saturation, lists.upper, len(renumbered) == 0
    for term in range(len(spans)):
        for kind in (PRINTED, ALIASES):
            share, most = _weighed(weights[term], least[term], kind)
            article, printed = -1, np.float32(0)
            for place in range(spans[term, kind], spans[term, kind + 1]):
                row = rows[place] if all_count else renumbered[rows[place]]
                if row < 0:
                    continue
                if owners[row] != article:
                    if article >= 0:
                        scores[article] += share * min(printed * upper / (printed + saturation[article]), most)
                    article, printed = owners[row], np.float32(0)
                printed += np.float32(frequencies[place])
            if article >= 0:
                scores[article] += share * min(printed * upper / (printed + saturation[article]), most)


@_compiled
def mixed(
    chunks: ScoreArray, whole: ScoreArray, starts: LongArray, passage_share: np.float32, whole_share: np.float32
) -> ScoreArray:
    """Scores of articles, float32 [articles], article a with the chunks starts[a]:starts[a + 1]: shares of the best of
    their chunks' and of their own as one document.
    """
    scores = np.empty(len(whole), np.float32)
    for article in range(len(whole)):
        best = chunks[starts[article]]
        for chunk in range(starts[article] + 1, starts[article + 1]):
            best = max(best, chunks[chunk])
        scores[article] = passage_share * best + whole_share * whole[article]
    return scores


@_compiled
def _weighed(weight: np.float32, least: np.float32, kind: int) -> tuple[np.float32, np.float32]:
    """A document gets for a term the first of these times its BM25 weight, as far as that is below the second."""
    if kind == PRINTED:
        return weight, np.float32(np.inf)
    return weight * np.float32(ALIAS_WEIGHT), least


@_compiled
def count(lists: Lists, spans: LongArray, counts: LongArray, least: ScoreArray, by_language: LongArray) -> None:
    """Add to `counts` int64 [terms, 2] how many chunks and articles print each term, to `by_language` int64 [terms,
    languages] its chunks of each language; lower `least` float32 [terms, 2] to the least weight in either.
    """
    rows, frequencies, renumbered, owners = lists.rows, lists.frequencies, lists.renumbered, lists.owners
    saturation, article_saturation, spoken = lists.saturation, lists.article_saturation, lists.spoken
    upper, all_count = lists.upper, len(renumbered) == 0
    for term in range(len(spans)):
        article, together = -1, np.float32(0)
        for place in range(spans[term, PRINTED], spans[term, PRINTED + 1]):
            row = rows[place] if all_count else renumbered[rows[place]]
            if row < 0:
                continue
            if owners[row] != article:
                if article >= 0:
                    weight = together * upper / (together + article_saturation[article])
                    least[term, 1] = min(least[term, 1], weight)
                article, together = owners[row], np.float32(0)
                counts[term, 1] += 1
            printed = np.float32(frequencies[place])
            least[term, 0] = min(least[term, 0], printed * upper / (printed + saturation[row]))
            by_language[term, spoken[row]] += 1
            counts[term, 0] += 1
            together += printed
        if article >= 0:
            weight = together * upper / (together + article_saturation[article])
            least[term, 1] = min(least[term, 1], weight)
