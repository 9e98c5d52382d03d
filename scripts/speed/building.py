"""What building an index costs: its steps beside embedding, how text is cut into words, and memory."""

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from indexer.analysis import HAN
from indexer.build import Source, build
from indexer.chunking import chunks, embedded_text, lead_text
from indexer.digits import plain_text
from indexer.indexing import index_sources
from indexer.model.embedding import Embedder
from indexer.reading.formats.jsonl import read_json_lines
from indexer.reading.formats.names import How
from indexer.reading.given import Given
from indexer.write_lock import write_lock
from scripts.speed.drawn import ROOT, GivenVectors, passages
from scripts.speed.steps import StepClock, timed_steps
from scripts.speed.timing import peak_memory

_TURN = 250  # articles that one way of cutting takes before it is the other's turn


def measure(
    corpus: Path, folder: Path, embedder: Embedder, sampled: int, sizes: Sequence[int], seed: int
) -> dict[str, Any]:
    """All of it on a BEIR corpus, with indexes in `folder`.

    Embedding is timed on `sampled` windows of either width, half before the build and half behind it; peak memory of
    builds of so many short passages as `sizes` say.
    """
    return {
        "steps": steps(corpus, folder, embedder, sampled, seed),
        "segmentation": segmentation(corpus),
        "memory": [memory(corpus, size, folder, seed) for size in sizes],
    }


def steps(corpus: Path, folder: Path, embedder: Embedder, sampled: int, seed: int) -> dict[str, Any]:
    """Seconds of each step from raw text to searchable, vectors given, and of embedding the same windows."""
    narrow, wide = _windows(corpus)
    chance = random.Random(seed)
    samples = [chance.sample(texts, min(len(texts), sampled)) for texts in (narrow, wide)]
    before = [_seconds_each(embedder, texts[::2]) for texts in samples]
    cpu = time.process_time()
    clock, passage_count = _timed_build(corpus, folder)
    cpu = time.process_time() - cpu
    behind = [_seconds_each(embedder, texts[1::2]) for texts in samples]
    each = [(one + other) / 2 for one, other in zip(before, behind, strict=True)]
    embedding = each[0] * len(narrow) + each[1] * len(wide)
    total = sum(clock.seconds.values())
    return {
        "chunks": passage_count,
        "windows": [len(narrow), len(wide)],
        "seconds": _ordered(clock.seconds),
        "total": total,
        "seconds of CPU": cpu,
        "embedding, by samples": embedding,
        "share of the whole": total / (total + embedding),
    }


def _windows(corpus: Path) -> tuple[list[str], list[str]]:
    found = list(read_json_lines(corpus / "corpus.jsonl", How()))
    articles = [one for one in found if not isinstance(one, str | Exception)]
    narrow = [
        embedded_text(one, chunk, window) for one in articles for chunk in chunks(one) for window in chunk.windows
    ]
    return narrow, [lead_text(one) for one in articles]


def _seconds_each(embedder: Embedder, texts: Sequence[str]) -> float:
    began = time.perf_counter()
    embedder.encode_passages(texts)
    return (time.perf_counter() - began) / len(texts)


def _timed_build(corpus: Path, folder: Path) -> tuple[StepClock, int]:
    with tempfile.TemporaryDirectory(dir=folder) as root, timed_steps() as clock:
        made = index_sources(
            [str(corpus)], Path(root) / "index", GivenVectors(), Given(), lambda _: None, lambda _: None
        )
        return clock, sum(segment.chunks for segment in made.manifest.segments)


def _ordered(seconds: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in sorted(seconds.items(), key=lambda item: -item[1])}


def segmentation(corpus: Path) -> dict[str, Any]:
    """Chinese runs of a corpus cut into words as the engine does and by jieba in pure Python, in turns.

    `different` has the first runs whose words are not the same.
    """
    import jieba
    import rjieba

    jieba.initialize()
    rjieba.cut_for_search("文澜")
    seconds = {"rjieba": 0.0, "jieba": 0.0}
    runs = equal = 0
    different = []
    for texts in _turns(corpus):
        began = time.perf_counter()
        ours = [" ".join(rjieba.cut_for_search("\n".join(text))) for text in texts]
        halfway = time.perf_counter()
        theirs = [[list(jieba.cut_for_search(run)) for run in text] for text in texts]
        seconds["rjieba"] += halfway - began
        seconds["jieba"] += time.perf_counter() - halfway
        for text, cut, reference in zip(texts, ours, theirs, strict=True):
            for run, words, expected in zip(text, cut.split("\n"), reference, strict=True):
                runs += 1
                equal += words.split() == expected
                if words.split() != expected and len(different) < 20:
                    different.append({"run": run, "rjieba": words.split(), "jieba": expected})
    return {
        "runs": runs,
        "equal": equal,
        "different": different,
        "seconds": seconds,
        "jieba / rjieba": seconds["jieba"] / seconds["rjieba"],
        "versions": {name: version(name) for name in seconds},
    }


def _turns(corpus: Path) -> Iterator[list[list[str]]]:
    """The Chinese runs of articles as they are indexed, so many articles at a time."""
    with (corpus / "corpus.jsonl").open(encoding="utf-8") as lines:
        texts = [re.findall(f"[{HAN}]+", plain_text(json.loads(line)["text"])) for line in lines]
    texts = [text for text in texts if text]
    yield from (texts[start : start + _TURN] for start in range(0, len(texts), _TURN))


def memory(corpus: Path | None, size: int, folder: Path, seed: int) -> dict[str, Any]:
    """Peak memory and time of building an index of so many short passages, vectors given, in a process of its own."""
    given = (str(corpus or ""), size, str(folder), seed)
    call = f"from scripts.speed.building import tell_build; tell_build{given!r}"
    done = subprocess.run([sys.executable, "-c", call], cwd=ROOT, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def tell_build(corpus: str, size: int, folder: str, seed: int) -> None:
    """Build, and print what it took as JSON; the process must have done nothing else."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=folder) as root, write_lock(Path(root) / "index") as layout:
        articles = passages(Path(corpus) if corpus else None, size, seed)
        manifest = build(layout, articles, Source(("drawn",), "drawn"), GivenVectors(), lambda _: None, list)
        files = sum(path.stat().st_size for path in layout.segments.rglob("*") if path.is_file())
    peak = peak_memory()
    found = {
        "chunks": sum(segment.chunks for segment in manifest.segments),
        "segments": len(manifest.segments),
        "seconds": time.perf_counter() - began,
        "peak GiB": peak,
        "GiB on disk": files / 2**30,
    }
    print(json.dumps(found))
