#!/usr/bin/env python3
"""Compare Wenlan with common ways to search on judged sets, and write the table as JSON and Markdown.

All systems have the same passages and the same model: rank_bm25 and bm25s over the words of jieba; `whole vectors`,
the nearest of an article's windows of 400 characters, as most programs embed; rank fusion (k = 60) and plain min-max
fusion of Wenlan's own two legs.

benchmark_quality.py DIR... [--out FOLDER]    (BEIR folders)
"""

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec

from api.progress import Progress
from indexer.embedding_cache import EmbeddingCache
from indexer.model.embedding import open_embedder
from search.evaluation import baselines
from search.evaluation.cached_index import cached_index
from search.evaluation.datasets import CORPUS, file_of, read_folder
from search.evaluation.lab import Lab
from search.evaluation.questions import remembered
from search.evaluation.report import LEADING, Report, SystemReport
from search.evaluation.runs import Answers
from search.evaluation.systems import RRF, answers_of
from search.evaluation.trial import measured
from search.request import Mode
from search.searcher import Searcher

MIN_MAX = "min-max"
SYSTEMS = ("rank_bm25", "bm25s", Mode.LEXICAL, "whole vectors", Mode.DENSE, RRF, MIN_MAX, Mode.HYBRID)
PACKAGES = ("rank-bm25", "bm25s", "jieba", "rjieba", "faiss-cpu", "onnxruntime", "numpy", "pytrec-eval-terrier")


def compared(lab: Lab, folder: Path) -> Report:
    """All systems on the set of a folder."""
    dataset = read_folder(folder)
    index = cached_index(lab, file_of(folder, CORPUS))
    knowing = remembered(lab, dataset.queries.values())
    ours = answers_of(
        Searcher(index, lambda: knowing), lambda: Searcher(index, lambda: lab.embedder), dataset.queries, lab.listener
    )
    passages = baselines.passage_texts(index)
    with EmbeddingCache(lab.embeddings) as cache:
        kept = partial(cache.passages, embedder=lab.embedder, progress=partial(lab.listener.asked, "embedded"))
        whole = baselines.whole_vectors(index, kept)
    words = {"rank_bm25": baselines.rank_bm25(passages), "bm25s": baselines.bm25s(passages)}
    others = {
        **{
            name: baselines.answers(score, passages.articles, dataset.queries, shares_words=True)
            for name, score in words.items()
        },
        # Its questions were embedded before, so that its speed would say nothing.
        "whole vectors": Answers(
            baselines.answers(whole.score(knowing), whole.articles, dataset.queries, shares_words=False).run
        ),
        MIN_MAX: Answers(baselines.min_max_fusion(ours[Mode.LEXICAL].run, ours[Mode.DENSE].run)),
    }
    every = ours | others
    return measured(dataset, index, {name: every[name] for name in SYSTEMS}, worst=0)


def by_name(report: Report) -> dict[str, SystemReport]:
    """The systems of a report."""
    return {system.name: system for system in report.systems}


def better_leg(report: Report) -> str:
    """The leg of Wenlan that is better on this set."""
    legs = by_name(report)
    return max((Mode.DENSE, Mode.LEXICAL), key=lambda name: legs[name].measures[LEADING].mean)


def row(name: str, values: list[float], last: str) -> str:
    """A row of the table, the best value in bold."""
    shown = [f"**{value:.4f}**" if value == max(values) else f"{value:.4f}" for value in values]
    return f"| {name} | {' | '.join(shown)} | {last} |"


def difference(report: Report, against: str) -> str:
    """Hybrid minus another system, with its interval and p."""
    one = next(c for c in report.comparisons if (c.measure, c.system, c.against) == (LEADING, Mode.HYBRID, against))
    return f"{one.difference.mean:+.4f} [{one.difference.low:+.4f} {one.difference.high:+.4f}] p={one.p:.4f}"


def markdown(reports: list[Report], conditions: dict[str, str]) -> str:
    """The table, set by set, with means and conditions."""
    heads = [f"set, {LEADING}", *SYSTEMS, "hybrid − better leg"]
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---|" * (len(heads) - 1)]
    table = [[by_name(report)[name].measures[LEADING].mean for name in SYSTEMS] for report in reports]
    for report, values in zip(reports, table, strict=True):
        lines.append(row(report.dataset, values, difference(report, better_leg(report))))
    legs = [max(values[SYSTEMS.index(leg)] for leg in (Mode.LEXICAL, Mode.DENSE)) for values in table]
    means = [mean(column) for column in zip(*table, strict=True)]
    lines.append(row("mean", means, f"{means[SYSTEMS.index(Mode.HYBRID)] - mean(legs):+.4f}"))
    return "\n".join([*lines, "", *(f"{name}: {value}" for name, value in conditions.items()), ""])


def conditions(model: str) -> dict[str, str]:
    """Machine, model and versions."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return {"date": datetime.now(UTC).date().isoformat(), "machine": machine, "model": model, "packages": packages}


def main() -> None:
    """Compare, print, and write after each set, so that an interruption loses one at most."""
    parser = argparse.ArgumentParser(description="Compare Wenlan with common ways to search on judged sets.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="BEIR folder")
    parser.add_argument("--out", type=Path, help="folder for quality.json and quality.md")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    progress = Progress()
    lab = Lab.open(open_embedder(), progress)
    reports: list[Report] = []
    document: dict[str, object] = {}
    for folder in options.folders:
        reports.append(compared(lab, folder))
        document = {"conditions": conditions(lab.embedder.name), "sets": msgspec.to_builtins(reports)}
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / "quality.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
            (options.out / "quality.md").write_text(markdown(reports, conditions(lab.embedder.name)), "utf-8")
    progress.end()
    print(
        json.dumps(document, ensure_ascii=False) if options.json else markdown(reports, conditions(lab.embedder.name))
    )


if __name__ == "__main__":
    main()
