"""The model that embeds the questions to an index: opened when it is first needed, and only if it made the index.

The vectors of the last questions are kept.
"""

from collections.abc import Callable
from functools import cache, lru_cache, partial

from indexer.errors import IndexMismatch
from indexer.index import Index
from indexer.manifest import mend_command
from indexer.model.embedding import Embedder, FloatArray

_KEPT = 4096  # questions, about 6 MB


class QueryModel:
    """The model of an index; `open_embedder` opens it. Threads may share it."""

    def __init__(self, index: Index, open_embedder: Callable[[], Embedder]) -> None:
        # Neither refers to this model: what an index that is replaced held is given back at once.
        self._opened = opened = cache(partial(_checked, index, open_embedder))
        self._vectors = lru_cache(_KEPT)(lambda text: opened().encode_query(text))

    @property
    def embedder(self) -> Embedder:
        """The model of the index. Raises ModelUnavailable, IndexMismatch."""
        return self._opened()

    def encode(self, text: str) -> FloatArray:
        """The unit vector of a question, float32 [d]. Raises what `embedder` does."""
        return self._vectors(text)


def _checked(index: Index, open_embedder: Callable[[], Embedder]) -> Embedder:
    embedder, manifest = open_embedder(), index.manifest
    if (embedder.name, embedder.dimension) != (manifest.model, manifest.dimension):
        mend = mend_command(index.root, manifest.sources)
        raise IndexMismatch(
            "embedding model",
            f"{manifest.model} ({manifest.dimension} dimensions)",
            f"{embedder.name} ({embedder.dimension} dimensions)",
            f"search without --model, or index anew with: {mend} --model MODEL",
        )
    return embedder
