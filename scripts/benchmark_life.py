#!/usr/bin/env python3
"""What a change costs: adding 10 articles to a small index and to a large one, vectors given. JSON on standard output.

benchmark_life.py [--small 1000] [--large 100000] [--rounds 9] [--folder FOLDER]

Articles and vectors are drawn (scripts/speed/drawn.py). An index of that many chunks is built at once. Each round then
adds 10 articles, of which one takes the place of another, opens the result as a server does, and asks it. Rounds of
both indexes take turns, so that a busy machine slows both.
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np

from indexer.build import Source, build
from indexer.changing import add
from indexer.index import open_index
from indexer.merging import merge
from indexer.write_lock import write_lock
from scripts.speed.drawn import PARAGRAPHS, GivenVectors, articles
from search.request import search_request
from search.searcher import Searcher

SEED = 0


def built(root: Path, chunks: int) -> dict[str, float]:
    """Build an index of so many chunks."""
    began = time.perf_counter()
    with write_lock(root) as layout:
        source = Source(("drawn",), "drawn")
        manifest = build(
            layout, articles(None, chunks // PARAGRAPHS, SEED), source, GivenVectors(), lambda *_: None, list
        )
    return {"chunks": sum(one.chunks for one in manifest.segments), "seconds": time.perf_counter() - began}


def changed(root: Path, number: int) -> dict[str, float]:
    """Add nine articles and replace one, open the index again, ask it."""
    before = Searcher(open_index(root), GivenVectors)
    before.search(search_request("社会保险", "hybrid"))
    *new, last = articles(None, 10, SEED + 1 + number)
    new.append(replace(last, id=f"drawn-{SEED}-{number}"))
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
