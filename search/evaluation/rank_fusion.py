"""Reciprocal rank fusion over articles, what most hybrid searches do; here to be compared with."""

from search.evaluation.runs import DEPTH, Run, ScoredRanking, best_first

K = 60


def reciprocal_rank_fusion(*rankings: ScoredRanking, k: int = K) -> ScoredRanking:
    """score(d) = sum over the rankings that hold d of 1 / (k + rank), rank from 1; best first, ties by id.

    Cormack, Clarke and Buettcher 2009, with their k.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, (document, _) in enumerate(ranking, 1):
            scores[document] = scores.get(document, 0.0) + 1 / (k + rank)
    return best_first(scores)


def rank_fusion(words: Run, meaning: Run) -> dict[str, ScoredRanking]:
    """Two runs of the same queries fused by rank: the best DEPTH articles of each query."""
    return {query: reciprocal_rank_fusion(words[query], meaning[query])[:DEPTH] for query in words}
