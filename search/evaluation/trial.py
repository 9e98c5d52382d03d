"""A trial: every mode of an index, and runs of other systems, on one data set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.errors import SourceError
from indexer.index import Index
from search.evaluation.datasets import Dataset
from search.evaluation.lab import Lab
from search.evaluation.questions import remembered
from search.evaluation.report import Report, report
from search.evaluation.runs import Answers, read_run
from search.evaluation.systems import MODES, RERANKED, RRF, answers_of
from search.reranking import Reranker
from search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: the report, and what the modes themselves answered."""

    report: Report
    answers: Mapping[str, Answers]


def trial(
    lab: Lab,
    dataset: Dataset,
    index: Index,
    others: Mapping[str, Answers],
    worst: int,
    reranker: Reranker | None = None,
) -> Trial:
    """Ask all queries in all modes, and reranked, and measure what was found, beside the answers of `others`; name the
    `worst` queries of each system.
    """
    questions = remembered(lab, dataset.queries.values())
    knowing = Searcher(index, lambda: questions, reranker=reranker)
    answers = answers_of(
        knowing, lambda: Searcher(index, lambda: lab.embedder, reranker=reranker), dataset.queries, lab.listener
    )
    return Trial(measured(dataset, index, {**answers, **others}, worst), answers)


def measured(dataset: Dataset, index: Index, answers: Mapping[str, Answers], worst: int) -> Report:
    """The report of all answers, with the titles that the index has."""
    if index.manifest.left_out:
        left_out = f"sources or lines that could not be indexed: {index.manifest.left_out:,}"
        dataset = replace(dataset, notes=(*dataset.notes, left_out))

    def title(document: str) -> str | None:
        found = index.article(document)
        return found.display_title if found else None

    return report(dataset, index.ids(), index.manifest.model, answers, title, worst)


def answers_of_others(paths: tuple[Path, ...], dataset: Dataset) -> dict[str, Answers]:
    """The given TREC runs by the names of their files, or by their paths where a name is taken.

    Raises SourceError for a run that answers none of the queries.
    """
    answers: dict[str, Answers] = {}
    taken = {*MODES, RRF, RERANKED}
    for path in paths:
        run = read_run(path)
        if not run.keys() & dataset.queries.keys():
            raise SourceError(path, f"answers none of the {len(dataset.queries)} judged queries; are the ids the same?")
        answers[str(path.resolve()) if path.name in taken | answers.keys() else path.name] = Answers(run)
    return answers
