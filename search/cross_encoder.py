"""Cross-encoders on sentence-transformers, by name or folder: models that read two texts together."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from sentence_transformers import CrossEncoder
from sentence_transformers.base.modules import Transformer
from transformers.utils import logging as transformers_logging

from indexer.errors import ModelUnavailable
from indexer.model.embedding import FloatArray, well_formed
from indexer.model.hub import Wanted
from search.fusion import Scale

RERANKING = Wanted(
    "reranking model",
    "give the folder of a sentence-transformers CrossEncoder with one label, or a name at huggingface.co while there "
    "is a network",
)
_HEADED = "ForSequenceClassification"
_TALKATIVE = ("transformers", "sentence_transformers")


class CrossEncoderReader:
    """Scores as the model itself gives them: 0 to 1 where it ends in a sigmoid, as most with one label do.

    Safe to use from several threads, of which one at a time is served: tokenizers are not.
    """

    def __init__(self, model: CrossEncoder, name: str) -> None:
        """Raises ValueError for a model that does not give one score for two texts."""
        _refuse_other_kinds(model)
        self.name = name
        self.scale = Scale(0, 1) if isinstance(model.activation_fn, torch.nn.Sigmoid) else None
        self._model = model
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Scores of the texts, float32 [texts]. Raises ModelUnavailable where they are no numbers."""
        asked = well_formed(question)
        with self._lock:
            found = self._model.predict([(asked, well_formed(text)) for text in texts], show_progress_bar=False)
        if not np.isfinite(found).all():
            raise ModelUnavailable(
                self.name, "its scores, some of which are no numbers", RERANKING.remedy, RERANKING.what
            )
        return np.asarray(found, np.float32)


def open_cross_encoder(model: str, device: str | None = None) -> CrossEncoderReader:
    """A cross-encoder by its folder or its name: looked for on this machine first, then once at the hub.

    Raises ModelUnavailable when it is in no such place or does not give one score for two texts.
    """

    def load(found: str, local_only: bool) -> CrossEncoderReader:
        with _quietly():
            return CrossEncoderReader(CrossEncoder(found, device=device, local_files_only=local_only), found)

    return RERANKING.open(model, load)


def _refuse_other_kinds(model: CrossEncoder) -> None:
    """The library opens an embedding model too, with a head of random weights."""
    kinds = getattr(model.config, "architectures", None) or ["a model of unknown kind"]
    if isinstance(model[-1], Transformer) and not kinds[0].endswith(_HEADED):
        raise ValueError(f"{kinds[0]}: no cross-encoder but perhaps an embedding model, which belongs in --model")
    if model.num_labels != 1:
        raise ValueError(f"a cross-encoder with {model.num_labels} labels, expected one")


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the libraries' bars, and their report on a model that is refused here in one line."""
    levels = {library: library.level for library in map(logging.getLogger, _TALKATIVE)}
    bars = transformers_logging.is_progress_bar_enabled()
    for library in levels:
        library.setLevel(logging.ERROR)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        for library, level in levels.items():
            library.setLevel(level)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
