"""The score of an article: the shares of its best passage and of itself as one document."""

import numpy as np

from indexer.postings import IntArray, LongArray
from indexer.segment import KeyArray
from search.bm25 import ScoreArray
from search.candidates import best


class Mixing:
    """Makes scores of articles; all methods take the scores of all `chunks` and, as one document each, of all `whole`
    articles, float32, or None where each article is one chunk, which is its score.
    """

    def __init__(self, starts: LongArray, share: float) -> None:
        """Article a has the chunks starts[a]:starts[a + 1] (int64); `share` is that of the whole article."""
        self._starts, self._share = starts, share
        self._of_passages_alone = len(starts) == starts[-1] + 1

    def mixed(self, passages: ScoreArray, whole: ScoreArray | None) -> ScoreArray:
        """Scores of articles, by those of their best passages and their own as one document."""
        if whole is None or self._of_passages_alone:
            return passages
        mixed: ScoreArray = (1 - self._share) * passages + self._share * whole
        return mixed

    def articles(self, chunks: ScoreArray, whole: ScoreArray | None) -> ScoreArray:
        """Scores of all articles."""
        return chunks if whole is None else self.mixed(np.maximum.reduceat(chunks, self._starts[:-1]), whole)

    def best(self, chunks: ScoreArray, whole: ScoreArray | None, count: int, keys: KeyArray) -> IntArray:
        """The `count` best articles that have a score, best first, of equal ones that with the lower key."""
        return best(self.articles(chunks, whole), count, keys)
