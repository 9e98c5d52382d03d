"""The model that embeds the questions to an index: opened when it is first needed, and only if it made the index.

The vectors of the last questions are kept.
"""

from collections.abc import Callable
from functools import cached_property, lru_cache

from indexer.errors import IndexMismatch
from indexer.index import Index
from indexer.manifest import mend_command
from indexer.model.embedding import Embedder, FloatArray

_KEPT = 4096  # questions, about 6 MB


class QueryModel:
    """The model of an index; `open_embedder` opens it. Threads may share it."""

    def __init__(self, index: Index, open_embedder: Callable[[], Embedder]) -> None:
        self._index = index
        self._open_embedder = open_embedder
        self._vectors = lru_cache(_KEPT)(self._embedded)

    @cached_property
    def embedder(self) -> Embedder:
        """The model of the index. Raises ModelUnavailable, IndexMismatch."""
        embedder, manifest = self._open_embedder(), self._index.manifest
        if (embedder.name, embedder.dimension) != (manifest.model, manifest.dimension):
            mend = mend_command(self._index.root, manifest.sources)
            raise IndexMismatch(
                "embedding model",
                f"{manifest.model} ({manifest.dimension} dimensions)",
                f"{embedder.name} ({embedder.dimension} dimensions)",
                f"search without --model, or index anew with: {mend} --model MODEL",
            )
        return embedder

    def encode(self, text: str) -> FloatArray:
        """The unit vector of a question, float32 [d]. Raises what `embedder` does."""
        return self._vectors(text)

    def _embedded(self, text: str) -> FloatArray:
        return self.embedder.encode_query(text)
