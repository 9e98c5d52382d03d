"""Runs: what one system found for every query; read and written as TREC run files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.durable import publish_text
from indexer.errors import SourceError
from search.evaluation.measures import Rankings
from search.evaluation.tables import rows, whole_number

ScoredRanking = list[tuple[str, float]]
"""Documents with their scores, best first."""
Run = Mapping[str, ScoredRanking]
"""Query -> what was found for it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a system answered, and how many queries a second it did, None where it was not run here."""

    run: Run
    queries_a_second: float | None = None


# How deep runs are measured, those of others too.
DEPTH = 100


def best_first(scores: Mapping[str, float]) -> ScoredRanking:
    """Documents by their scores, ties in the order of their ids."""
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def documents(run: Run) -> Rankings:
    """The first DEPTH documents of each query, without their scores."""
    return {query: [document for document, _ in ranking[:DEPTH]] for query, ranking in run.items()}


def read_run(path: Path) -> dict[str, ScoredRanking]:
    """A TREC run: lines of `query Q0 document rank score tag`.

    Documents are ordered by score as trec_eval does, but equal scores by the rank that the file gives them.
    Raises SourceError that names the line.
    """
    found: dict[str, dict[str, tuple[float, int]]] = {}
    for number, parts in rows(path):
        if len(parts) != 6:
            raise SourceError(
                path, f"line {number} has {len(parts)} fields; expected: query Q0 document rank score tag"
            )
        query, _, document, rank, score, _ = parts
        ranking = found.setdefault(query, {})
        if document in ranking:
            raise SourceError(path, f"line {number} has document {document!r} of query {query!r} a second time")
        ranking[document] = (_score(score, path, number), whole_number(rank, path, number, "rank"))
    if not found:
        raise SourceError(path, "empty: there is no run in it")
    return {query: _ordered(ranking) for query, ranking in found.items()}


def _score(text: str, path: Path, number: int) -> float:
    try:
        score = float(text)
    except ValueError:
        score = float("nan")
    if score != score:
        raise SourceError(path, f"line {number}: score {text!r} is not a number")
    return score


def _ordered(ranking: dict[str, tuple[float, int]]) -> ScoredRanking:
    places = sorted(ranking.items(), key=lambda item: (-item[1][0], item[1][1], item[0]))
    return [(document, score) for document, (score, _) in places]


def write_runs(folder: Path, answers: Mapping[str, Answers]) -> None:
    """Write the run of each system, NAME.run, into a folder that is made if needed. Raises SourceError, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in answers.items():
        write_run(folder / f"{name}.run", one.run, f"wenlan-{name}")


def write_run(path: Path, run: Run, tag: str) -> None:
    """Write a TREC run file, whole or not at all. Raises SourceError for an id with white space: none can hold that."""
    lines = []
    for query, ranking in run.items():
        for rank, (document, score) in enumerate(ranking, 1):
            for name in (query, document):
                if name.split() != [name]:
                    raise SourceError(path, f"the id {name!r} has white space, which a TREC run cannot hold")
            lines.append(f"{query} Q0 {document} {rank} {score!r} {tag}\n")
    publish_text(path, "".join(lines))
