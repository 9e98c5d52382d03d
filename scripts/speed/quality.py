"""Whether 8 bits answer as well as torch float32: nDCG@10 of the same sets, indexed and asked by either."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.build import Source, build
from indexer.index import open_index
from indexer.indexing import Log
from indexer.model.embedding import Embedder, open_embedder
from indexer.model.sentence_transformer import open_bundled
from indexer.reading.sources import read_sources
from indexer.write_lock import write_lock
from search.evaluation.datasets import CORPUS, Dataset, file_of, read_folder
from search.evaluation.measures import measure as measured
from search.evaluation.questions import request_for
from search.request import Mode
from search.searcher import Searcher

_LEADING = "nDCG@10"


def measure(sets: Sequence[Path]) -> list[dict[str, object]]:
    """Of each BEIR folder nDCG@10, dense and hybrid, with the model in 8 bits and in float32."""
    return [_compared(folder) for folder in sets]


def _compared(folder: Path) -> dict[str, object]:
    dataset = read_folder(folder)
    ours, theirs = (_scores(folder, dataset, embedder) for embedder in (open_embedder(), open_bundled("cpu")))
    rows = {mode: {"8 bits": ours[mode], "float32": theirs[mode]} for mode in ours}
    return {
        "set": folder.name,
        "queries": len(dataset.queries),
        **{f"{mode} {form}": value for mode, forms in rows.items() for form, value in forms.items()},
        "largest difference": round(max(abs(ours[mode] - theirs[mode]) for mode in ours), 4),
    }


def _scores(folder: Path, dataset: Dataset, embedder: Embedder) -> dict[str, float]:
    """Of an index that is made for this and thrown away."""
    source = Source((str(folder),), "")
    with tempfile.TemporaryDirectory() as root:
        with write_lock(Path(root)) as layout:
            articles = Log(lambda _: None).articles(read_sources([file_of(folder, CORPUS)]))
            build(layout, articles, source, embedder, lambda _: None, list)
        searcher = Searcher(open_index(Path(root)), lambda: embedder)
        searcher.warm()
        return {str(mode): _mean(searcher, mode, dataset) for mode in (Mode.DENSE, Mode.HYBRID)}


def _mean(searcher: Searcher, mode: Mode, dataset: Dataset) -> float:
    asked = {query: request_for(text, mode, 100) for query, text in dataset.queries.items()}
    rankings = {
        query: [article for article, _ in searcher.ranked(request)] for query, request in asked.items() if request
    }
    return round(float(np.mean(measured(rankings, dataset.judgments, [_LEADING])[_LEADING])), 4)
