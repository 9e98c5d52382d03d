"""Ablation: one choice varied at a time, to show what each is worth on a data set."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from indexer.index import Index
from indexer.recipe import RECIPE, Han, Recipe
from search.bm25 import Bm25
from search.dense import Nearness
from search.evaluation.baselines import min_max_fusion
from search.evaluation.cached_index import cached_index
from search.evaluation.datasets import Dataset
from search.evaluation.lab import Lab, Listener
from search.evaluation.measures import Scores, measure
from search.evaluation.questions import RememberedQuestions, remembered, request_for
from search.evaluation.rank_fusion import rank_fusion
from search.evaluation.report import LEADING, Estimate, gain
from search.evaluation.runs import DEPTH, Run, ScoredRanking, best_first, documents
from search.evaluation.systems import MODES, run_of
from search.fusion import Fusion
from search.parameters import PARAMETERS, Parameters
from search.request import Mode
from search.searcher import Searcher

GROUPS = ("analyser", "passages", "windows", "heads", "bm25", "aggregation", "fusion")
_DENSE_WEIGHTS = (0.3, 0.4, 0.6, 0.7)
_SLOPES = (1.0, 2.5, 1000)  # the last: as if every query were covered

Aggregate = Callable[[Sequence[float]], float]
"""The score of an article by those of its passages, best first."""
Combine = Callable[[Run, Run], Run]
"""What is made of the runs of words and of meaning."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One choice made otherwise: in the index, in the search, or in what is made of both legs."""

    group: str
    name: str
    recipe: Recipe = RECIPE
    parameters: Parameters = PARAMETERS
    aggregate: Aggregate | None = None
    combine: Combine | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The leading measure of each mode under a variant, and what the hybrid gains by it; None in the first row."""

    group: str
    variant: str
    values: dict[str, float]
    gain: Estimate | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Ablation:
    """All rows; the first is Wenlan as it is."""

    dataset: str
    queries: int
    measure: str
    rows: tuple[Row, ...]


def variants() -> list[Variant]:
    """Every choice that can be made otherwise."""
    bm25, fusion = PARAMETERS.bm25, PARAMETERS.fusion
    return [
        *(Variant("analyser", han.value, replace(RECIPE, han=han)) for han in (Han.WORDS, Han.BIGRAMS)),
        *(Variant("passages", f"joined up to {n}", replace(RECIPE, joined_chunk=n)) for n in (0, 300)),
        *(Variant("passages", f"cut beyond {n}", replace(RECIPE, longest_chunk=n)) for n in (200, 2000)),
        *(Variant("windows", f"narrow ones of {n}", replace(RECIPE, window=n)) for n in (40, 160)),
        *(Variant("windows", f"wide ones of {n}", replace(RECIPE, wide_window=n)) for n in (150, 600)),
        *(_searched("windows", f"share of narrow ones {n:g}", nearness=Nearness(n)) for n in (0.0, 0.5, 1.0)),
        Variant("heads", "none", replace(RECIPE, heads=False)),
        *(_searched("bm25", f"k1 {n:g}", bm25=replace(bm25, k1=n)) for n in (0.9, 1.6, 2.0)),
        *(_searched("bm25", f"b {n:g}", bm25=replace(bm25, b=n)) for n in (0.4, 0.6, 0.9)),
        *(_searched("aggregation", f"whole article {n:g}", bm25=replace(bm25, whole=n)) for n in (0.0, 1.0)),
        Variant("aggregation", "best passage", aggregate=lambda scores: scores[0]),
        Variant("aggregation", "mean of the two best", aggregate=lambda scores: sum(scores[:2]) / len(scores[:2])),
        Variant("aggregation", "1, 1/2, 1/4 of the three best", aggregate=_halving),
        *(_searched("fusion", f"dense weight {n:g}", fusion=replace(fusion, dense_weight=n)) for n in _DENSE_WEIGHTS),
        *(_searched("fusion", f"coverage slope {n:g}", fusion=replace(fusion, coverage_slope=n)) for n in _SLOPES),
        Variant("fusion", "rank fusion, k = 60", combine=rank_fusion),
        Variant("fusion", "min-max of both lists", combine=min_max_fusion),
    ]


def _searched(
    group: str, name: str, bm25: Bm25 | None = None, nearness: Nearness | None = None, fusion: Fusion | None = None
) -> Variant:
    parameters = Parameters(bm25 or PARAMETERS.bm25, nearness or PARAMETERS.nearness, fusion or PARAMETERS.fusion)
    return Variant(group, name, parameters=parameters)


def _halving(scores: Sequence[float]) -> float:
    return sum(share * score for share, score in zip((1, 0.5, 0.25), scores, strict=False))


def ablation(lab: Lab, dataset: Dataset, corpus: Path, groups: Iterable[str]) -> Ablation:
    """Measure Wenlan as it is, and each variant of the groups."""
    questions = remembered(lab, dataset.queries.values())

    @cache
    def index_of(recipe: Recipe) -> Index:
        return cached_index(lab, corpus, recipe)

    bench = _Bench(dataset, questions, index_of, lab.listener)
    first = bench.values(Variant("", "as it is"))
    rows = [Row("", "as it is", _means(first), None, None)]
    for variant in (one for one in variants() if one.group in set(groups)):
        values = bench.values(variant)
        gained = gain(values[Mode.HYBRID], first[Mode.HYBRID])
        rows.append(Row(variant.group, variant.name, _means(values), *gained))
    return Ablation(dataset.name, len(dataset.queries), LEADING, tuple(rows))


def _means(values: Mapping[str, Scores]) -> dict[str, float]:
    return {mode: float(scores.mean()) for mode, scores in values.items()}


class _Bench:
    """Runs variants, each mode only where something that it depends on has changed."""

    def __init__(
        self,
        dataset: Dataset,
        questions: RememberedQuestions,
        index_of: Callable[[Recipe], Index],
        listener: Listener,
    ) -> None:
        self._dataset = dataset
        self._questions = questions
        self._index_of = index_of
        self._listener = listener
        self._runs: dict[object, Run] = {}

    def values(self, variant: Variant) -> dict[str, Scores]:
        """The leading measure of each mode for each query."""
        runs = {str(mode): self._run(mode, variant) for mode in MODES}
        if variant.combine:
            runs[Mode.HYBRID] = variant.combine(runs[Mode.LEXICAL], runs[Mode.DENSE])
        return {
            mode: measure(documents(run), self._dataset.judgments, [LEADING])[LEADING] for mode, run in runs.items()
        }

    def _run(self, mode: Mode, variant: Variant) -> Run:
        parameters = variant.parameters
        decides = {
            Mode.LEXICAL: (parameters.bm25,),
            Mode.DENSE: (parameters.nearness,),
            Mode.HYBRID: (parameters, variant.aggregate),
        }[mode]
        key = (mode, variant.recipe, *decides)
        if key not in self._runs:
            searcher = Searcher(self._index_of(variant.recipe), lambda: self._questions, parameters)
            if mode is Mode.HYBRID and variant.aggregate:
                self._runs[key] = self._aggregated(searcher, variant.aggregate)
            else:
                self._runs[key] = run_of(searcher, mode, self._dataset.queries, self._listener)
        return self._runs[key]

    def _aggregated(self, searcher: Searcher, aggregate: Aggregate) -> Run:
        run: dict[str, ScoredRanking] = {}
        for done, (query, text) in enumerate(self._dataset.queries.items(), 1):
            request = request_for(text)
            passages = searcher.passage_scores(request) if request else {}
            run[query] = best_first({article: aggregate(scores) for article, scores in passages.items()})[:DEPTH]
            self._listener.asked("aggregated", done, len(self._dataset.queries))
        return run
