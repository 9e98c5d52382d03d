"""What a reader should know of how an answer came about, in one line each."""

from indexer.tuning import Tuning
from search.expansion.expansion import told
from search.question import Question
from search.relevance import LITTLE_RELEVANCE, Values
from search.request import Mode, SearchRequest
from search.reranking import Reranker

# Below this coverage an answer says that words counted for little.
_LITTLE_COVERAGE = 0.35


def notes_on(
    request: SearchRequest,
    question: Question,
    coverage: float | None,
    tuning: Tuning | None,
    reranker: Reranker | None,
    relevance: Values | None,
) -> tuple[str, ...]:
    """All notes; `relevance` is that of the candidates, None where it is not known. What hits say because the query
    demands it leaves no doubt about them.
    """
    if question.allowed is not None and not question.allowed.any():
        return (*question.faults, "no article fulfils what the query and the filters demand")
    known = (*told(question.expansions), *question.faults)
    demanded = question.allowed is not None and question.suffices
    doubts = [] if demanded else [*_on_words(request.mode, coverage), *_on_relevance(request, relevance)]
    tuned = [f"fusion: {tuning.description}"] if tuning and request.mode is Mode.HYBRID else []
    reranked = [f"the best {reranker.depth} reranked by {reranker.reader.name}"] if reranker else []
    return (*known, *tuned, *reranked, *doubts)


def _on_words(mode: Mode, coverage: float | None) -> list[str]:
    if coverage is None or coverage >= _LITTLE_COVERAGE:
        return []
    if mode is Mode.LEXICAL:
        return ["few or none of the query's words occur in this index; try mode hybrid"]
    return ["few of the query's words occur together in this index; ranked mainly by meaning"]


def _on_relevance(request: SearchRequest, relevance: Values | None) -> list[str]:
    """That even the best candidate says little, or less than is asked for."""
    if relevance is None or not len(relevance):
        return []
    best = float(relevance.max())
    if request.floor is not None and best < request.floor:
        return [f"nothing here reaches the floor of {request.floor} (relevance {best:.2f} at best)"]
    if best < LITTLE_RELEVANCE[request.mode]:
        return [f"nothing here answers this well (relevance {best:.2f} at best)"]
    return []
