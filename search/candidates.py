"""Candidates: which chunks a leg puts forward, so that no long article crowds out the others.

The best CANDIDATE_ARTICLES articles by their best chunk, each with its best few. The set does not depend on how many
hits are asked for, and so neither do scores, order and totals.
"""

from collections import Counter

import numpy as np

from indexer.postings import IntArray
from search.corpus import Corpus
from search.request import MOST_HITS

CANDIDATE_ARTICLES = MOST_HITS
CHUNKS_AN_ARTICLE = 3


def spread(corpus: Corpus, ordered: IntArray) -> tuple[IntArray, bool]:
    """Ascending rows of the candidates among `ordered` rows, best first; and whether these were articles enough."""
    taken: Counter[int] = Counter()
    rows: list[int] = []
    for row, article in zip(ordered.tolist(), corpus.articles(ordered).tolist(), strict=True):
        if article not in taken and len(taken) == CANDIDATE_ARTICLES:
            continue
        taken[article] += 1
        if taken[article] <= CHUNKS_AN_ARTICLE:
            rows.append(row)
    return np.sort(np.array(rows, np.int32)), len(taken) == CANDIDATE_ARTICLES
