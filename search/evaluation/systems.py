"""The systems that are compared: each mode of an index, rank fusion of its two legs, and the hybrid reranked."""

import time
from collections.abc import Callable, Mapping, Sequence

from search.evaluation.lab import Listener
from search.evaluation.questions import request_for
from search.evaluation.rank_fusion import rank_fusion
from search.evaluation.runs import DEPTH, Answers, ScoredRanking
from search.request import DEFAULT_HITS, Mode
from search.searcher import Searcher

RRF = "rrf"
RERANKED = "hybrid+rerank"
TIMED_QUESTIONS = 50
# The legs first, then what is made of them.
MODES = (Mode.LEXICAL, Mode.DENSE, Mode.HYBRID)


def answers_of(
    knowing: Searcher, asking: Callable[[], Searcher], queries: Mapping[str, str], listener: Listener
) -> dict[str, Answers]:
    """What each mode, and rank fusion of the legs, finds for every query: the best DEPTH articles; and what hybrid
    finds with the reranker that the searchers may have.

    Searchers of one index: `knowing` has the vectors of all questions; a new one of those that `asking` gives, which
    remembers no question, shows how fast each mode answers.
    """
    runs = {str(mode): run_of(knowing, mode, queries, listener) for mode in MODES}
    seconds = {str(mode): _seconds(asking(), list(queries.values()), mode) for mode in MODES}
    runs[RRF] = rank_fusion(runs[Mode.LEXICAL], runs[Mode.DENSE])
    seconds[RRF] = seconds[Mode.LEXICAL] + seconds[Mode.DENSE]
    if knowing.reranker:
        runs[RERANKED] = run_of(knowing, Mode.HYBRID, queries, listener, rerank=True)
        seconds[RERANKED] = _seconds(asking(), list(queries.values()), Mode.HYBRID, rerank=True)
    return {name: Answers(run, 1 / seconds[name]) for name, run in runs.items()}


def run_of(
    searcher: Searcher, mode: Mode, queries: Mapping[str, str], listener: Listener, *, rerank: bool = False
) -> dict[str, ScoredRanking]:
    """What one mode finds for every query, reranked or not: the best DEPTH articles."""
    run: dict[str, ScoredRanking] = {}
    for done, (query, text) in enumerate(queries.items(), 1):
        request = request_for(text, mode, DEPTH, rerank)
        run[query] = searcher.ranked(request) if request else []
        listener.asked(f"asked {RERANKED if rerank else mode}", done, len(queries))
    return run


def _seconds(searcher: Searcher, texts: Sequence[str], mode: Mode, *, rerank: bool = False) -> float:
    """Seconds a query, of at most TIMED_QUESTIONS spread over `texts`, answered as for a user: embedding, passages and
    highlights with it.
    """
    chosen = texts[:: -(-len(texts) // TIMED_QUESTIONS)]
    requests = [request for text in chosen if (request := request_for(text, mode, DEFAULT_HITS, rerank))]
    for request in requests[:1]:
        searcher.search(request)  # loads what is loaded once
    timed = requests[1:] or requests
    began = time.perf_counter()
    for request in timed:
        searcher.search(request)
    return max(time.perf_counter() - began, 1e-9) / max(len(timed), 1)
