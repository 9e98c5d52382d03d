"""Text to unit vectors, by the bundled model or any other; nothing heavy is imported before it is needed."""

from collections.abc import Sequence
from typing import Protocol

from indexer.model.packed import FloatArray
from indexer.model.wheel import FILE_SHA256

__all__ = ["BUNDLED_NAME", "Embedder", "FloatArray", "cause", "open_embedder", "well_formed"]

BUNDLED = "bundled"
BUNDLED_NAME = f"multilingual-e5-small@{FILE_SHA256[:8]}"


class Embedder(Protocol):
    """Maps texts to vectors of unit length that are near each other when their meanings are.

    `name` identifies the weights: vectors of the same name may be compared, however they were computed.
    """

    @property
    def name(self) -> str:
        """The stable name, recorded in an index."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of what is searched, float32 [texts, dimension], in the order of the texts."""

    def encode_query(self, text: str) -> FloatArray:
        """The vector of what is asked, float32 [dimension]."""


def open_embedder(model: str | None = None, device: str | None = None) -> Embedder:
    """Open the bundled model (`None`, "bundled" or its recorded name) or another by name or path.

    The bundled model runs on ONNX Runtime, without torch, unless a device other than "cpu" is asked for. Any other
    model runs on sentence-transformers with the prompts of its own configuration.
    Raises ModelUnavailable when the model cannot be had.
    """
    if model not in (None, BUNDLED, BUNDLED_NAME):
        from indexer.model.sentence_transformer import open_model

        return open_model(model, device)
    if device in (None, "cpu"):
        from indexer.model.onnx_embedder import OnnxEmbedder

        return OnnxEmbedder.bundled()
    from indexer.model.sentence_transformer import open_bundled

    return open_bundled(device)


def well_formed(text: str) -> str:
    """The text with lone halves of surrogate pairs replaced by U+FFFD: no tokenizer takes them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cause(error: Exception) -> str:
    """The error on one line: those of the libraries that open a model have many."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
