#!/usr/bin/env python3
"""Measure tolerance: how often the answer still comes first when a query is typed in another way than it is printed.

measure_tolerance.py DIR... [--pairs N] [--half 0|1] [--json]    (BEIR folders)

Pairs of a clean query and a variant are made from each set by program (search/evaluation/variants.py), at most N of
each kind and set; half 0 of them is for choosing, half 1 for reporting. Each is asked clean and as the variant, of an
index and a search that take words as they are typed (but for folding), and of those in force. With --clean all
questions of the sets are asked as they are of both: what tolerance costs them.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from api.progress import Progress
from indexer import analysis, canonical
from indexer.model.embedding import Embedder, open_embedder
from search.evaluation.cached_index import cached_index
from search.evaluation.datasets import CORPUS, Dataset, file_of, read_folder
from search.evaluation.lab import Lab
from search.evaluation.measures import measure
from search.evaluation.questions import remembered, request_for
from search.evaluation.report import LEADING
from search.evaluation.runs import DEPTH
from search.evaluation.variants import MAKERS, Material, Pair, pairs
from search.request import Mode
from search.searcher import Searcher

MODES = (Mode.LEXICAL, Mode.HYBRID)


@dataclass(frozen=True, slots=True)
class Systems:
    """Two searchers of the same passages: words as they are typed, and all that is in force."""

    typed: Searcher
    tolerant: Searcher

    def typed_first(self, text: str, mode: Mode) -> list[str]:
        """The ids that come first, best first, by what takes words as they are typed."""
        with numbers_as_typed():
            return ranked(self.typed, text, mode)

    def tolerant_first(self, text: str, mode: Mode) -> list[str]:
        """The ids that come first, best first, by what is in force."""
        return ranked(self.tolerant, text, mode)


def ranked(searcher: Searcher, text: str, mode: Mode) -> list[str]:
    """Ids of articles, best first."""
    request = request_for(text, mode, DEPTH)
    return [name for name, _ in searcher.ranked(request)] if request else []


@contextmanager
def numbers_as_typed() -> Iterator[None]:
    """An analyser that leaves numbers in the form in which they are written."""
    with (
        patch.object(analysis, "digits", lambda folded: folded),
        patch.object(canonical, "digits", lambda folded: folded),
    ):
        yield


def opened(lab: Lab, folder: Path, embedder: Embedder) -> Systems:
    """Both systems over the corpus of a folder."""
    corpus = file_of(folder, CORPUS)
    with numbers_as_typed():
        typed = cached_index(lab, corpus, trial=", numbers as typed")
    return Systems(
        Searcher(typed, lambda: embedder, expands=False), Searcher(cached_index(lab, corpus), lambda: embedder)
    )


def material_of(folder: Path, dataset: Dataset) -> Material:
    """The texts of a set."""
    with file_of(folder, CORPUS).open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    relevant = {
        query: frozenset(document for document, grade in grades.items() if grade > 0)
        for query, grades in dataset.judgments.items()
    }
    return Material(
        {record["_id"]: f"{record['title']}\n{record['text']}".strip() for record in records},
        [(text, relevant[query]) for query, text in dataset.queries.items()],
    )


def right(systems: Systems, asked: Sequence[Pair], mode: Mode) -> dict[str, int]:
    """How many of the pairs have a relevant article first: clean, as variant without the tolerance, and with it."""
    ways = {
        "clean": lambda pair: systems.typed_first(pair.clean, mode),
        "variant without": lambda pair: systems.typed_first(pair.variant, mode),
        "variant with": lambda pair: systems.tolerant_first(pair.variant, mode),
        "clean with": lambda pair: systems.tolerant_first(pair.clean, mode),
    }
    return {name: sum(is_right(way(pair), pair) for pair in asked) for name, way in ways.items()}


def is_right(found: Sequence[str], pair: Pair) -> bool:
    """Whether what is found first is relevant."""
    return bool(found) and found[0] in pair.relevant


def cost(systems: Systems, dataset: Dataset, mode: Mode, progress: Progress) -> dict[str, float]:
    """What tolerance does to the questions of a set as they are."""
    before, after = {}, {}
    for done, (query, text) in enumerate(dataset.queries.items(), 1):
        before[query], after[query] = systems.typed_first(text, mode), systems.tolerant_first(text, mode)
        progress.asked(f"{dataset.name}, {mode}", done, len(dataset.queries))
    found = {"queries": float(len(before))}
    found["other best ten"] = float(sum(before[query][:10] != after[query][:10] for query in before))
    for name in (LEADING, "success@1"):
        for system, run in (("without", before), ("with", after)):
            found[f"{name} {system}"] = float(measure(run, dataset.judgments, [name])[name].mean())
    return found


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as Markdown."""
    heads = list(rows[0])
    cells = [[f"{row[h]:.4g}" if isinstance(row[h], float) else str(row[h]) for h in heads] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, ["---"] * len(heads), *cells])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure how well queries are answered that are typed in other ways.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="BEIR folder")
    parser.add_argument("--pairs", type=int, default=80, help="of each kind and set at most, both halves together")
    parser.add_argument("--half", type=int, choices=(0, 1), default=1, help="0 to choose by, 1 to report")
    parser.add_argument("--kinds", nargs="*", default=list(MAKERS), choices=list(MAKERS), metavar="KIND")
    parser.add_argument("--modes", nargs="*", default=["lexical", "hybrid"], choices=["lexical", "hybrid"])
    parser.add_argument("--clean", action="store_true", help="ask all questions of the sets as they are, too")
    parser.add_argument("--show", action="store_true", help="print the pairs that tolerance does not help")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    progress = Progress()
    lab = Lab.open(open_embedder(), progress)
    totals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    costs = []
    for folder in options.folders:
        dataset = read_folder(folder)
        material = material_of(folder, dataset)
        asked = {kind: pairs(MAKERS[kind], material, options.pairs)[options.half :: 2] for kind in options.kinds}
        texts = [text for of_kind in asked.values() for pair in of_kind for text in (pair.clean, pair.variant)]
        embedder = remembered(lab, [*texts, *(dataset.queries.values() if options.clean else ())])
        systems = opened(lab, folder, embedder)
        for mode in map(Mode, options.modes):
            for kind, of_kind in asked.items():
                totals[kind, mode].update({"pairs": len(of_kind)} | right(systems, of_kind, mode))
            if options.clean:
                costs.append({"set": dataset.name, "mode": str(mode)} | cost(systems, dataset, mode, progress))
        if options.show:
            show_missed(systems, asked)
    progress.end()
    rows = [
        {"kind": kind, "mode": str(mode), "pairs": counts["pairs"]}
        | {name: counts[name] / counts["pairs"] for name in counts if name != "pairs"}
        for (kind, mode), counts in totals.items()
        if counts["pairs"]
    ]
    if options.json:
        print(json.dumps({"half": options.half, "kinds": rows, "clean": costs}, ensure_ascii=False, indent=1))
        return
    print("\n\n".join(as_table(part) for part in (rows, costs) if part))


def show_missed(systems: Systems, asked: Mapping[str, Sequence[Pair]]) -> None:
    """Print the pairs of which the variant finds nothing relevant first by words, and what was looked for."""
    for kind, of_kind in asked.items():
        for pair in of_kind:
            if not is_right(systems.tolerant_first(pair.variant, Mode.LEXICAL), pair):
                request = request_for(pair.variant, Mode.LEXICAL)
                told = systems.tolerant.search(request).notes if request else ()
                print(f"{kind}: {pair.clean} / {pair.variant}: {'; '.join(told)}", file=sys.stderr)


if __name__ == "__main__":
    main()
