"""Question vectors that are kept, so that no evaluation embeds a question twice."""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from indexer.embedding_cache import EmbeddingCache
from indexer.model.embedding import Embedder, FloatArray
from search.errors import QueryError
from search.evaluation.lab import Lab
from search.request import Mode, SearchRequest, search_request


def request_for(text: str, mode: Mode = Mode.HYBRID, limit: int = 1, rerank: bool = False) -> SearchRequest | None:
    """The question as it is asked; None where it cannot be: it is empty or too long."""
    try:
        return search_request(text, mode, limit, rerank=rerank)
    except QueryError:
        return None


class RememberedQuestions:
    """An embedder whose questions were embedded before, here or in an earlier evaluation."""

    def __init__(self, embedder: Embedder, vectors: dict[str, FloatArray]) -> None:
        self._embedder = embedder
        self._vectors = vectors
        self.name = embedder.name
        self.dimension = embedder.dimension

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """As the model does."""
        return self._embedder.encode_passages(texts)

    def encode_query(self, text: str) -> FloatArray:
        """The remembered vector, or else what the model gives."""
        found = self._vectors.get(text)
        return self._embedder.encode_query(text) if found is None else found


def remembered(lab: Lab, questions: Iterable[str]) -> RememberedQuestions:
    """An embedder that knows all these questions; new ones are embedded now and kept as they are made."""
    texts = list(dict.fromkeys(request.text for text in questions if (request := request_for(text))))
    with EmbeddingCache(lab.embeddings) as cache:
        vectors = cache.passages(texts, _QuestionsAsPassages(lab.embedder), partial(lab.listener.asked, "embedded"))
    return RememberedQuestions(lab.embedder, dict(zip(texts, vectors, strict=True)))


class _QuestionsAsPassages:
    """What lets the cache keep questions: the model under another name, passages embedded as questions."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = f"{embedder.name}, questions"
        self.dimension = embedder.dimension

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([self._embedder.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> FloatArray:
        return self._embedder.encode_query(text)
