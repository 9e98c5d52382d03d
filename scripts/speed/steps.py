"""Where the time of a build goes: its steps wrapped in timers while it runs, each counted without those inside it."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pkgutil import resolve_name
from types import GeneratorType
from typing import Any
from unittest.mock import patch

STEPS = {
    "reading": ("indexer.indexing.read_sources",),
    "suspects": ("indexer.build.with_suspects",),
    "cutting": tuple(f"indexer.batch.{name}" for name in ("chunks", "indexed_text", "embedded_text", "lead_text")),
    "analysis": ("indexer.analysis.terms",),
    "aliases, joints": ("indexer.batch.chunk_aliases", "indexer.batch.joints"),
    "languages": ("indexer.batch.language",),
    "postings": ("indexer.postings.PostingsBuilder.add", "indexer.postings.PostingsBuilder.build"),
    "canonical texts": ("indexer.canonical.WordingsWriter.add",),
    "shingles": ("indexer.batch.reported_text", "indexer.batch.shingles"),
    "columns": ("indexer.batch.columns_of",),
    "near-duplicates": ("indexer.build.stored_groups",),
    "embedding cache": ("indexer.embedding_cache.EmbeddingCache.passages",),
    "vectors": ("indexer.batch.windows_of",),
    "writing": ("indexer.build.write_segment", "indexer.build.record_files", "indexer.build.write_groups"),
    "articles as JSON": ("indexer.batch.stored",),
    "fsync, publishing": ("indexer.segment.sync", "indexer.groups.sync", "indexer.build.publish"),
}
OTHER = "everything else"


class StepClock:
    """Seconds on the wall by step."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._running = [OTHER]
        self._at = time.perf_counter()

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Counts for a step what happens inside, and not for the step around it."""
        self.mark()
        self._running.append(name)
        try:
            yield
        finally:
            self.mark()
            self._running.pop()

    def mark(self) -> None:
        """Give the time since the last mark to the step that runs."""
        now = time.perf_counter()
        self.seconds[self._running[-1]] += now - self._at
        self._at = now

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with its time counted, that of a generator each time it is asked for more."""

        def counted(*given: object, **named: object) -> object:
            with self.step(name):
                result = function(*given, **named)
            return self._drawn(name, result) if isinstance(result, GeneratorType) else result

        return counted

    def _drawn(self, name: str, results: Iterator[object]) -> Iterator[object]:
        end = object()
        while True:
            with self.step(name):
                result = next(results, end)
            if result is end:
                return
            yield result


@contextlib.contextmanager
def timed_steps() -> Iterator[StepClock]:
    """Counts the steps of all builds inside."""
    clock = StepClock()
    with contextlib.ExitStack() as stack:
        for name, functions in STEPS.items():
            for function in functions:
                stack.enter_context(patch(function, clock.timed(name, resolve_name(function))))
        clock.mark()
        clock.seconds.clear()
        yield clock
        clock.mark()
