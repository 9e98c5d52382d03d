"""The model that embeds the questions to an index: opened when it is first needed, and only if it made the index.

A question is embedded in a thread of its own, while its words are looked for; the vectors of the last ones are kept.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property, lru_cache

from indexer.errors import IndexMismatch
from indexer.index import Index
from indexer.manifest import mend_command
from indexer.model.embedding import Embedder, FloatArray

_KEPT = 4096  # questions, about 6 MB
_AT_ONCE = 4  # as many as a server of few cores embeds at once


class QueryModel:
    """The model of an index; `open_embedder` opens it. Threads may share it."""

    def __init__(self, index: Index, open_embedder: Callable[[], Embedder]) -> None:
        self._index = index
        self._open_embedder = open_embedder
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="embedding")
        self._vectors = lru_cache(_KEPT)(self._begun)

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

    def begin(self, text: str) -> None:
        """Begin to embed a question whose vector will be asked for; what fails is told then."""
        self._vectors(text)

    def encode(self, text: str) -> FloatArray:
        """The unit vector of a question, float32 [d]. Raises what `embedder` does."""
        try:
            return self._vectors(text).result()
        except BaseException:
            self._vectors.cache_clear()  # a failure is not kept
            raise

    def _begun(self, text: str) -> Future[FloatArray]:
        return self._threads.submit(lambda: self.embedder.encode_query(text))
