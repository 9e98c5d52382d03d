"""Data sets: a corpus, queries, and judgments of which documents answer them (BEIR folders, TREC qrels)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SourceError
from search.evaluation.measures import Judgments
from search.evaluation.tables import rows, text_lines, whole_number

CORPUS = ("corpus.jsonl", "corpus.jsonl.gz")
QUERIES = ("queries.jsonl", "queries.jsonl.gz", "queries.tsv")
QRELS = ("qrels.tsv", "qrels/test.tsv", "qrels.txt", "qrels.trec")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Judged queries by id, in the order of their file, with the grades of documents by their ids.

    Every query has a text and a relevant document; `notes` say what was left out, and why.
    """

    name: str
    queries: Mapping[str, str]
    judgments: Judgments
    notes: tuple[str, ...] = ()

    def unknown_documents(self, known: set[str]) -> str | None:
        """A note on judged documents that are not among the `known` ids."""
        judged = {document for grades in self.judgments.values() for document in grades}
        return _note("judged documents that the corpus lacks, never found", judged - known)


def file_of(folder: Path, names: tuple[str, ...]) -> Path:
    """The first of the named files that a folder has. Raises SourceError."""
    if not folder.is_dir():
        raise SourceError(folder, "there is no such folder; expected one with corpus.jsonl, queries.jsonl, qrels.tsv")
    found = next((folder / name for name in names if (folder / name).is_file()), None)
    if found is None:
        raise SourceError(folder, f"has none of {', '.join(names)}")
    return found


def read_dataset(name: str, queries: Path, qrels: Path) -> Dataset:
    """The queries that can be measured. Raises SourceError that names the file and line."""
    texts, grades = read_queries(queries), read_qrels(qrels)
    answered = {query for query, of_query in grades.items() if max(of_query.values()) > 0}
    measured = {query: text for query, text in texts.items() if query in answered}
    if not measured:
        raise SourceError(qrels, f"judges none of the {len(texts)} queries of {queries}; are the ids the same?")
    notes = (
        _note("judged queries without a text, left out", answered - texts.keys()),
        _note("queries without a relevant document, left out", grades.keys() - answered),
        _note("queries without judgments, left out", texts.keys() - grades.keys()),
        _note("queries that are empty and find nothing", {q for q, t in measured.items() if not t.strip()}),
    )
    return Dataset(name, measured, {query: grades[query] for query in measured}, tuple(filter(None, notes)))


def read_folder(folder: Path) -> Dataset:
    """The data set of a BEIR folder. Raises SourceError."""
    return read_dataset(folder.resolve().name, file_of(folder, QUERIES), file_of(folder, QRELS))


def _note(what: str, names: set[str]) -> str | None:
    return f"{what}: {len(names):,} (such as {min(names)})" if names else None


def read_queries(path: Path) -> dict[str, str]:
    """Queries by id: BEIR JSON Lines with `_id` (or `id`) and `text`, else lines of `id TAB text`."""
    is_json = path.name.removesuffix(".gz").endswith((".jsonl", ".ndjson"))
    queries: dict[str, str] = {}
    for number, line in text_lines(path):
        query, text = _json_query(line, path, number) if is_json else _tabbed_query(line, path, number)
        if query in queries:
            raise SourceError(path, f"line {number} has query {query!r} a second time")
        queries[query] = text
    return queries


def _json_query(line: str, path: Path, number: int) -> tuple[str, str]:
    try:
        record = json.loads(line)
        name = record.get("_id", record.get("id")) if isinstance(record, dict) else None
        str(name).encode()  # half a character is no id
    except (ValueError, RecursionError) as error:
        raise SourceError(path, f"line {number} is no valid JSON ({error})") from error
    if isinstance(name, bool) or not isinstance(name, str | int) or not isinstance(record.get("text"), str):
        raise SourceError(path, f"line {number} must be an object with the texts _id and text")
    return str(name), record["text"]


def _tabbed_query(line: str, path: Path, number: int) -> tuple[str, str]:
    name, tab, text = line.partition("\t")
    if not tab or not name.strip():
        raise SourceError(path, f"line {number}: expected an id, a tab and the text of the query")
    return name.strip(), text.strip()


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Grades by query and document: `query 0 document grade` (TREC), or `query document grade` with or without a header
    (BEIR). Raises SourceError for anything else, and for two different grades of one document.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, parts in rows(path):
        if len(parts) not in (3, 4):
            raise SourceError(path, f"line {number} has {len(parts)} fields; expected query, document, grade")
        if number == 1 and not _is_number(parts[-1]):
            continue  # the header
        query, document = parts[0], parts[-2]
        grade = whole_number(parts[-1], path, number, "grade")
        if grades.setdefault(query, {}).setdefault(document, grade) != grade:
            raise SourceError(path, f"line {number} grades document {document!r} of query {query!r} a second time")
    return grades


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdecimal()
