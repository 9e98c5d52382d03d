"""Whole queries: what is added to the embedding of a question, and what a command costs from its start."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.speed.timing import percentiles
from search.request import search_request
from search.searcher import Searcher

ROOT = Path(__file__).resolve().parent.parent.parent
_STARTS = 5


def measure(root: Path, queries: Sequence[str]) -> dict[str, object]:
    """Milliseconds a query over the index in `root`, whose model is the bundled one.

    Each of the queries is asked once, in one of three ways in turn: embedded alone, ranked (ids and scores), searched
    (ten hits with passages, snippets and marks).
    """
    searcher = Searcher.open(root)
    searcher.warm()
    ways: dict[str, Callable[[str], object]] = {
        "embedding alone": searcher.embedder.encode_query,
        "ranked": lambda text: searcher.ranked(search_request(text)),
        "searched": lambda text: searcher.search(search_request(text)),
    }
    warm, measured = queries[: len(queries) // 4], queries[len(queries) // 4 :]
    for way in ways.values():
        for text in warm:
            way(text)
    seconds: dict[str, list[float]] = {name: [] for name in (*ways, "searched again")}
    for number, text in enumerate(measured):
        name = list(ways)[number % len(ways)]
        seconds[name].append(_timed(ways[name], text))
        if name == "searched":
            seconds["searched again"].append(_timed(ways[name], text))
    found = {name: percentiles(taken) for name, taken in seconds.items()}
    alone = found["embedding alone"]["p50 ms"]
    added = {name: round(found[name]["p50 ms"] / alone - 1, 2) for name in ("ranked", "searched")}
    return {
        "chunks": sum(len(segment.passages.chunks) for segment in searcher.index.segments),
        "milliseconds": found,
        "added to the embedding": added,
        "command, s": {mode: _started(root, mode, queries[0]) for mode in ("lexical", "hybrid")},
    }


def _timed(way: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()
    way(text)
    return time.perf_counter() - began


def _started(root: Path, mode: str, query: str) -> float:
    """The median of seconds that `wenlan search` takes from its start to its end."""
    command = [sys.executable, "-m", "api.cli", "search", query, "--index", str(root), "--mode", mode, "--json"]
    taken = []
    for _ in range(_STARTS):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken), 2)
