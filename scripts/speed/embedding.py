"""What embedding costs: a build from raw text to searchable against torch over the chunks alone, and a question against
ONNX Runtime's run of the same tokens.
"""

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from sentence_transformers import SentenceTransformer

from indexer.articles import Article
from indexer.build import Source, build
from indexer.chunking import chunks
from indexer.index import open_index
from indexer.indexing import Log
from indexer.model.embedding import FloatArray, well_formed
from indexer.model.onnx_embedder import LONGEST_TEXT, PASSAGE_PROMPT, QUERY_PROMPT, OnnxEmbedder
from indexer.model.prepare import GRAPH_FILE, Form, prepared
from indexer.reading.sources import read_sources
from indexer.write_lock import write_lock
from search.request import Mode, search_request
from search.searcher import Searcher

ROUNDS = 4
TORCH_BATCH = 32
QUERY_ROUNDS = 10


class TimedEmbedder:
    """The bundled model; keeps the texts that it embeds and counts the seconds that it takes."""

    def __init__(self, embedder: OnnxEmbedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.texts: list[str] = []
        self.seconds = 0.0

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages."""
        self.texts += texts
        began = time.perf_counter()
        vectors = self._embedder.encode_passages(texts)
        self.seconds += time.perf_counter() - began
        return vectors

    def encode_query(self, text: str) -> FloatArray:
        """The vector of a question."""
        return self._embedder.encode_query(text)


def measure(corpus: Path, articles: int, seed: int) -> dict[str, Any]:
    """Figures of a sample of a BEIR folder's articles; torch and we take turns, so that a busy machine slows both."""
    embedder = OnnxEmbedder.bundled()
    torch = SentenceTransformer(str(prepared(Form.SENTENCE_TRANSFORMER)), device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        sample = _sample(corpus / "corpus.jsonl", articles, seed, Path(folder))
        passages = [
            article.body[chunk.start : chunk.end]
            for article in read_sources([sample])
            if isinstance(article, Article)
            for chunk in chunks(article)
        ]
        embedder.encode_passages(passages[:4])
        torch.encode(passages[:4], batch_size=TORCH_BATCH)
        rounds = [_round(Path(folder) / str(number), sample, passages, embedder, torch) for number in range(ROUNDS)]
        queries = _queries(corpus / "queries.jsonl", seed)
    return {
        "articles": articles,
        "chunks": len(passages),
        "rounds": rounds,
        "chunks a second against torch, median": statistics.median(one["build against torch"] for one in rounds),
        "query embedding": _query_figures(embedder, queries),
        "versions": {name: version(name) for name in ("onnxruntime", "torch", "sentence-transformers")},
    }


def _sample(corpus: Path, articles: int, seed: int, folder: Path) -> Path:
    """A file with some articles of the corpus, as raw as they are there."""
    lines = corpus.read_text("utf-8").splitlines()
    drawn = random.Random(seed).sample(lines, min(articles, len(lines)))
    sample = folder / "corpus.jsonl"
    sample.write_text("\n".join(drawn) + "\n", "utf-8")
    return sample


def _round(
    root: Path, sample: Path, passages: list[str], embedder: OnnxEmbedder, torch: SentenceTransformer
) -> dict[str, float]:
    timed = TimedEmbedder(embedder)
    started = time.process_time()
    theirs = _seconds(lambda: torch.encode(passages, batch_size=TORCH_BATCH))
    between = time.process_time()
    ours = _seconds(lambda: _searchable(root, sample, timed))
    their_work, our_work = between - started, time.process_time() - between
    their_tokens, our_tokens = _tokens(embedder, passages), _tokens(embedder, timed.texts)
    return {
        "torch seconds": theirs,
        "build seconds": ours,
        "of which embedding": timed.seconds,
        "torch tokens": their_tokens,
        "our tokens": our_tokens,
        "our padding": 0,  # texts of a batch are of one length
        "torch tokens a second": their_tokens / theirs,
        "our tokens a second": our_tokens / timed.seconds,
        "build against torch": theirs / ours,
        # Waiting for a busy machine is not counted in these, which are of all threads together.
        "torch processor seconds": their_work,
        "build processor seconds": our_work,
        "build against torch, processor seconds": their_work / our_work,
        "embedding against torch, same tokens": our_tokens / timed.seconds / (their_tokens / theirs),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _searchable(root: Path, sample: Path, embedder: TimedEmbedder) -> None:
    """From the file to the first answer."""
    with write_lock(root) as layout:
        log = Log(lambda _: None)
        source = Source((str(sample),), "")
        build(layout, log.articles(read_sources([sample])), source, embedder, lambda *_: None, lambda: log.errors)
    Searcher(open_index(root), lambda: embedder).search(search_request("经济", Mode.HYBRID, 10))


def _tokens(embedder: OnnxEmbedder, texts: Sequence[str]) -> int:
    return sum(len(embedder.tokenizer.encode(PASSAGE_PROMPT + well_formed(text), LONGEST_TEXT)) for text in texts)


def _queries(file: Path, seed: int) -> list[str]:
    """Twenty questions of the set that have 8 to 30 characters."""
    texts = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
    return random.Random(seed).sample([text for text in texts if 8 <= len(text) <= 30], 20)


def _query_figures(embedder: OnnxEmbedder, queries: list[str]) -> dict[str, float]:
    """Milliseconds of our encoding and of ONNX Runtime as it comes (its own threads) with the same tokens and graph."""
    bare = onnxruntime.InferenceSession(prepared(Form.ONNX) / GRAPH_FILE, providers=["CPUExecutionProvider"])
    ours: list[float] = []
    theirs: list[float] = []
    for text in queries * QUERY_ROUNDS:
        ours.append(_seconds(partial(embedder.encode_query, text)))
        # After ours: words of a question that comes again are remembered, and need not be in the first round.
        ids = np.array([embedder.tokenizer.encode(QUERY_PROMPT + well_formed(text), LONGEST_TEXT)], np.int64)
        theirs.append(_seconds(partial(bare.run, ["vectors"], {"ids": ids})))
    p50, p99 = 50, 99
    return {
        "ours p50 ms": 1e3 * float(np.percentile(ours, p50)),
        "ours p99 ms": 1e3 * float(np.percentile(ours, p99)),
        "bare p50 ms": 1e3 * float(np.percentile(theirs, p50)),
        "bare p99 ms": 1e3 * float(np.percentile(theirs, p99)),
        "ratio of p50": float(np.percentile(ours, p50) / np.percentile(theirs, p50)),
    }
