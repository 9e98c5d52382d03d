"""What an evaluation says: measures with their intervals, differences with their p, and the worst queries by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from search.evaluation.datasets import Dataset
from search.evaluation.measures import MEASURES, Scores, measure
from search.evaluation.runs import Answers, Run, documents
from search.evaluation.significance import ROUNDS, SEED, bootstrap_means, interval, randomisation_p
from search.request import Mode

Titles = Callable[[str], str | None]
"""A document's title by its id, None for a document that is not in the corpus."""

# Queries are worst by this measure.
LEADING = MEASURES[0]
_WANTED_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over the queries and its bootstrap 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """`system` minus `against` on the same queries, with the two-sided p of the paired randomisation test."""

    measure: str
    system: str
    against: str
    difference: Estimate
    p: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A document by id and title (None: not in the corpus), and its rank, None if it was not found."""

    document: str
    title: str | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A query that was answered badly: some of what was wanted, the best first, and what was found in its place."""

    query: str
    text: str
    value: float
    wanted: tuple[Placed, ...]
    found: Placed | None


@dataclass(frozen=True, slots=True)
class SystemReport:
    """One system: its measures by name, how many queries a second it answers (None: not run here), its worst."""

    name: str
    measures: dict[str, Estimate]
    queries_a_second: float | None
    worst: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All systems on one data set; `rounds` and `seed` are those of the bootstrap and the randomisation tests."""

    dataset: str
    documents: int
    queries: int
    model: str
    systems: tuple[SystemReport, ...]
    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...]
    rounds: int
    seed: int


def report(
    dataset: Dataset,
    known_documents: set[str],
    model: str,
    answers: Mapping[str, Answers],
    titles: Titles,
    worst: int,
) -> Report:
    """Measure all answers, and compare each system with each."""
    scores = {name: measure(documents(one.run), dataset.judgments) for name, one in answers.items()}
    columns = {name: np.column_stack([scores[name][kind] for kind in MEASURES]) for name in answers}
    means = {name: bootstrap_means(values) for name, values in columns.items()}
    systems = tuple(
        SystemReport(
            name,
            dict(zip(MEASURES, _estimates(columns[name], means[name]), strict=True)),
            one.queries_a_second,
            worst_queries(dataset, one.run, scores[name][LEADING], titles, worst),
        )
        for name, one in answers.items()
    )
    comparisons = tuple(
        comparison
        for system, against in combinations(sorted(answers, key=lambda name: name != Mode.HYBRID), 2)
        for comparison in _compared(system, against, columns, means)
    )
    notes = (*dataset.notes, dataset.unknown_documents(known_documents))
    return Report(
        dataset.name,
        len(known_documents),
        len(dataset.queries),
        model,
        systems,
        comparisons,
        tuple(filter(None, notes)),
        ROUNDS,
        SEED,
    )


def _estimates(values: Scores, means: Scores) -> list[Estimate]:
    """The mean of each column of `values`, with the interval of its resampled `means`."""
    low, high = interval(means)
    return [Estimate(*map(float, numbers)) for numbers in zip(values.mean(axis=0), low, high, strict=True)]


def gain(after: Scores, before: Scores) -> tuple[Estimate, float]:
    """The mean difference of one measure on the same queries, float64 [queries] each, and its p."""
    differences = (after - before)[:, None]
    (difference,) = _estimates(differences, bootstrap_means(differences))
    return difference, float(randomisation_p(differences)[0])


def _compared(
    system: str, against: str, columns: Mapping[str, Scores], means: Mapping[str, Scores]
) -> list[Comparison]:
    differences = columns[system] - columns[against]
    found = _estimates(differences, means[system] - means[against])
    chances = randomisation_p(differences)
    return [
        Comparison(kind, system, against, estimate, float(p))
        for kind, estimate, p in zip(MEASURES, found, chances, strict=True)
    ]


def worst_queries(dataset: Dataset, run: Run, values: Scores, titles: Titles, count: int) -> tuple[Failure, ...]:
    """The `count` queries that scored lowest; of equal ones those whose relevant document came last, then by id."""
    rankings = documents(run)
    below = [
        (float(value), -_first_place(rankings.get(query, ()), dataset.judgments[query]), query)
        for query, value in zip(dataset.queries, values, strict=True)
        if value < 1
    ]
    return tuple(
        Failure(
            query, dataset.queries[query], value, *_taken(rankings.get(query, ()), dataset.judgments[query], titles)
        )
        for value, _, query in sorted(below)[:count]
    )


def _first_place(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    return next((rank for rank, document in enumerate(ranking, 1) if grades.get(document, 0) > 0), np.inf)


def _taken(
    ranking: Sequence[str], grades: Mapping[str, int], titles: Titles
) -> tuple[tuple[Placed, ...], Placed | None]:
    """The relevant documents, those found first, and the best document that is not relevant."""
    ranks = {document: rank for rank, document in enumerate(ranking, 1)}
    relevant = [document for document, grade in grades.items() if grade > 0]
    relevant.sort(key=lambda document: (ranks.get(document, np.inf), -grades[document], document))
    wanted = tuple(Placed(document, titles(document), ranks.get(document)) for document in relevant[:_WANTED_SHOWN])
    wrong = next((document for document in ranking if grades.get(document, 0) <= 0), None)
    return wanted, Placed(wrong, titles(wrong), ranks[wrong]) if wrong is not None else None
