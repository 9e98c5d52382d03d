"""The inner loops of the lexical leg, compiled by Numba: postings into scores.

They add in the order and the precision (float32) of search/lexical.py, so that both give the same bits. Importing this
takes a third of a second, and the first call compiles, once a machine: a server does both before it answers, a single
question on the command line does neither.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from indexer.postings import IntArray, LongArray
from search.bm25 import ALIAS_WEIGHT, ScoreArray
from search.coded import NOTHING, Coded, PackedArray, RowArray

_compiled = njit(cache=True, nogil=True)


class Part(NamedTuple):
    """What a segment is searched in: the postings of its chunks, of which there were `written`, and of its articles;
    `counting` uint32 are the rows of the chunks that count, where some do not.
    """

    chunks: Coded
    articles: Coded
    written: int
    counting: RowArray


@_compiled
def weighed(
    numbers: LongArray,
    counts: LongArray,
    idf: NDArray[np.float64],
    least: ScoreArray,
    use: NDArray[np.float64],
    whole: float,
) -> tuple[ScoreArray, NDArray[np.float64]]:
    """Terms of a query by their numbers in what is known of terms, idf and least [known, 2], use [known, languages].

    Float32 [terms, 2, 2]: in chunks and in articles the weight of each, count · idf, and the least BM25 weight of a
    document that prints it, infinite if none. And float64 [languages + 1]: the sum of their weights by how much each
    language uses them; and last the most that an article can have.
    """
    terms, languages = len(numbers), use.shape[1]
    weights, sums = np.empty((terms, 2, 2), np.float32), np.zeros(languages + 1, np.float64)
    for term in range(terms):
        number = numbers[term]
        of_chunks, of_articles = counts[term] * idf[number, 0], counts[term] * idf[number, 1]
        weights[term, 0, 0], weights[term, 0, 1] = of_chunks, least[number, 0]
        weights[term, 1, 0], weights[term, 1, 1] = of_articles, least[number, 1]
        for language in range(languages):
            sums[language] += of_chunks * use[number, language]
        sums[languages] += (1 - whole) * of_chunks + whole * of_articles
    return weights, sums


@_compiled
def score(
    part: Part, spans: LongArray, numbers: LongArray, weights: ScoreArray, chunks: ScoreArray, articles: ScoreArray
) -> None:
    """Write the scores of the `chunks` of a segment, and those of its `articles` as one document each.

    `spans` int64 [known, 2, 4] has of known terms, in the postings of chunks and of articles, the first posting and
    that behind the last one of those that print it, and of those that have it as an alias.
    """
    if part.written > len(chunks):
        written = np.empty(part.written, np.float32)
        _add_up(part.chunks, 0, spans, numbers, weights, written)
        for place in range(len(chunks)):
            chunks[place] = written[part.counting[place]]
    else:
        _add_up(part.chunks, 0, spans, numbers, weights, chunks)
    if len(articles):
        _add_up(part.articles, 1, spans, numbers, weights, articles)


@_compiled
def _add_up(
    coded: Coded, kind: int, spans: LongArray, numbers: LongArray, weights: ScoreArray, scores: ScoreArray
) -> None:
    """Write what all terms count in the documents of one kind, in the order of the terms."""
    scores[:] = 0
    for term in range(len(numbers)):
        first, behind, first_alias, behind_aliases = spans[numbers[term], kind]
        weight, least = weights[term, kind]
        _add(coded.postings[first:behind], coded.bits, coded.table, weight, scores)
        aliases = coded.postings[first_alias:behind_aliases]
        _add_aliases(aliases, coded.bits, coded.table, weight * np.float32(ALIAS_WEIGHT), least, scores)


@_compiled
def _add(packed: PackedArray, bits: np.uint64, table: ScoreArray, weight: np.float32, scores: ScoreArray) -> None:
    """Add what a term counts where it is printed."""
    codes = (np.uint64(1) << bits) - np.uint64(1)
    for place in range(len(packed)):
        posting = packed[place]
        scores[posting >> bits] += weight * table[posting & codes]


@_compiled
def _add_aliases(
    packed: PackedArray, bits: np.uint64, table: ScoreArray, weight: np.float32, least: np.float32, scores: ScoreArray
) -> None:
    """Add what it counts where it may have been meant: no more than where it is printed."""
    codes = (np.uint64(1) << bits) - np.uint64(1)
    for place in range(len(packed)):
        posting = packed[place]
        scores[posting >> bits] += weight * min(table[posting & codes], least)


@_compiled
def count(
    coded: Coded, spans: LongArray, owners: IntArray, documents: LongArray, least: ScoreArray, by_owner: LongArray
) -> None:
    """Count the documents that print each term, whose postings are spans[t, 0]:spans[t, 1]: adds to `documents` int64
    [terms] how many they are, lowers `least` float32 [terms] to their least weight, and adds to `by_owner` int64
    [terms, owners] how many each owner has, where owners are given.
    """
    codes = (np.uint64(1) << coded.bits) - np.uint64(1)
    for term in range(len(spans)):
        for posting in coded.postings[spans[term, 0] : spans[term, 1]]:
            code = posting & codes
            if code != NOTHING:
                documents[term] += 1
                least[term] = min(least[term], coded.table[code])
                if len(owners):
                    by_owner[term, owners[posting >> coded.bits]] += 1
