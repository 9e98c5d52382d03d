"""Tuning: the fusion fitted on one half of the judged queries, and believed only if it gains on the other."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import numpy as np

from indexer.errors import WenlanError
from indexer.tuning import Tuning
from search.evaluation.datasets import Dataset
from search.evaluation.lab import Listener
from search.evaluation.measures import Judgments, Rankings, Scores, measure
from search.evaluation.questions import request_for
from search.evaluation.report import LEADING, Estimate, gain
from search.evaluation.significance import SEED
from search.fusion import Fusion
from search.request import Mode
from search.searcher import Searcher

DENSE_WEIGHTS = (0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
COVERAGE_SLOPES = (0.8, 1.0, 1.3, 1.6, 2.0, 2.5, 3.0)
SIGNIFICANT = 0.05
FEWEST = 12  # with fewer than six on each side no exchange test can reach p < .05
_DEPTH = int(LEADING.partition("@")[2])


class TooFewQueries(WenlanError):
    """Too few judged queries to tell a gain from chance."""

    code = "too-few-queries"
    exit_code = 5

    def __init__(self, found: int) -> None:
        super().__init__(f"{found} judged queries are too few to tell a gain from chance; expected at least {FEWEST}")


@dataclass(frozen=True, slots=True)
class Trialled:
    """The fusion `fitted` on one half of the queries and that `in_force`, and the `gain` of the first on the other half
    by the leading measure, with the two-sided `p` of the paired randomisation test.
    """

    dataset: str
    judgments: str
    measure: str
    fitted: Fusion
    in_force: Fusion
    fitted_on: int
    tested_on: int
    value: float
    gain: Estimate
    p: float

    @property
    def is_significant(self) -> bool:
        """Whether the gain may be believed."""
        return self.gain.mean > 0 and self.p < SIGNIFICANT

    def tuning(self, generation: int) -> Tuning:
        """What is stored with the index whose `generation` was asked."""
        return Tuning(
            self.fitted.dense_weight,
            self.fitted.coverage_slope,
            self.dataset,
            self.judgments,
            datetime.now(UTC).date().isoformat(),
            generation,
            self.fitted_on,
            self.tested_on,
            self.measure,
            self.gain.mean,
            self.gain.low,
            self.gain.high,
            self.p,
        )


def fit(dataset: Dataset, searcher: Searcher, listener: Listener, seed: int = SEED) -> Trialled:
    """Fit dense weight and coverage slope on a half of the queries that `seed` draws, and test them on the other.

    Raises TooFewQueries.
    """
    if len(dataset.queries) < FEWEST:
        raise TooFewQueries(len(dataset.queries))
    in_force = searcher.parameters.fusion
    fusions = fusions_near(in_force)
    runs = runs_by_fusion(dataset, searcher, fusions, listener)
    learning, testing = halves(list(dataset.queries), seed)
    best = max(range(len(fusions)), key=lambda n: _values(runs[n], dataset.judgments, learning).mean())
    before = _values(runs[0], dataset.judgments, testing)
    after = _values(runs[best], dataset.judgments, testing)
    return Trialled(
        dataset.name,
        digest(dataset),
        LEADING,
        fusions[best],
        in_force,
        len(learning),
        len(testing),
        float(after.mean()),
        *gain(after, before),
    )


def fusions_near(start: Fusion) -> list[Fusion]:
    """`start`, and all others of the grid, the nearest first: of equally good ones the least change is taken."""
    others = {Fusion(*pair) for pair in product(DENSE_WEIGHTS, COVERAGE_SLOPES)} - {start}
    return [start, *sorted(others, key=lambda one: (_distance(one, start), one.dense_weight, one.coverage_slope))]


def _distance(one: Fusion, other: Fusion) -> float:
    return abs(one.dense_weight - other.dense_weight) + abs(one.coverage_slope - other.coverage_slope) / 4


def halves(queries: Sequence[str], seed: int) -> tuple[list[str], list[str]]:
    """Two halves, of which the first has one more where the number is odd; the same for the same seed and queries."""
    drawn = sorted(queries, key=lambda query: hashlib.sha256(f"{seed}:{query}".encode()).digest())
    return drawn[::2], drawn[1::2]


def digest(dataset: Dataset) -> str:
    """SHA-256 of the queries with their texts and grades, whatever their order."""
    content = {query: [text, dict(dataset.judgments[query])] for query, text in dataset.queries.items()}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def runs_by_fusion(
    dataset: Dataset, searcher: Searcher, fusions: Sequence[Fusion], listener: Listener
) -> list[dict[str, list[str]]]:
    """What each fusion finds for every query, as deep as the leading measure looks."""
    runs: list[dict[str, list[str]]] = [{} for _ in fusions]
    for done, (query, text) in enumerate(dataset.queries.items(), 1):
        request = request_for(text, Mode.HYBRID, _DEPTH)
        if request:
            for run, ranking in zip(runs, searcher.ranked_by(request, fusions), strict=True):
                run[query] = [document for document, _ in ranking]
        listener.asked("tried", done, len(dataset.queries))
    return runs


def chosen_by_others(values: Mapping[str, Sequence[float]]) -> dict[str, int]:
    """For each set, which choice has the highest mean over all other sets, of equal ones the first.

    `values` are those of each choice on each set; there must be two sets at least.
    """
    table = np.array(list(values.values()), np.float64)
    others = table.sum(axis=0) - table
    return {name: int(np.argmax(np.round(row, 12))) for name, row in zip(values, others, strict=True)}


def _values(run: Rankings, judgments: Judgments, queries: Sequence[str]) -> Scores:
    return measure(run, {query: judgments[query] for query in queries}, [LEADING])[LEADING]
