"""The scores of articles and the best of them by loops that Numba compiles, with the bits and the order of Mixing."""

from typing import NamedTuple

import numpy as np
from numba import njit

from indexer.postings import IntArray, LongArray
from indexer.segment import KeyArray
from search.bm25 import ScoreArray
from search.coded import RowArray
from search.mixing import Mixing

_compiled = njit(cache=True, nogil=True)
# Articles that are looked at together: of several chunks each, and of one.
_GROUP, _GROUP_OF_SINGLES = 64, 256


class Articles(NamedTuple):
    """Articles of several chunks: article a has starts[a]:starts[a + 1] (uint32). Its score is the sum of the shares
    `passage` of the best of these and `whole` of itself as one document, float32.
    """

    starts: RowArray
    passage: np.float32
    whole: np.float32


class CompiledMixing(Mixing):
    """Does the same as Mixing; `best` makes no scores of articles that cannot be among the best."""

    def __init__(self, starts: LongArray, share: float) -> None:
        """As Mixing takes them."""
        super().__init__(starts, share)
        self._articles = Articles(starts.astype(np.uint32), np.float32(1 - share), np.float32(share))

    def articles(self, chunks: ScoreArray, whole: ScoreArray | None) -> ScoreArray:
        """Scores of all articles."""
        scores: ScoreArray = chunks if whole is None else mixed(chunks, whole, self._articles)
        return scores

    def best(self, chunks: ScoreArray, whole: ScoreArray | None, count: int, keys: KeyArray) -> IntArray:
        """The `count` best articles that have a score, best first, of equal ones that with the lower key."""
        if whole is None:
            found: IntArray = best(chunks, count, keys)
        else:
            found = best_mixed(chunks, whole, self._articles, count, keys)
        return found


@_compiled
def mixed(chunks: ScoreArray, whole: ScoreArray, articles: Articles) -> ScoreArray:
    """Scores of all articles, float32 [articles], by those of their chunks and their own as one document."""
    scores = np.empty(len(whole), np.float32)
    _mix(chunks, whole, articles, 0, scores)
    return scores


@_compiled
def _mix(chunks: ScoreArray, whole: ScoreArray, articles: Articles, first: int, scores: ScoreArray) -> None:
    """Write the `scores` of the articles from `first` on."""
    behind = articles.starts[first]
    for place in range(len(scores)):
        start, behind = behind, articles.starts[first + place + 1]
        best = np.float32(0)
        for chunk in range(start, behind):
            best = max(best, chunks[chunk])
        scores[place] = articles.passage * best + articles.whole * whole[first + place]


@_compiled
def best_mixed(chunks: ScoreArray, whole: ScoreArray, articles: Articles, most: int, keys: KeyArray) -> IntArray:
    """The `best` of articles by their mixed scores, which are made only for such groups of articles as may have one,
    those that promise most first: they leave little for the others to reach.
    """
    found, values = np.empty(most, np.int32), np.zeros(most, np.float32)
    bounds, count = _bounds(chunks, whole, articles), 0
    for group in best(bounds, most, keys):
        count = _take_mixed(chunks, whole, articles, group, keys, found, values, count)
        bounds[group] = 0
    for group in range(len(bounds)):
        if bounds[group] > 0 and bounds[group] >= values[-1]:
            count = _take_mixed(chunks, whole, articles, group, keys, found, values, count)
    return found[:count]


@_compiled
def _bounds(chunks: ScoreArray, whole: ScoreArray, articles: Articles) -> ScoreArray:
    """What no article of each group scores above: the mix of the best chunk and the best whole article in it."""
    bounds = np.empty((len(whole) + _GROUP - 1) // _GROUP, np.float32)
    chunk_bits, whole_bits, bits = chunks.view(np.int32), whole.view(np.int32), np.zeros(2, np.int32)
    highest = bits.view(np.float32)
    for group in range(len(bounds)):
        first, behind = group * _GROUP, min((group + 1) * _GROUP, len(whole))
        bits[0] = _highest(chunk_bits[articles.starts[first] : articles.starts[behind]])
        bits[1] = _highest(whole_bits[first:behind])
        bounds[group] = articles.passage * highest[0] + articles.whole * highest[1]
    return bounds


@_compiled
def _take_mixed(
    chunks: ScoreArray,
    whole: ScoreArray,
    articles: Articles,
    group: int,
    keys: KeyArray,
    found: IntArray,
    values: ScoreArray,
    count: int,
) -> int:
    first = group * _GROUP
    scores = np.empty(min(_GROUP, len(whole) - first), np.float32)
    _mix(chunks, whole, articles, first, scores)
    return _take(scores, first, keys, found, values, count)


@_compiled
def best(scores: ScoreArray, most: int, keys: KeyArray) -> IntArray:
    """Positions of the `most` (1 or more) highest scores above 0, best first, of equal ones that with the lower key."""
    found, values = np.empty(most, np.int32), np.zeros(most, np.float32)
    bits, values_bits = scores.view(np.int32), values.view(np.int32)
    count = 0
    for first in range(0, len(scores), _GROUP_OF_SINGLES):
        highest = _highest(bits[first : first + _GROUP_OF_SINGLES])
        if highest > 0 and highest >= values_bits[-1]:
            count = _take(scores[first : first + _GROUP_OF_SINGLES], first, keys, found, values, count)
    return found[:count]


@_compiled
def _highest(bits: IntArray) -> np.int32:
    """The highest of scores by their bits: scores, none of which is below 0, compare as the whole numbers of the same
    bits do, and many of these are compared at once.
    """
    highest = np.int32(0)
    for place in range(len(bits)):
        highest = max(highest, bits[place])
    return highest


@_compiled
def _take(scores: ScoreArray, first: int, keys: KeyArray, found: IntArray, values: ScoreArray, count: int) -> int:
    """Put those of the scores of positions from `first` on that belong there among the `count` best that are `found`,
    with their `values`; how many these are then.
    """
    for place in range(len(scores)):
        value, key = scores[place], keys[first + place]
        if value <= 0 or (count == len(found) and not _better(value, key, values[-1], keys[found[-1]])):
            continue
        count = min(count + 1, len(found))
        rank = count - 1
        while rank > 0 and _better(value, key, values[rank - 1], keys[found[rank - 1]]):
            found[rank], values[rank] = found[rank - 1], values[rank - 1]
            rank -= 1
        found[rank], values[rank] = first + place, value
    return count


@_compiled
def _better(score: np.float32, key: np.uint64, other: np.float32, other_key: np.uint64) -> bool:
    return bool(score > other or (score == other and key < other_key))
