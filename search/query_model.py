"""The model that embeds the questions to an index: opened when it is first needed, and only if it made the index."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from indexer.errors import IndexMismatch
from indexer.index import Index
from indexer.manifest import mend_command
from indexer.model.embedding import Embedder, FloatArray


@dataclass(frozen=True)  # without slots, for the model is kept once opened
class QueryModel:
    """The model of an index; `open_embedder` opens it."""

    index: Index
    open_embedder: Callable[[], Embedder]

    @cached_property
    def embedder(self) -> Embedder:
        """The model of the index. Raises ModelUnavailable, IndexMismatch."""
        embedder, manifest = self.open_embedder(), self.index.manifest
        if (embedder.name, embedder.dimension) != (manifest.model, manifest.dimension):
            mend = mend_command(self.index.root, manifest.sources)
            raise IndexMismatch(
                "embedding model",
                f"{manifest.model} ({manifest.dimension} dimensions)",
                f"{embedder.name} ({embedder.dimension} dimensions)",
                f"search without --model, or index anew with: {mend} --model MODEL",
            )
        return embedder

    def encode(self, text: str) -> FloatArray:
        """The unit vector of a question, float32 [d]."""
        return self.embedder.encode_query(text)
