"""`wenlan eval` from end to end on a tiny set, with an embedder that counts what it is asked."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import HashingEmbedder
from lab_files import DOCUMENTS, JUDGMENTS, QUESTIONS, beir_folder

from api.cli import main
from indexer.index import open_index
from search.evaluation.measures import MEASURES, measure
from search.evaluation.runs import DEPTH, documents, read_run
from search.request import Mode, search_request
from search.searcher import Searcher

SYSTEMS = ["lexical", "dense", "hybrid", "rrf"]


@pytest.fixture(autouse=True)
def embedder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> HashingEmbedder:
    """One tiny model for all commands of a test, and a cache folder of its own."""
    tiny = HashingEmbedder()
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path / "cache"))
    for place in ("indexer.model.embedding", "search.searcher"):
        monkeypatch.setattr(f"{place}.open_embedder", lambda model=None, device=None: tiny)
    return tiny


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return beir_folder(tmp_path / "island")


def wenlan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def evaluated(*arguments: object) -> dict:
    result = wenlan("eval", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_folder_is_measured_in_every_mode(folder: Path, tmp_path: Path) -> None:
    report = evaluated(folder, "--run-out", tmp_path / "runs", "--worst", 1)
    assert (report["dataset"], report["documents"], report["queries"]) == ("island", 6, 4)
    assert report["notes"] == ["queries without judgments, left out: 1 (such as q-unjudged)"]
    assert [system["name"] for system in report["systems"]] == SYSTEMS
    for system in report["systems"]:
        run = read_run(tmp_path / "runs" / f"{system['name']}.run")
        expected = measure(documents(run), JUDGMENTS)
        assert list(system["measures"]) == list(MEASURES)
        for name, estimate in system["measures"].items():
            assert estimate["mean"] == pytest.approx(expected[name].mean())
            assert estimate["low"] <= estimate["mean"] + 1e-9 and estimate["mean"] <= estimate["high"] + 1e-9
        assert system["queries_a_second"] > 0
        assert len(system["worst"]) <= 1


def test_runs_are_what_a_search_gives(folder: Path, tmp_path: Path) -> None:
    evaluated(folder, "--run-out", tmp_path / "runs")
    wenlan("index", folder / "corpus.jsonl", "--index", tmp_path / "index")
    searcher = Searcher.open(tmp_path / "index")
    for mode in Mode:
        run = read_run(tmp_path / "runs" / f"{mode}.run")
        for query in JUDGMENTS:
            hits = searcher.search(search_request(QUESTIONS[query], mode, DEPTH)).hits
            assert run.get(query, []) == [(hit.id, hit.score) for hit in hits], (mode, query)
    fused = read_run(tmp_path / "runs" / "rrf.run")["q-island"]
    ranks = [
        {name: rank for rank, (name, _) in enumerate(read_run(tmp_path / "runs" / f"{leg}.run")["q-island"], 1)}
        for leg in ("lexical", "dense")
    ]
    for name, score in fused:
        assert score == pytest.approx(sum(1 / (60 + leg[name]) for leg in ranks if name in leg))


def test_comparisons_are_paired_and_signed(folder: Path) -> None:
    report = evaluated(folder)
    means = {system["name"]: system["measures"]["nDCG@10"]["mean"] for system in report["systems"]}
    compared = [one for one in report["comparisons"] if one["measure"] == "nDCG@10"]
    assert [(one["system"], one["against"]) for one in compared[:3]] == [
        ("hybrid", other) for other in ("lexical", "dense", "rrf")
    ]
    assert len(compared) == 6
    for one in compared:
        assert one["difference"]["mean"] == pytest.approx(means[one["system"]] - means[one["against"]])
        assert 0 < one["p"] <= 1
    assert report == report | evaluated(folder, "--worst", 3) | {"systems": report["systems"]}  # the same again


def test_a_second_time_nothing_is_built_or_embedded_but_the_timed_questions(
    folder: Path, embedder: HashingEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = wenlan("eval", folder)
    assert "corpus.jsonl: 6 articles" in first.stderr
    assert len(embedder.embedded) >= len(DOCUMENTS)
    embedder.embedded.clear()
    asked: list[str] = []
    monkeypatch.setattr(
        embedder, "encode_query", lambda text: asked.append(text) or HashingEmbedder().encode_query(text)
    )
    copy = beir_folder(tmp_path / "elsewhere" / "island")
    second = wenlan("eval", copy)
    assert (second.exit_code, second.stderr, embedder.embedded) == (0, "", [])
    judged = [QUESTIONS[query] for query in JUDGMENTS]
    assert sorted(asked) == sorted(2 * judged)  # in each of the two modes that embed
    assert len(list((tmp_path / "cache" / "eval").glob("island-*"))) == 1


def test_a_changed_corpus_is_indexed_and_only_what_is_new_embedded(folder: Path, embedder: HashingEmbedder) -> None:
    wenlan("eval", folder)
    embedder.embedded.clear()
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "new", "title": "", "text": "灯塔重新刷了漆。"}\n')
    assert evaluated(folder)["documents"] == 7
    assert embedder.embedded == ["灯塔重新刷了漆。"]


def test_files_given_one_by_one_and_an_index_in_place_of_a_corpus(folder: Path, tmp_path: Path) -> None:
    whole = evaluated(folder)
    qrels = tmp_path / "trec.txt"
    rows = [f"{query} 0 {name} {grade}" for query, grades in JUDGMENTS.items() for name, grade in grades.items()]
    qrels.write_text("\n".join(rows), encoding="utf-8")
    parts = ("--queries", folder / "queries.jsonl", "--qrels", qrels)
    wenlan("index", folder / "corpus.jsonl", "--index", tmp_path / "index")
    for source in (("--corpus", folder / "corpus.jsonl"), ("--index", tmp_path / "index")):
        report = evaluated(*source, *parts)
        assert [one["measures"] for one in report["systems"]] == [one["measures"] for one in whole["systems"]]


def test_runs_of_others_are_measured_beside(folder: Path, tmp_path: Path) -> None:
    lines = [
        f"{query} Q0 {name} 1 1.0 best" for query, grades in JUDGMENTS.items() for name in [max(grades, key=grades.get)]
    ]
    (tmp_path / "oracle.run").write_text("\n".join([*lines, "other Q0 d 1 1.0 best"]), encoding="utf-8")
    (tmp_path / "hybrid").write_text("q-salt Q0 nowhere 1 1.0 x\n", encoding="utf-8")
    report = evaluated(folder, "--run", tmp_path / "oracle.run", "--run", tmp_path / "hybrid")
    oracle, poor = report["systems"][-2:]
    assert (oracle["name"], oracle["measures"]["success@1"]["mean"], oracle["queries_a_second"]) == (
        "oracle.run",
        1,
        None,
    )
    assert (poor["name"], poor["measures"]["MAP@100"]["mean"]) == (str(tmp_path / "hybrid"), 0)
    salt = next(one for one in poor["worst"] if one["query"] == "q-salt")
    assert salt["wanted"] == [{"document": "salt", "title": "盐田上的光伏", "rank": None}]
    assert salt["found"] == {"document": "nowhere", "title": None, "rank": 1}


def test_the_text_names_the_worst(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.run").write_text("q-salt Q0 tea 1 2.0 x\nq-salt Q0 salt 2 1.0 x\n", encoding="utf-8")
    shown = wenlan("eval", folder, "--run", tmp_path / "bad.run", "--worst", 9).stdout
    assert "island: 6 documents, 4 queries, hashing-64" in shown
    assert "note: queries without judgments, left out: 1 (such as q-unjudged)" in shown
    head = next(line for line in shown.splitlines() if "queries/s" in line)
    assert head.split() == [*MEASURES, "queries/s"]
    worst = shown[shown.index("Worst of bad.run:") :].splitlines()
    assert worst[1].split() == [".0000", "q-ferry", "末班船几时开出"]
    assert worst[2].split() == ["wanted", "ferry", "(not", "found)", "轮渡加开夜班"]
    assert worst[3].strip() == "found nothing else"
    assert worst[-3].split() == [".6309", "q-salt", "盐池上方架起了什么?"]
    assert worst[-2].split()[:4] == ["wanted", "salt", "(rank", "2)"]
    assert worst[-1].split()[:4] == ["found", "tea", "(rank", "1)"]
    assert "hybrid - lexical" in shown and "p = " in shown


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        ((), 2, "expected a BEIR folder DIR, or --qrels FILE"),
        (("nowhere",), 5, "nowhere: there is no such folder"),
        (("--qrels", "island/qrels/test.tsv"), 2, "or --queries FILE"),
        (("--qrels", "island/qrels/test.tsv", "--queries", "island/queries.jsonl"), 2, "or --corpus or --index FILE"),
        (("island", "--corpus", "nowhere.jsonl"), 5, "nowhere.jsonl: cannot be read"),
        (("island", "--queries", "nowhere.jsonl"), 5, "nowhere.jsonl: cannot be read"),
        (("island", "--index", "nowhere"), 3, "no index in nowhere"),
        (("island", "--run", "nowhere.run"), 5, "nowhere.run: cannot be read"),
        (("island", "--run", "foreign.run"), 5, "foreign.run: answers none of the 4 judged queries"),
        (("island", "--worst", "-1"), 2, "--worst"),
        (("empty",), 5, "empty: has none of qrels.tsv"),
    ],
)
def test_errors_are_one_line_with_their_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], exit_code: int, says: str
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("empty").mkdir()
    Path("foreign.run").write_text("x Q0 d 1 1.0 t\n", encoding="utf-8")
    result = wenlan("eval", *arguments)
    assert (result.exit_code, result.stdout) == (exit_code, ""), result.stderr
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_query_finds_nothing_and_is_told(folder: Path) -> None:
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "q-blank", "text": " \\u0000 "}\n')
    with (folder / "qrels" / "test.tsv").open("a", encoding="utf-8") as file:
        file.write("q-blank\ttea\t1\nq-salt\tgone\t1\n")
    report = evaluated(folder, "--worst", 1)
    assert report["queries"] == 5
    assert "judged documents that the corpus lacks, never found: 1 (such as gone)" in report["notes"]
    assert {system["worst"][0]["query"] for system in report["systems"]} == {"q-blank"}


def test_what_could_not_be_indexed_is_noted(folder: Path) -> None:
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "broken"\n')
    result = wenlan("eval", folder, "--json")
    assert "left out: " in result.stderr
    assert "sources or lines that could not be indexed: 1" in json.loads(result.stdout)["notes"]


def test_an_index_of_another_model_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wenlan("index", folder / "corpus.jsonl", "--index", tmp_path / "index")
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder("other"))
    result = wenlan("eval", folder, "--index", tmp_path / "index", "--model", "other")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "the index has embedding model hashing-64" in result.stderr


def test_ids_with_spaces_are_measured_though_no_run_can_hold_them(folder: Path, tmp_path: Path) -> None:
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "light house", "title": "灯塔", "text": "灯塔重新刷了漆。"}\n')
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "q-light", "text": "灯塔刷漆"}\n')
    with (folder / "qrels" / "test.tsv").open("a", encoding="utf-8") as file:
        file.write("q-light\tlight house\t1\n")
    result = wenlan("eval", folder, "--json", "--run-out", tmp_path / "runs")
    assert result.exit_code == 5
    assert "the id 'light house' has white space" in result.stderr
    lexical = json.loads(result.stdout)["systems"][0]
    assert "q-light" not in [failure["query"] for failure in lexical["worst"]]


def test_an_interrupted_evaluation_keeps_what_it_embedded(
    folder: Path, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.embedding_cache._BATCH", 1)
    honest = embedder.encode_passages

    def failing(texts: list[str]) -> object:
        if len(embedder.embedded) == 3:
            raise KeyboardInterrupt
        return honest(texts)

    monkeypatch.setattr(embedder, "encode_passages", failing)
    assert wenlan("eval", folder).exit_code == 1
    kept = list(embedder.embedded)
    monkeypatch.setattr(embedder, "encode_passages", honest)
    assert wenlan("eval", folder).exit_code == 0
    assert len(kept) == 3
    assert len(set(embedder.embedded)) == len(embedder.embedded)  # none a second time


def test_the_cached_index_is_an_index_like_any_other(folder: Path, tmp_path: Path) -> None:
    wenlan("eval", folder)
    (root,) = (tmp_path / "cache" / "eval").glob("island-*")
    assert open_index(root).article("salt") is not None
    assert not (root / "cache.sqlite").exists()  # embeddings are shared


def test_a_terminal_sees_how_far_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with pytest.raises(SystemExit) as done:
        main(["eval", str(folder), "--worst", "0"])
    assert done.value.code == 0
    moved = capsys.readouterr().err.split("\r\x1b[K")
    assert any(re.fullmatch(r"asked hybrid 4 of 4 queries, [\d,]+/s, 0 s left\n?", line) for line in moved), moved
    assert any(re.match(r"\d+ articles, \d+ passages", line) for line in moved), moved
