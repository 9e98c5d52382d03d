#!/usr/bin/env python3
"""Choose the fusion for each judged set by all other sets, and show what it gives there: nDCG@10, leave one set out.

What is chosen in view of a set flatters it; this says what to expect of a set that was never seen.

leave_one_out.py DIR DIR... [--json]    (BEIR folders)
"""

import argparse
import json
import sys
from pathlib import Path
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from api.progress import Progress
from indexer.model.embedding import open_embedder
from search.evaluation.cached_index import cached_index
from search.evaluation.datasets import CORPUS, file_of, read_folder
from search.evaluation.lab import Lab
from search.evaluation.measures import measure
from search.evaluation.questions import remembered
from search.evaluation.report import LEADING
from search.evaluation.tuning import chosen_by_others, fusions_near, runs_by_fusion
from search.fusion import Fusion
from search.parameters import PARAMETERS
from search.searcher import Searcher


def values_of(lab: Lab, folder: Path, fusions: list[Fusion]) -> list[float]:
    """The mean of the leading measure on the set of a folder by each fusion."""
    dataset = read_folder(folder)
    index = cached_index(lab, file_of(folder, CORPUS))
    knowing = remembered(lab, dataset.queries.values())
    runs = runs_by_fusion(dataset, Searcher(index, lambda: knowing), fusions, lab.listener)
    return [float(measure(run, dataset.judgments, [LEADING])[LEADING].mean()) for run in runs]


def table(values: dict[str, list[float]], fusions: list[Fusion]) -> list[dict[str, Any]]:
    """A row a set: the default, the choice of the others with its numbers, and what the set itself would choose."""
    rows = []
    for name, choice in chosen_by_others(values).items():
        chosen = fusions[choice]
        numbers = {"dense weight": chosen.dense_weight, "coverage slope": chosen.coverage_slope}
        here = values[name]
        rows.append({"set": name, "default": here[0], "by others": here[choice], **numbers, "by itself": max(here)})
    means = {key: mean(row[key] for row in rows) for key in ("default", "by others", "by itself")}
    return [*rows, {"set": "mean", **means}]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Choose the fusion for each judged set by all other sets.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="BEIR folder")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    if len(options.folders) < 2:
        parser.error("expected two sets at least")
    progress = Progress()
    lab, fusions = Lab.open(open_embedder(), progress), fusions_near(PARAMETERS.fusion)
    rows = table({folder.resolve().name: values_of(lab, folder, fusions) for folder in options.folders}, fusions)
    progress.end()
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    heads = list(rows[0])
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for row in rows:
        cells = [f"{row[head]:.4g}" if isinstance(row.get(head), float) else str(row.get(head, "")) for head in heads]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
