"""Reranking from the command line, over HTTP and in the lab, with a tiny cross-encoder in a folder."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from cross_encoders import bi_encoder, cross_encoder
from fastapi.testclient import TestClient
from lab_files import JUDGMENTS, QUESTIONS, beir_folder

from api.app import create_app
from api.cli import main
from api.live import LiveSearcher
from search.evaluation.measures import measure
from search.evaluation.runs import DEPTH, documents, read_run
from search.request import search_request
from search.searcher import Searcher


@pytest.fixture(autouse=True)
def _tiny_embedder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda model=None, device=None: HashingEmbedder())
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder(tmp_path_factory.mktemp("models") / "sigmoid")


def wenlan(*arguments: object, **environ: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environ)


def test_a_search_is_reranked_and_explained(index_root: Path, model: Path) -> None:
    asked = ("search", "光伏 盐田", "--index", index_root)
    found = wenlan(*asked, "--rerank", model, "--rerank-depth", 2, "--json")
    answer = json.loads(found.stdout)
    assert answer["reranker"] == str(model)
    assert ["rerank" in hit["scores"] for hit in answer["hits"]] == [True, True, False, False, False]
    by_environment = wenlan(*asked, "--json", WENLAN_RERANK=str(model), WENLAN_RERANK_DEPTH="2")
    assert json.loads(by_environment.stdout) == answer
    shown = wenlan(*asked, "--rerank", model, "--rerank-depth", 2).stdout
    assert f"the best 2 reranked by {model}" in shown
    assert shown.count(" + rerank 0.") == 2
    assert json.loads(wenlan(*asked, "--json").stdout)["reranker"] is None


def test_errors_are_one_line_with_their_code(index_root: Path, model: Path, tmp_path: Path) -> None:
    asked = ("search", "光伏", "--index", index_root)
    for options, exit_code, says in [
        (("--rerank", tmp_path / "nowhere"), 3, "nowhere' cannot be had"),
        (("--rerank", bi_encoder(tmp_path / "bi")), 3, "no cross-encoder"),
        (("--rerank", model, "--rerank-depth", 0), 2, "--rerank-depth"),
    ]:
        result = wenlan(*asked, *options)
        assert (result.exit_code, result.stdout) == (exit_code, "")
        assert says in result.stderr
        assert "Traceback" not in result.stderr


@pytest.fixture(scope="module")
def opened(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Path]]:
    """A server with a reranker that reads three articles, and its index."""
    root = tmp_path_factory.mktemp("served")
    make_index(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())
        app = create_app(LiveSearcher(root, None, "cpu", str(model), 3))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client, root


def test_a_server_with_a_reranker_uses_it_unless_told_not_to(opened: tuple[TestClient, Path], model: Path) -> None:
    client, _ = opened
    reranked = client.get("/v1/search", params={"q": "光伏 盐田"}).json()
    assert reranked["reranker"] == str(model)
    assert sum("rerank" in hit["scores"] for hit in reranked["hits"]) == 3
    assert client.get("/v1/search", params={"q": "光伏 盐田", "rerank": "true"}).json() == reranked
    assert client.post("/v1/search", json={"q": "光伏 盐田"}).json() == reranked
    plain = client.get("/v1/search", params={"q": "光伏 盐田", "rerank": "false"}).json()
    assert client.post("/v1/search", json={"q": "光伏 盐田", "rerank": False}).json() == plain
    assert plain["reranker"] is None
    assert not any("rerank" in hit["scores"] for hit in plain["hits"])
    refused = client.get("/v1/search", params={"q": "光伏", "rerank": "perhaps"})
    assert (refused.status_code, refused.json()["code"]) == (422, "request-invalid")


def test_what_is_published_is_reranked_too(opened: tuple[TestClient, Path], model: Path) -> None:
    client, root = opened
    make_index(root, [*ARTICLES, make_article("new", "新题", "刚刚发布的文章。")], content="new")
    answer = client.get("/v1/search", params={"q": "刚刚发布"}).json()
    assert (answer["generation"], answer["reranker"], answer["total"]) == (2, str(model), 6)


def test_a_server_without_one_refuses_to_rerank(index_root: Path) -> None:
    with TestClient(create_app(LiveSearcher(index_root)), raise_server_exceptions=False) as client:
        for refused in (
            client.get("/v1/search", params={"q": "光伏", "rerank": "true"}),
            client.post("/v1/search", json={"q": "光伏", "rerank": True}),
        ):
            problem = refused.json()
            assert (refused.status_code, problem["code"]) == (422, "rerank-unavailable")
            assert "--rerank MODEL" in problem["detail"]
        assert client.get("/v1/search", params={"q": "光伏", "rerank": "false"}).status_code == 200


def test_the_lab_measures_hybrid_reranked(model: Path, tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "island")
    plain = json.loads(wenlan("eval", folder, "--json").stdout)
    asked = ("eval", folder, "--rerank", model, "--rerank-depth", 4, "--run-out", tmp_path / "runs", "--json")
    result = wenlan(*asked)
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    assert [one["name"] for one in report["systems"]] == ["lexical", "dense", "hybrid", "rrf", "hybrid+rerank"]
    assert [one["measures"] for one in report["systems"][:4]] == [one["measures"] for one in plain["systems"]]
    run = read_run(tmp_path / "runs" / "hybrid+rerank.run")
    wenlan("index", folder / "corpus.jsonl", "--index", tmp_path / "index")
    searcher = Searcher.open(tmp_path / "index", reranker=str(model), rerank_depth=4)
    for query in JUDGMENTS:
        hits = searcher.search(search_request(QUESTIONS[query], limit=DEPTH)).hits
        assert run[query] == [(hit.id, pytest.approx(hit.score, abs=1e-6)) for hit in hits]
    expected = measure(documents(run), JUDGMENTS)["nDCG@10"].mean()
    assert report["systems"][-1]["measures"]["nDCG@10"]["mean"] == pytest.approx(expected)
    assert report["systems"][-1]["queries_a_second"] > 0
