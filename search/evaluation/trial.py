"""A trial: every mode of an index, and runs of other systems, on one data set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.errors import SourceError
from indexer.index import Index
from indexer.model.embedding import Embedder
from search.evaluation.datasets import Dataset
from search.evaluation.questions import Heard, remembered
from search.evaluation.report import Report, report
from search.evaluation.runs import Answers, read_run
from search.evaluation.systems import MODES, RRF, answers_of
from search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: the report, and what the modes themselves answered."""

    report: Report
    answers: Mapping[str, Answers]


def trial(
    dataset: Dataset,
    index: Index,
    embedder: Embedder,
    others: Mapping[str, Answers],
    kept_in: Path,
    worst: int,
    heard: Heard,
) -> Trial:
    """Ask all queries in all modes and measure what was found, beside the answers of `others`.

    `kept_in` holds the vectors of questions from one trial to the next; the `worst` queries of each system are named.
    """
    questions = remembered(list(dataset.queries.values()), embedder, kept_in, heard)
    knowing, asking = Searcher(index, lambda: questions), Searcher(index, lambda: embedder)
    answers = answers_of(knowing, asking, dataset.queries, heard)
    return Trial(measured(dataset, index, embedder, {**answers, **others}, worst), answers)


def measured(dataset: Dataset, index: Index, embedder: Embedder, answers: Mapping[str, Answers], worst: int) -> Report:
    """The report of all answers, with the titles that the index has."""
    if index.manifest.left_out:
        left_out = f"sources or lines that could not be indexed: {index.manifest.left_out:,}"
        dataset = replace(dataset, notes=(*dataset.notes, left_out))

    def title(document: str) -> str | None:
        found = index.article(document)
        return found.display_title if found else None

    return report(dataset, index.ids(), embedder.name, answers, title, worst)


def answers_of_others(paths: tuple[Path, ...], dataset: Dataset) -> dict[str, Answers]:
    """The given TREC runs by the names of their files, or by their paths where a name is taken.

    Raises SourceError for a run that answers none of the queries.
    """
    answers: dict[str, Answers] = {}
    taken = {*MODES, RRF}
    for path in paths:
        run = read_run(path)
        if not run.keys() & dataset.queries.keys():
            raise SourceError(path, f"answers none of the {len(dataset.queries)} judged queries; are the ids the same?")
        answers[str(path.resolve()) if path.name in taken | answers.keys() else path.name] = Answers(run)
    return answers
