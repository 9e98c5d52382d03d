"""Embedding models on sentence-transformers: the bundled one on another device than the CPU, and all others."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from huggingface_hub import HfApi, try_to_load_from_cache
from sentence_transformers import SentenceTransformer

from indexer.errors import ModelUnavailable
from indexer.model.embedding import BUNDLED_NAME, FloatArray, cause, well_formed
from indexer.model.prepare import Form, prepared

HUB_TIMEOUT = 10.0
FIND_IT = "give the folder of a sentence-transformers model, or a name at huggingface.co while there is a network"


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
    return _opened(str(folder), BUNDLED_NAME, device, str(folder), "use --device cpu, or a device that torch can use")


def open_model(model: str, device: str | None) -> SentenceTransformerEmbedder:
    """A model by its folder or its name: looked for on this machine first, then once at the hub.

    Raises ModelUnavailable when it is in no such place or is no model.
    """
    folder = Path(model).expanduser().absolute()
    if folder.exists():
        return _opened(str(folder), str(folder), device, str(folder), FIND_IT)
    if _is_cached(model, folder):
        return _opened(model, model, device, "the local Hugging Face cache", FIND_IT)
    try:
        HfApi().model_info(model, timeout=HUB_TIMEOUT)
    except Exception as error:  # whatever goes wrong on the way to the hub, the model cannot be had
        places = f"the folder {folder}, the local Hugging Face cache and huggingface.co ({cause(error)})"
        raise ModelUnavailable(model, places, FIND_IT) from error
    return _opened(model, model, device, "huggingface.co", FIND_IT, local_only=False)


def _is_cached(model: str, folder: Path) -> bool:
    try:
        return isinstance(try_to_load_from_cache(model, "config.json"), str)
    except ValueError as error:  # not the form of a name at the hub
        raise ModelUnavailable(model, f"the folder {folder}", FIND_IT) from error


def _opened(
    source: str, name: str, device: str | None, place: str, remedy: str, *, local_only: bool = True
) -> SentenceTransformerEmbedder:
    try:
        return SentenceTransformerEmbedder(
            SentenceTransformer(source, device=device, local_files_only=local_only), name
        )
    except Exception as error:  # a file of any library below can be missing, damaged or of another kind
        raise ModelUnavailable(name, f"{place} ({cause(error)})", remedy) from error


def _unit(vectors: FloatArray) -> FloatArray:
    single = vectors.astype(np.float32)
    length = np.linalg.norm(single, axis=-1, keepdims=True)
    unit: FloatArray = single / np.maximum(length, np.finfo(np.float32).tiny)
    return unit
