"""What a reader should know of how an answer came about, in one line each."""

from indexer.tuning import Tuning
from search.corpus import Allowed
from search.relevance import LITTLE_RELEVANCE, Values
from search.request import Mode, SearchRequest
from search.reranking import Reranker

# Below this coverage an answer says that words counted for little.
_LITTLE_COVERAGE = 0.35


def notes_on(
    request: SearchRequest,
    allowed: Allowed | None,
    coverage: float | None,
    tuning: Tuning | None,
    reranker: Reranker | None,
    relevance: Values | None,
) -> tuple[str, ...]:
    """All notes; `allowed` are the articles that fulfil the conditions, None without any; `relevance` is that of the
    candidates, None where it is not known.
    """
    if allowed is not None and not allowed.any():
        return ("no article fulfils what the query and the filters demand",)
    tuned = [f"fusion: {tuning.description}"] if tuning and request.mode is Mode.HYBRID else []
    reranked = [f"the best {reranker.depth} reranked by {reranker.reader.name}"] if reranker else []
    return (*tuned, *_on_words(request.mode, coverage), *reranked, *_on_relevance(request, relevance))


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
