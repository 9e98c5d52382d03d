#!/usr/bin/env python3
"""Fit and test the calibrations of search/relevance.py on judged sets, and draw what came of them.

fit_relevance.py DIR... [--out FOLDER]    (BEIR folders)

Of each collection one half of the articles is indexed. Questions about it are answered; those about the other half are
not, though they are of its kind; nor are those of the set that comes next in the list, which are foreign to it. Sets
whose names begin alike, up to the first dash, have the same texts and are never foreign to each other. Examples are the
DEPTH best hits of every question; each set weighs as much as any other, and in it about one question in three is
answered, which is what relevance takes for granted. Every set is tested with the coefficients fitted on the others.

`lost` is the share of questions whose right first hit falls below a floor, `refused` that of unanswered ones that have
no hit left. Written to FOLDER: relevance.json, reliability.png and curve.png.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from relevance_figures import Array, Examples, draw, tested
from sklearn.linear_model import LogisticRegression

from api.progress import Progress
from indexer.index import Index
from indexer.model.embedding import open_embedder
from search.evaluation.cached_index import cached_index
from search.evaluation.datasets import CORPUS, Dataset, file_of, read_folder
from search.evaluation.lab import Lab
from search.evaluation.questions import remembered, request_for
from search.relevance import Calibration, Evidence
from search.request import Mode
from search.searcher import Searcher

DEPTH = 10
MOST_QUESTIONS = 400  # of a set about its own collection, and
MOST_FOREIGN = 200
FEATURES = {
    Mode.HYBRID: ("words", "lead", "foreign", "foreign_lead"),
    Mode.DENSE: ("lead",),
    Mode.LEXICAL: ("words",),
}
# A difference of .05 between cosines is much: so all coefficients are held back alike.
UNITS = {"words": 1.0, "lead": 0.05, "foreign": 1.0, "foreign_lead": 0.05}


def in_half(name: str) -> bool:
    """Whether an article is in the half that is indexed."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def drawn(dataset: Dataset, count: int) -> dict[str, str]:
    """Some questions of a set, the same each time."""
    order = sorted(dataset.queries, key=lambda query: hashlib.sha256(query.encode()).digest())
    return {query: dataset.queries[query] for query in order[:count]}


def half_index(lab: Lab, folder: Path) -> Index:
    """The index of a half of a collection."""
    half = lab.root / "halves" / folder.resolve().name / "corpus.jsonl"
    half.parent.mkdir(parents=True, exist_ok=True)
    with file_of(folder, CORPUS).open(encoding="utf-8") as lines:
        half.write_text("".join(line for line in lines if in_half(str(json.loads(line)["_id"]))), encoding="utf-8")
    return cached_index(lab, half)


def examples(searcher: Searcher, mode: Mode, questions: Iterable[tuple[str, set[str]]]) -> Examples:
    """What a mode finds for questions, each with the ids that answer it."""
    parts: list[Evidence] = []
    right, ranks, numbers, answered = [], [], [], []
    for text, answers in questions:
        request = request_for(text, mode)
        if request is None:
            continue
        found, evidence = searcher.evidence(request)
        best = np.arange(min(DEPTH, len(found)))
        parts.append(evidence.of(best))
        right += [name in answers for name in found[:DEPTH]]
        ranks += (best + 1).tolist()
        numbers += [len(answered)] * len(best)
        answered.append(bool(answers))
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in asdict(parts[0])}
    return Examples(Evidence(**columns), np.array(right), np.array(ranks), np.array(numbers), np.array(answered))


def collected(lab: Lab, folder: Path, other: Path) -> dict[Mode, Examples]:
    """All examples of a set, with foreign questions of another."""
    index = half_index(lab, folder)
    kept = {name for segment in index.segments for name in segment.articles.ids()}
    own, foreign = (read_folder(one) for one in (folder, other))
    asked = [
        (text, {name for name, grade in own.judgments[query].items() if grade > 0} & kept)
        for query, text in drawn(own, MOST_QUESTIONS).items()
    ] + [(text, set()) for text in drawn(foreign, MOST_FOREIGN).values()]
    knowing = remembered(lab, [text for text, _ in asked])
    searcher = Searcher(index, lambda: knowing)
    return {mode: examples(searcher, mode, asked) for mode in Mode}


def family(folder: Path) -> str:
    """What sets with the same texts have in common."""
    return folder.resolve().name.partition("-")[0]


def foreign_to(folders: Sequence[Path], place: int) -> Path:
    """The next folder of another family."""
    following = [*folders[place + 1 :], *folders[:place]]
    return next(folder for folder in following if family(folder) != family(folders[place]))


def columns(evidence: Evidence, mode: Mode) -> Array:
    """The evidence as the regression takes it, float64 [hits, features]."""
    values = {**asdict(evidence), "foreign_lead": evidence.foreign * evidence.lead}
    return np.stack([values[name] / UNITS[name] for name in FEATURES[mode]], axis=1)


def fitted(mode: Mode, sets: Sequence[Examples]) -> Calibration:
    """Logistic regression on all hits, every set with the same weight."""
    weights = np.concatenate([np.full(len(one.right), 1000 / len(one.right)) for one in sets])
    regression = LogisticRegression(C=10, max_iter=1000)
    regression.fit(
        np.concatenate([columns(one.evidence, mode) for one in sets]),
        np.concatenate([one.right for one in sets]),
        sample_weight=weights,
    )
    found = {name: float(value) / UNITS[name] for name, value in zip(FEATURES[mode], regression.coef_[0], strict=True)}
    return Calibration(float(regression.intercept_[0]), **found)


def main() -> None:
    """Collect, fit, test each set on the fit of the others, print and draw."""
    parser = argparse.ArgumentParser(description="Fit and test the calibrations of relevance.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="BEIR folder")
    parser.add_argument("--out", type=Path, default=Path("relevance"), help="folder for the figures")
    options = parser.parse_args()
    if len({family(folder) for folder in options.folders}) < 2:
        parser.error("expected sets of two families or more, such as xquad-zh-zh and cranfield")
    options.out.mkdir(parents=True, exist_ok=True)
    progress = Progress()
    lab = Lab.open(open_embedder(), progress)
    sets: dict[str, dict[str, Examples]] = {mode: {} for mode in Mode}
    for place, folder in enumerate(options.folders):
        found = collected(lab, folder, foreign_to(options.folders, place))
        for mode in Mode:
            sets[mode][folder.resolve().name] = found[mode]
    progress.end()
    report: dict[str, dict[str, object]] = {}
    relevance: dict[str, dict[str, Array]] = {}
    for mode in Mode:
        others = {name: [one for other, one in sets[mode].items() if other != name] for name in sets[mode]}
        relevance[mode] = {name: fitted(mode, others[name]).relevance(one.evidence) for name, one in sets[mode].items()}
        report[mode] = {
            "calibration": asdict(fitted(mode, list(sets[mode].values()))),
            "left out": {name: tested(values, sets[mode][name]) for name, values in relevance[mode].items()},
        }
    document = json.dumps(report, ensure_ascii=False, indent=1)
    (options.out / "relevance.json").write_text(document + "\n", encoding="utf-8")
    draw(options.out, relevance, sets)
    print(document)


if __name__ == "__main__":
    main()
