"""The bundled model on ONNX Runtime: quick to start, 8-bit, no torch."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
# Measured: larger batches are not faster, and at the end of all one core waits longer for the other.
TOKENS_A_BATCH = 256
REMOVE_IT = "remove this folder, and it is prepared anew"


class OnnxEmbedder:
    """Embeds texts of up to 512 tokens with the prompts of E5; what is longer is cut there. Threads may share it.

    Passages run on `threads` threads, each with a batch of its own: so normalising, rounding and softmax run on all
    cores like the products, where ONNX Runtime's own threads share only some of them.
    """

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Unigram, name: str, threads: int) -> None:
        self.session = session
        self.tokenizer = tokenizer
        self.name = name
        self.threads = threads
        self.dimension: int = session.get_outputs()[0].shape[1]

    @classmethod
    def bundled(cls, threads: int | None = None) -> "OnnxEmbedder":
        """The model that comes with the program, on `threads` threads (all that this process may use).

        Raises ModelUnavailable when it cannot be prepared or loaded.
        """
        folder = prepared(Form.ONNX)
        try:
            return cls(_session(folder / GRAPH_FILE), Unigram.open(folder), BUNDLED_NAME, threads or _usable_cores())
        except Exception as error:  # what size and time stamp do not show, ONNX Runtime has many names for
            raise ModelUnavailable("bundled", f"{folder} ({cause(error)})", REMOVE_IT) from error

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of what is searched, float32 [texts, dimension], unit length, in the order of the texts."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        with ThreadPoolExecutor(self.threads) as pool:
            batches = _batches(self._tokens(PASSAGE_PROMPT, text) for text in texts)
            for rows, of_rows in pool.map(lambda batch: (list(batch), self._run(list(batch.values()))), batches):
                vectors[rows] = of_rows
        return vectors

    def encode_query(self, text: str) -> FloatArray:
        """The vector of what is asked, float32 [dimension], unit length."""
        vector: FloatArray = self._run([self._tokens(QUERY_PROMPT, text)])[0]
        return vector

    def _tokens(self, prompt: str, text: str) -> list[int]:
        return self.tokenizer.encode(prompt + well_formed(text), LONGEST_TEXT)

    def _run(self, tokens: list[list[int]]) -> FloatArray:
        """The vectors of texts of one length."""
        vectors: FloatArray = self.session.run(["vectors"], {"ids": np.array(tokens, np.int64)})[0]
        return vectors


def _batches(texts: Iterable[list[int]]) -> Iterator[dict[int, list[int]]]:
    """Texts of one length together, by their rows: as soon as the budget has no room for another, so that these run
    while the next are made into tokens; at the end all others, longest first.
    """
    waiting: defaultdict[int, dict[int, list[int]]] = defaultdict(dict)
    for row, tokens in enumerate(texts):
        length = len(tokens)
        waiting[length][row] = tokens
        if (len(waiting[length]) + 1) * length > TOKENS_A_BATCH:
            yield waiting.pop(length)
    for length in sorted(waiting, reverse=True):
        yield waiting[length]


def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _usable_cores() -> int:
    """The cores that this process may run on: fewer than the machine has, in a container."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
