"""The scores of articles and the best of them by loops that Numba compiles, with the bits and the order of Mixing."""

import heapq
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
_TINY = np.finfo(np.float32).tiny
_Found = tuple[np.float32, np.uint64, int]
"""A score, the complement of its key, and its position: the best are the greatest, on a heap."""


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
    found, scores = _none(), np.empty(_GROUP, np.float32)
    bounds = _bounds(chunks, whole, articles)
    promising = best(bounds, most, keys)
    for turn in range(len(promising) + len(bounds)):
        group = promising[turn] if turn < len(promising) else turn - len(promising)
        if bounds[group] > 0 and bounds[group] >= _least(found, most):
            first = group * _GROUP
            of_group = scores[: min(_GROUP, len(whole) - first)]
            _mix(chunks, whole, articles, first, of_group)
            _take(of_group, first, keys, found, most)
            bounds[group] = 0
    return _ordered(found)


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
def best(scores: ScoreArray, most: int, keys: KeyArray) -> IntArray:
    """Positions of the `most` (1 or more) highest scores above 0, best first, of equal ones that with the lower key."""
    found, bits = _none(), scores.view(np.int32)
    highest = np.zeros(1, np.int32)
    as_score = highest.view(np.float32)
    for first in range(0, len(scores), _GROUP_OF_SINGLES):
        highest[0] = _highest(bits[first : first + _GROUP_OF_SINGLES])
        if as_score[0] >= _least(found, most):
            _take(scores[first : first + _GROUP_OF_SINGLES], first, keys, found, most)
    return _ordered(found)


@_compiled
def _none() -> list[_Found]:
    return [(np.float32(0), np.uint64(0), 0) for _ in range(0)]


@_compiled
def _least(found: list[_Found], most: int) -> np.float32:
    """The score that a position must reach to be among the best."""
    return found[0][0] if len(found) == most else _TINY


@_compiled
def _ordered(found: list[_Found]) -> IntArray:
    positions = np.empty(len(found), np.int32)
    for place in range(len(positions) - 1, -1, -1):
        positions[place] = heapq.heappop(found)[2]
    return positions


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
def _take(scores: ScoreArray, first: int, keys: KeyArray, found: list[_Found], most: int) -> None:
    """Put those of the scores of positions from `first` on that belong there among the `most` best that are `found`."""
    least = _least(found, most)
    for place in range(len(scores)):
        if scores[place] >= least:
            one = (scores[place], ~keys[first + place], first + place)
            if len(found) < most:
                heapq.heappush(found, one)
            elif one > found[0]:
                heapq.heapreplace(found, one)
            least = _least(found, most)
