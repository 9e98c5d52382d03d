"""Embedding models on sentence-transformers: the bundled one on another device than the CPU, and all others."""

from collections.abc import Sequence

import numpy as np
from sentence_transformers import SentenceTransformer

from indexer.model.embedding import BUNDLED_NAME, FloatArray, well_formed
from indexer.model.hub import Wanted
from indexer.model.prepare import Form, prepared

EMBEDDING = Wanted(
    "embedding model",
    "give the folder of a sentence-transformers model, or a name at huggingface.co while there is a network",
)


class SentenceTransformerEmbedder:
    """Embeds with the prompts of the model's own configuration; on CUDA in half precision."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self.model = model.half() if model.device.type == "cuda" else model
        self.name = name
        self.dimension = int(self.encode_query("").size)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of what is searched, float32 [texts, dimension], unit length, in the order of the texts."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        written = [well_formed(text) for text in texts]
        return _unit(self.model.encode_document(written, show_progress_bar=False))

    def encode_query(self, text: str) -> FloatArray:
        """The vector of what is asked, float32 [dimension], unit length."""
        return _unit(self.model.encode_query(well_formed(text), show_progress_bar=False))


def open_bundled(device: str | None) -> SentenceTransformerEmbedder:
    """The bundled model on a device of torch, such as "cuda".

    Raises ModelUnavailable when it cannot be prepared or the device cannot be used.
    """
    folder = prepared(Form.SENTENCE_TRANSFORMER)
    wanted = Wanted(EMBEDDING.what, "use --device cpu, or a device that torch can use")
    return wanted.loaded(BUNDLED_NAME, str(folder), lambda: _embedder(str(folder), BUNDLED_NAME, device))


def open_model(model: str, device: str | None) -> SentenceTransformerEmbedder:
    """A model by its folder or its name. Raises ModelUnavailable."""
    return EMBEDDING.open(model, lambda found, local_only: _embedder(found, found, device, local_only=local_only))


def _embedder(source: str, name: str, device: str | None, *, local_only: bool = True) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(SentenceTransformer(source, device=device, local_files_only=local_only), name)


def _unit(vectors: FloatArray) -> FloatArray:
    single = vectors.astype(np.float32)
    length = np.linalg.norm(single, axis=-1, keepdims=True)
    unit: FloatArray = single / np.maximum(length, np.finfo(np.float32).tiny)
    return unit
