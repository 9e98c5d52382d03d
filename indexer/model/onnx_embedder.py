"""The bundled model on ONNX Runtime: quick to start, 8-bit, no torch."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from indexer.errors import ModelUnavailable
from indexer.model.embedding import BUNDLED_NAME, FloatArray, cause, well_formed
from indexer.model.prepare import GRAPH_FILE, Form, prepared
from indexer.model.unigram import Unigram

PASSAGE_PROMPT = "passage: "
QUERY_PROMPT = "query: "
LONGEST_TEXT = 512
# Measured: larger batches are slower, as their activations leave the processor's caches.
TOKENS_A_BATCH = 1024
REMOVE_IT = "remove this folder, and it is prepared anew"


class OnnxEmbedder:
    """Embeds texts of up to 512 tokens with the prompts of E5; what is longer is cut there. Threads may share it."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Unigram, name: str) -> None:
        self.session = session
        self.tokenizer = tokenizer
        self.name = name
        self.dimension: int = session.get_outputs()[0].shape[1]

    @classmethod
    def bundled(cls, threads: int | None = None) -> "OnnxEmbedder":
        """The model that comes with the program, on `threads` threads (all that this process may use).

        Raises ModelUnavailable when it cannot be prepared or loaded.
        """
        folder = prepared(Form.ONNX)
        try:
            return cls(_session(folder / GRAPH_FILE, threads or _usable_cores()), Unigram.open(folder), BUNDLED_NAME)
        except Exception as error:  # what size and time stamp do not show, ONNX Runtime has many names for
            raise ModelUnavailable("bundled", f"{folder} ({cause(error)})", REMOVE_IT) from error

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of what is searched, float32 [texts, dimension], unit length, in the order of the texts."""
        tokens = [self._tokens(PASSAGE_PROMPT, text) for text in texts]
        vectors = np.empty((len(tokens), self.dimension), np.float32)
        for batch in _batches([len(ids) for ids in tokens]):
            vectors[batch] = self._run([tokens[row] for row in batch])
        return vectors

    def encode_query(self, text: str) -> FloatArray:
        """The vector of what is asked, float32 [dimension], unit length."""
        vector: FloatArray = self._run([self._tokens(QUERY_PROMPT, text)])[0]
        return vector

    def _tokens(self, prompt: str, text: str) -> list[int]:
        return self.tokenizer.encode(prompt + well_formed(text), LONGEST_TEXT)

    def _run(self, tokens: list[list[int]]) -> FloatArray:
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        vectors: FloatArray = self.session.run(["vectors"], {"ids": ids, "mask": mask})[0]
        return vectors


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Rows of similar length together, longest first, as many as fit the budget with their padding."""
    rows = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    start = 0
    while start < len(rows):
        end = start + max(1, TOKENS_A_BATCH // lengths[rows[start]])
        yield rows[start:end]
        start = end


def _session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that spin for more work take the cores from the vector search that follows each query: measured, a query
    # takes 0.6 of the time without, and indexing 1.15.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _usable_cores() -> int:
    """The cores that this process may run on: fewer than the machine has, in a container."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
