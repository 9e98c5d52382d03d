#!/usr/bin/env python3
"""What a change costs: adding 10 articles to a small index and to a large one, vectors given. JSON on standard output.

benchmark_life.py [--small 1000] [--large 100000] [--rounds 9] [--folder FOLDER]

Articles are drawn from the words of the seed page, so that terms repeat as in a newspaper; a vector is drawn by the
hash of its text, so that nothing is embedded. An index of that many chunks is built at once. Each round then adds 10
articles, of which one takes the place of another, opens the result as a server does, and asks it. Rounds of both
indexes take turns, so that a busy machine slows both.
"""

import argparse
import hashlib
import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np

from indexer import analysis
from indexer.articles import Article, Headline, Paragraph
from indexer.build import Source, build
from indexer.changing import add
from indexer.index import open_index
from indexer.merging import merge
from indexer.model.embedding import FloatArray
from indexer.recipe import Han
from indexer.write_lock import write_lock
from search.request import search_request
from search.searcher import Searcher

DIMENSION = 384
CHUNKS_AN_ARTICLE = 4


class GivenVectors:
    """An embedder that costs next to nothing."""

    name = "given"
    dimension = DIMENSION

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """A unit vector for each text."""
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> FloatArray:
        """A unit vector."""
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
        vector = np.random.default_rng(seed).standard_normal(DIMENSION, np.float32)
        unit: FloatArray = vector / np.linalg.norm(vector)
        return unit


def words() -> list[str]:
    """The words of the seed page."""
    (page,) = (ROOT / "seeds").glob("*.txt")
    found = analysis.terms(page.read_text(encoding="utf-8"), Han.WORDS)
    return sorted({word for word in found if len(word) > 1})


def articles(count: int, start: int = 0) -> Iterator[Article]:
    """Articles of four paragraphs of about 150 characters, each a chunk."""
    vocabulary = words()
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    for number in range(start, start + count):
        chance = random.Random(number)
        paragraphs = ["".join(chance.choices(vocabulary, weights, k=70)) + "。" for _ in range(CHUNKS_AN_ARTICLE)]
        yield Article(
            id=f"article-{number}",
            source="drawn",
            lines=(1, CHUNKS_AN_ARTICLE + 1),
            title=Headline("".join(chance.choices(vocabulary, k=5)), (1,)),
            paragraphs=tuple(Paragraph(text, (line,)) for line, text in enumerate(paragraphs, 2)),
        )


def built(root: Path, chunks: int) -> dict[str, float]:
    """Build an index of so many chunks."""
    began = time.perf_counter()
    with write_lock(root) as layout:
        source = Source(("drawn",), "drawn")
        manifest = build(layout, articles(chunks // CHUNKS_AN_ARTICLE), source, GivenVectors(), lambda *_: None, list)
    return {"chunks": sum(one.chunks for one in manifest.segments), "seconds": time.perf_counter() - began}


def changed(root: Path, number: int) -> dict[str, float]:
    """Add nine articles and replace one, open the index again, ask it."""
    before = Searcher(open_index(root), GivenVectors)
    before.search(search_request("社会保险", "hybrid"))
    new = [*articles(9, start=10_000_000 + 10 * number), *articles(1, start=20_000_000 + number)]
    new[-1] = replace(new[-1], id=f"article-{number}")
    began = time.perf_counter()
    with write_lock(root) as layout:
        add(layout, new, GivenVectors(), lambda *_: None)
    written = time.perf_counter()
    after = Searcher(open_index(root, before.index), GivenVectors)
    opened = time.perf_counter()
    answer = after.search(search_request("社会保险", "hybrid"))
    asked = time.perf_counter()
    assert answer.generation == after.index.manifest.generation
    with write_lock(root) as layout:
        merge(layout)
    merged = time.perf_counter()
    return {"add": written - began, "open": opened - written, "ask": asked - opened, "merge": merged - asked}


def main() -> None:
    """Build, change, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        roots = {name: Path(folder) / name for name in ("small", "large")}
        sizes = {name: built(root, getattr(options, name)) for name, root in roots.items()}
        rounds = [{name: changed(root, number) for name, root in roots.items()} for number in range(options.rounds)]
    medians = {
        name: {step: statistics.median(one[name][step] for one in rounds) for step in rounds[0][name]} for name in roots
    }
    ratios = {step: medians["large"][step] / medians["small"][step] for step in medians["small"]}
    machine = f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}"
    print(
        json.dumps({"machine": machine, "built": sizes, "median seconds": medians, "large / small": ratios}, indent=1)
    )


if __name__ == "__main__":
    main()
