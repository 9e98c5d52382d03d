"""The systems that Wenlan is compared with are what they say, over the passages and vectors of the index."""

import json
import subprocess
import sys
from pathlib import Path

import jieba
import pytest
from conftest import ARTICLES, ROOT, HashingEmbedder, make_article, make_index
from lab_files import beir_folder
from rank_bm25 import BM25Okapi

from indexer.chunking import chunks
from indexer.index import open_index
from search.evaluation import baselines
from search.evaluation.baselines import answers, min_max_fusion, passage_texts, whole_vectors

QUERIES = {"q1": "盐池上方的光伏", "q2": "智慧渔港", "none": "xyzzy", "marks": "!!"}


def test_passages_are_those_of_the_index(index_root: Path) -> None:
    passages = passage_texts(open_index(index_root))
    expected = [(article.id, chunk) for article in ARTICLES for chunk in chunks(article)]
    assert list(passages.articles) == [name for name, _ in expected]
    assert passages.texts[1] == "盐田上的光伏 盐田村在盐池上方架起光伏板,装机120兆瓦。\n村民说:上面发电,下面晒盐。"
    assert passages.texts[-1].startswith("渔港建设若干措施 (一)提升避风能力。")


@pytest.mark.parametrize("library", ["rank_bm25", "bm25s"])
def test_word_baselines_rank_articles_that_share_words(index_root: Path, library: str) -> None:
    passages = passage_texts(open_index(index_root))
    found = answers(getattr(baselines, library)(passages), passages.articles, QUERIES, shares_words=True)
    assert [found.run[query][0][0] for query in ("q1", "q2")] == ["salt", "measures"]
    assert (found.run["none"], found.run["marks"]) == ([], [])
    assert len({name for name, _ in found.run["q2"]}) == len(found.run["q2"])  # an article once
    assert found.queries_a_second is not None and found.queries_a_second > 0


def test_rank_bm25_scores_are_its_own(index_root: Path) -> None:
    passages = passage_texts(open_index(index_root))
    oracle = BM25Okapi([jieba.lcut(text) for text in passages.texts]).get_scores(jieba.lcut(QUERIES["q1"]))
    run = answers(baselines.rank_bm25(passages), passages.articles, QUERIES, shares_words=True).run["q1"]
    best = {
        name: max(s for s, owner in zip(oracle, passages.articles, strict=True) if owner == name) for name, _ in run
    }
    assert dict(run) == pytest.approx(best)


def test_whole_vectors_are_those_of_windows_of_400_characters(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    long = make_article("long", "长篇", *(f"第{n}段讲的是灯塔守护人的一天。" * 9 for n in range(6)))
    make_index(tmp_path, [*ARTICLES, long])
    index = open_index(tmp_path)
    whole = whole_vectors(index, embedder.encode_passages)
    assert set(whole.articles) == {article.id for article in (*ARTICLES, long)}
    assert whole.articles.count("long") > 1  # it is wider than one window
    salt = whole.articles.index("salt")
    text = "盐田上的光伏\n盐田村在盐池上方架起光伏板,装机120兆瓦。\n村民说:上面发电,下面晒盐。"
    assert whole.vectors[salt].tolist() == pytest.approx(embedder.encode_passages([text])[0].tolist())
    scores = whole.score(embedder)("光伏")
    assert scores[salt] == pytest.approx(float(embedder.encode_query(text) @ embedder.encode_query("光伏")))
    run = answers(whole.score(embedder), whole.articles, {"q": "光伏"}, shares_words=False).run["q"]
    assert [score for _, score in run] == sorted((score for _, score in run), reverse=True)
    assert dict(run)["long"] == pytest.approx(
        max(score for score, owner in zip(scores, whole.articles, strict=True) if owner == "long")
    )


def test_min_max_fusion_by_hand() -> None:
    words = {"q": [("a", 6.0), ("b", 4.0), ("c", 2.0)]}
    meaning = {"q": [("c", 0.75), ("b", 0.5), ("d", 0.25)], "other": [("x", 0.3)]}
    fused = min_max_fusion(words, meaning)
    assert [name for name, _ in fused["q"]] == ["a", "b", "c", "d"]  # a, b and c score 0.5; equal: by id
    assert dict(fused["q"]) == pytest.approx({"a": (1 + 0) / 2, "b": (0.5 + 0.5) / 2, "c": (0 + 1) / 2, "d": 0})
    assert fused["other"] == [("x", 0.5)]


@pytest.mark.model
def test_the_benchmark_writes_its_table(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "island")
    command = [sys.executable, "scripts/benchmark_quality.py", str(folder), "--out", str(tmp_path / "out")]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    written = (tmp_path / "out" / "quality.md").read_text(encoding="utf-8")
    assert written.strip() == shown.strip()
    assert written.splitlines()[0].startswith(
        "| set, nDCG@10 | rank_bm25 | bm25s | lexical | whole vectors | dense | rrf |"
    )
    document = json.loads((tmp_path / "out" / "quality.json").read_text(encoding="utf-8"))
    (measured,) = document["sets"]
    means = [system["measures"]["nDCG@10"]["mean"] for system in measured["systems"]]
    row = written.splitlines()[2].replace("*", "").split(" | ")
    assert [f"{value:.4f}" for value in means] == row[1:9]
    assert {"date", "machine", "model", "packages"} == document["conditions"].keys()
