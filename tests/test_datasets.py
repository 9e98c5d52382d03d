"""Judged sets and run files: what is read, what is refused and how it says so."""

from pathlib import Path

import pytest

from indexer.errors import SourceError
from search.evaluation.datasets import QRELS, file_of, read_dataset, read_qrels, read_queries
from search.evaluation.rank_fusion import reciprocal_rank_fusion
from search.evaluation.runs import documents, read_run, write_run


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_judgments_of_beir_and_trec_are_the_same(tmp_path: Path) -> None:
    expected = {"q1": {"d 1": 2, "d2": 0}, "q2": {"d2": 1}}
    beir = "query-id\tcorpus-id\tscore\nq1\td 1\t2\nq1\td2\t0\n\nq2\td2\t1.0\n"
    assert read_qrels(written(tmp_path, "a.tsv", beir)) == expected
    assert read_qrels(written(tmp_path, "b.tsv", beir.partition("\n")[2])) == expected
    assert read_qrels(written(tmp_path, "c.tsv", "q1\t0\td 1\t2\nq1\t0\td2\t0\nq2\t0\td2\t1\n")) == expected
    spaced = "\ufeffq1 0 d1 2\r\nq1  Q0   d2 -1\r\n"
    assert read_qrels(written(tmp_path, "d.txt", spaced)) == {"q1": {"d1": 2, "d2": -1}}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("q1 d1\n", "line 1 has 2 fields; expected query, document, grade"),
        ("q d s\nq1 d1 high\n", "line 2: grade 'high' is not a whole number"),
        ("q1 d1 0.5\n", "line 1: grade '0.5' is not a whole number"),
        ("q1 d1 1\nq1 d1 2\n", "line 2 grades document 'd1' of query 'q1' a second time"),
        (b"q1 d1 1\nq\xff d1 1\n", "line 2 is not UTF-8"),
        (b"PK\x03\x04", "ZIP archive"),
        ("q1 d1 1e999\nq1 d1 nan\n", "is not a whole number"),
    ],
)
def test_judgments_that_are_none(tmp_path: Path, content: str | bytes, says: str) -> None:
    path = written(tmp_path, "qrels.tsv", content)
    with pytest.raises(SourceError, match=says) as caught:
        read_qrels(path)
    assert caught.value.path == str(path)


def test_queries_of_both_forms(tmp_path: Path) -> None:
    lines = '{"_id": "q1", "text": "灯塔\\u3000在哪里", "metadata": {}}\n{"id": 7, "text": ""}\n'
    assert read_queries(written(tmp_path, "q.jsonl", lines)) == {"q1": "灯塔\u3000在哪里", "7": ""}
    assert read_queries(written(tmp_path, "q.tsv", "q1\t灯塔 在哪里\nq2\t\n")) == {"q1": "灯塔 在哪里", "q2": ""}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("q.jsonl", '{"_id": "q1"}\n', "line 1 must be an object with the texts _id and text"),
        ("q.jsonl", "[1]\n", "line 1 must be an object"),
        ("q.jsonl", '{"_id": "a", "text": "x"}\n{"_id"\n', "line 2 is no valid JSON"),
        ("q.jsonl", '{"_id": "\\ud800", "text": "x"}\n', "line 1 is no valid JSON"),
        ("q.jsonl", '{"_id": "a", "text": "x"}\n{"_id": "a", "text": "y"}\n', "query 'a' a second time"),
        ("q.jsonl", "[" * 100_000, "line 1 is no valid JSON"),
        ("q.tsv", "q1 no tab\n", "line 1: expected an id, a tab"),
        ("q.tsv", "\tno id\n", "line 1: expected an id, a tab"),
    ],
)
def test_queries_that_are_none(tmp_path: Path, name: str, content: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read_queries(written(tmp_path, name, content))


def test_what_cannot_be_measured_is_left_out_and_told(tmp_path: Path) -> None:
    queries = written(tmp_path, "q.tsv", "empty\t \nfine\t灯塔\nunjudged\t海\nunanswered\t山\n")
    qrels = written(tmp_path, "r.txt", "fine 0 d1 1\nempty 0 d9 1\nunanswered 0 d1 0\nnowhere 0 d1 1\n")
    dataset = read_dataset("set", queries, qrels)
    assert dict(dataset.queries) == {"empty": "", "fine": "灯塔"}
    assert dict(dataset.judgments) == {"empty": {"d9": 1}, "fine": {"d1": 1}}
    assert dataset.notes == (
        "judged queries without a text, left out: 1 (such as nowhere)",
        "queries without a relevant document, left out: 1 (such as unanswered)",
        "queries without judgments, left out: 1 (such as unjudged)",
        "queries that are empty and find nothing: 1 (such as empty)",
    )
    assert dataset.unknown_documents({"d1"}) == "judged documents that the corpus lacks, never found: 1 (such as d9)"
    assert dataset.unknown_documents({"d1", "d9"}) is None


def test_sets_that_do_not_belong_together(tmp_path: Path) -> None:
    queries = written(tmp_path, "q.tsv", "q1\t灯塔\n")
    with pytest.raises(SourceError, match="judges none of the 1 queries"):
        read_dataset("set", queries, written(tmp_path, "r.txt", "other 0 d1 1\n"))
    with pytest.raises(SourceError, match="judges none"):
        read_dataset("set", queries, written(tmp_path, "r.txt", ""))
    with pytest.raises(SourceError, match="cannot be read"):
        read_dataset("set", queries, tmp_path / "nowhere.tsv")


def test_a_folder_names_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"has none of qrels\.tsv, qrels/test\.tsv"):
        file_of(tmp_path, QRELS)
    with pytest.raises(SourceError, match="there is no such folder"):
        file_of(tmp_path / "nowhere", QRELS)
    (tmp_path / "qrels").mkdir()
    assert file_of(written(tmp_path / "qrels", "test.tsv", "").parent.parent, QRELS) == tmp_path / "qrels" / "test.tsv"


