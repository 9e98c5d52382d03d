"""Embedding models on sentence-transformers: the bundled one on another device than the CPU, and all others."""

import logging
from collections.abc import Sequence

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.util import get_device_name

from indexer.model.embedding import BUNDLED_NAME, FloatArray, well_formed
from indexer.model.hub import Wanted
from indexer.model.prepare import Form, prepared

EMBEDDING = Wanted(
    "embedding model",
    "give the folder of a sentence-transformers model, or a name at huggingface.co while there is a network",
)


# Measured against float32, bundled model, on the CPU: lowest cosine .9999995 in float16, .99997 in bfloat16, which has
# three bits less. What float16 cannot hold is seen, and float32 takes over.
HALF = torch.float16
# Texts at once: a GPU idles with the 32 that are usual, and 256 of 512 tokens take less than 1 GB of the bundled model.
USUAL_BATCH, HALF_BATCH = 32, 256
_log = logging.getLogger(__name__)


def precision_on(device: str) -> torch.dtype:
    """Half precision on all devices but the CPU, which is slower with it."""
    return torch.float32 if torch.device(device).type == "cpu" else HALF


class SentenceTransformerEmbedder:
    """Embeds with the prompts of the model's own configuration, in the precision that the model was opened in.

    Vectors are float32 of unit length in any precision, and near enough to be compared with those of another.
    """

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self.model = model
        self.name = name
        self.dimension = int(self.encode_query("").size)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of what is searched, float32 [texts, dimension], unit length, in the order of the texts."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return self._vectors([well_formed(text) for text in texts], "document")

    def encode_query(self, text: str) -> FloatArray:
        """The vector of what is asked, float32 [dimension], unit length."""
        vector: FloatArray = self._vectors([well_formed(text)], "query")[0]
        return vector

    def _vectors(self, texts: list[str], kind: str) -> FloatArray:
        vectors = self._encoded(texts, kind)
        if self.model.dtype == HALF and not np.isfinite(vectors).all():
            _log.warning("%s goes beyond half precision; it runs in single precision from here on", self.name)
            self.model.float()
            vectors = self._encoded(texts, kind)
        return _unit(vectors)

    def _encoded(self, texts: list[str], kind: str) -> FloatArray:
        batch = HALF_BATCH if self.model.dtype == HALF else USUAL_BATCH
        encode = self.model.encode_query if kind == "query" else self.model.encode_document
        vectors: FloatArray = encode(texts, batch_size=batch, show_progress_bar=False)
        return vectors.astype(np.float32)


def open_bundled(device: str | None, precision: torch.dtype | None = None) -> SentenceTransformerEmbedder:
    """The bundled model on a device of torch, such as "cuda", in a precision (None: that of the device).

    Raises ModelUnavailable when it cannot be prepared or the device cannot be used.
    """
    folder = prepared(Form.SENTENCE_TRANSFORMER)
    wanted = Wanted(EMBEDDING.what, "use --device cpu, or a device that torch can use")
    return wanted.loaded(BUNDLED_NAME, str(folder), lambda: _embedder(str(folder), BUNDLED_NAME, device, precision))


def open_model(model: str, device: str | None) -> SentenceTransformerEmbedder:
    """A model by its folder or its name. Raises ModelUnavailable."""
    return EMBEDDING.open(model, lambda found, local_only: _embedder(found, found, device, local_only=local_only))


def _embedder(
    source: str, name: str, device: str | None, precision: torch.dtype | None = None, *, local_only: bool = True
) -> SentenceTransformerEmbedder:
    placed = device or get_device_name()
    dtype = precision or precision_on(placed)
    model = SentenceTransformer(source, device=placed, local_files_only=local_only, model_kwargs={"dtype": dtype})
    return SentenceTransformerEmbedder(model.to(dtype), name)  # the layers behind the transformer too


def _unit(vectors: FloatArray) -> FloatArray:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: FloatArray = vectors / np.maximum(length, np.finfo(np.float32).tiny)
    return unit
