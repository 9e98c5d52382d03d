"""The systems that are compared: each mode of an index, and rank fusion of its two legs."""

import time
from collections.abc import Mapping, Sequence

from search.evaluation.questions import Heard, request_for
from search.evaluation.rank_fusion import reciprocal_rank_fusion
from search.evaluation.runs import DEPTH, ScoredRanking
from search.request import DEFAULT_HITS, Mode
from search.searcher import Searcher

RRF = "rrf"
TIMED_QUESTIONS = 50
# The legs first, then what is made of them.
MODES = (Mode.LEXICAL, Mode.DENSE, Mode.HYBRID)


def runs_of(searcher: Searcher, queries: Mapping[str, str], heard: Heard) -> dict[str, dict[str, ScoredRanking]]:
    """What each mode, and rank fusion of the legs, finds for every query: the best DEPTH articles."""
    runs: dict[str, dict[str, ScoredRanking]] = {}
    for mode in MODES:
        runs[mode] = {}
        for done, (query, text) in enumerate(queries.items(), 1):
            request = request_for(text, mode, DEPTH)
            runs[mode][query] = searcher.ranked(request) if request else []
            heard(f"asked {mode}", done, len(queries))
    legs = zip(runs[Mode.LEXICAL].items(), runs[Mode.DENSE].values(), strict=True)
    runs[RRF] = {query: reciprocal_rank_fusion(words, meaning)[:DEPTH] for (query, words), meaning in legs}
    return runs


def queries_a_second(searcher: Searcher, texts: Sequence[str]) -> dict[str, float]:
    """How many of at most TIMED_QUESTIONS, spread over `texts`, each mode answers in a second, one after another.

    Answered as a user is: embedding, passages and highlights with it. Rank fusion takes the time of both legs.
    """
    chosen = texts[:: max(1, -(-len(texts) // TIMED_QUESTIONS))]
    seconds = {mode: _seconds(searcher, chosen, mode) for mode in MODES}
    rates = {str(mode): len(chosen) / seconds[mode] for mode in MODES}
    return rates | {RRF: len(chosen) / (seconds[Mode.LEXICAL] + seconds[Mode.DENSE])}


def _seconds(searcher: Searcher, texts: Sequence[str], mode: Mode) -> float:
    requests = [request for text in texts if (request := request_for(text, mode, DEFAULT_HITS))]
    for request in requests[:1]:
        searcher.search(request)  # loads what is loaded once
    began = time.perf_counter()
    for request in requests:
        searcher.search(request)
    return max(time.perf_counter() - began, 1e-9)
