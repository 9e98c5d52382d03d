"""A trial: every mode of an index, and runs of other systems, on one data set."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SourceError
from indexer.index import Index
from indexer.model.embedding import Embedder
from search.evaluation.datasets import Dataset
from search.evaluation.questions import Heard, remembered
from search.evaluation.report import Report, report
from search.evaluation.runs import Run, read_run
from search.evaluation.systems import MODES, RRF, queries_a_second, runs_of
from search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: the report, and the runs of the modes themselves."""

    report: Report
    runs: Mapping[str, Run]


def trial(
    dataset: Dataset,
    index: Index,
    embedder: Embedder,
    others: Mapping[str, Run],
    kept_in: Path,
    worst: int,
    heard: Heard,
) -> Trial:
    """Ask all queries in all modes and measure what was found, beside the runs of `others`.

    `kept_in` holds the vectors of questions from one trial to the next; the `worst` queries of each system are named.
    """
    questions = remembered(list(dataset.queries.values()), embedder, kept_in, heard)
    runs = runs_of(Searcher(index, lambda: questions), dataset.queries, heard)
    rates = queries_a_second(Searcher(index, lambda: embedder), list(dataset.queries.values()))
    known = {name for segment in index.segments for name in segment.articles.ids()}

    def title(document: str) -> str | None:
        found = index.article(document)
        return found.display_title if found else None

    measured = report(dataset, known, embedder.name, {**runs, **others}, rates, title, worst)
    return Trial(measured, runs)


def runs_of_others(paths: tuple[Path, ...], dataset: Dataset) -> dict[str, Run]:
    """The given TREC runs by the names of their files, or by their paths where a name is taken.

    Raises SourceError for a run that answers none of the queries.
    """
    runs: dict[str, Run] = {}
    taken = {*MODES, RRF}
    for path in paths:
        run = read_run(path)
        if not run.keys() & dataset.queries.keys():
            raise SourceError(path, f"answers none of the {len(dataset.queries)} judged queries; are the ids the same?")
        runs[str(path.resolve()) if path.name in taken | runs.keys() else path.name] = run
    return runs