RUN = {"q1": [("d2", 0.1 + 0.2), ("d1", 0.25), ("文档", 0.25)], "q2": [("d1", -1.5)]}


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_run(tmp_path / "a.run", RUN, "wenlan-hybrid")
    assert read_run(tmp_path / "a.run") == RUN
    first = (tmp_path / "a.run").read_text(encoding="utf-8").splitlines()[0]
    assert first == "q1 Q0 d2 1 0.30000000000000004 wenlan-hybrid"


def test_a_run_is_ordered_by_score_then_by_its_ranks(tmp_path: Path) -> None:
    lines = "q Q0 low 1 0.5 x\nq Q0 z 2 0.9 x\nq Q0 a 3 0.9 x\n"
    assert [name for name, _ in read_run(written(tmp_path, "r", lines))["q"]] == ["z", "a", "low"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ("q Q0 d 1 0.5\n", "line 1 has 5 fields; expected: query Q0 document rank score tag"),
        ("q Q0 d 1 high x\n", "score 'high' is not a number"),
        ("q Q0 d 1 nan x\n", "score 'nan' is not a number"),
        ("q Q0 d first 0.5 x\n", "rank 'first' is not a whole number"),
        ("q Q0 d 1 0.5 x\nq Q0 d 2 0.4 x\n", "line 2 has document 'd' of query 'q' a second time"),
    ],
)
def test_runs_that_are_none(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read_run(written(tmp_path, "r.run", content))


def test_a_run_cannot_hold_ids_with_spaces(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the id 'd 1' has white space"):
        write_run(tmp_path / "a.run", {"q": [("d 1", 1.0)]}, "x")
    assert not (tmp_path / "a.run").exists()


def test_runs_are_measured_to_one_depth() -> None:
    long = {"q": [(f"d{n}", -float(n)) for n in range(300)]}
    assert documents(long) == {"q": [f"d{n}" for n in range(100)]}


def test_rank_fusion_by_hand() -> None:
    words, meaning = [("a", 9.0), ("b", 8.0)], [("b", 0.9), ("c", 0.8), ("a", 0.7)]
    assert reciprocal_rank_fusion(words, meaning) == [
        ("b", 1 / (60 + 2) + 1 / (60 + 1)),
        ("a", 1 / (60 + 1) + 1 / (60 + 3)),
        ("c", 1 / (60 + 2)),
    ]
    assert reciprocal_rank_fusion([("z", 1.0)], [("b", 1.0)], k=0) == [("b", 1.0), ("z", 1.0)]  # equal: by id
    assert reciprocal_rank_fusion([], []) == []
