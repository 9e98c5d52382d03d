"""Explanations, references, likeness and lists, over HTTP and on the command line: what Python gives, in each skin."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from click.testing import CliRunner, Result
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.live import LiveSearcher
from api.render import explained_text, like_text
from api.spreadsheet import COLUMNS
from indexer.index import open_index
from search.request import search_request
from search.searcher import Searcher

CITATION = "乔砚秋. 青屿港新泊位投产[N]. 青屿日报, 2024-11-15(1)."


@pytest.fixture(autouse=True)
def _tiny_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())


@pytest.fixture
def client(index_root: Path) -> Iterator[TestClient]:
    with TestClient(create_app(LiveSearcher(index_root)), raise_server_exceptions=False) as opened:
        yield opened


def wenlan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def searcher(root: Path) -> Searcher:
    return Searcher(open_index(root), HashingEmbedder)


def as_json(value: object) -> object:
    return msgspec.json.decode(msgspec.json.encode(value))


def test_an_explanation_is_the_same_in_all_skins(client: TestClient, index_root: Path) -> None:
    explained = searcher(index_root).explain(search_request("漁港 補助"), "measures")
    text = explained_text(msgspec.to_builtins(explained))
    asked = {"q": "漁港 補助"}
    assert client.get("/v1/articles/measures/explanation", params=asked).json() == as_json(explained)
    told = client.get("/v1/articles/measures/explanation", params=asked | {"format": "text"})
    assert (told.text, told.headers["content-type"]) == (text, "text/plain; charset=utf-8")
    command = ("explain", "漁港 補助", "measures", "--index", index_root)
    assert wenlan(*command).stdout == f"{text}\n"
    assert json.loads(wenlan(*command, "--json").stdout) == as_json(explained)


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_each_hit_is_explained_where_that_is_asked(client: TestClient, index_root: Path, mode: str) -> None:
    expected = as_json(searcher(index_root).search(search_request("光伏", mode, explain=True)))
    asked = {"q": "光伏", "mode": mode}
    assert client.get("/v1/search", params=asked | {"explain": True}).json() == expected
    assert client.post("/v1/search", json=asked | {"explain": True}).json() == expected
    command = ("search", "光伏", "--index", index_root, "--mode", mode)
    assert json.loads(wenlan(*command, "--explain", "--json").stdout) == expected
    shown = wenlan(*command, "--explain").stdout
    assert ("Ranked by: 光伏" in shown, "why:" in shown) == (True, True)
    assert "why:" not in wenlan(*command).stdout
    plain = client.get("/v1/search", params=asked).json()
    assert (plain["explanation"], {hit["explanation"] for hit in plain["hits"]}) == (None, {None})


def test_a_reference_alone(client: TestClient, index_root: Path) -> None:
    assert client.get("/v1/articles/harbour").json()["citation"] == CITATION
    line = client.get("/v1/articles/harbour/citation")
    assert (line.text, line.headers["content-type"]) == (f"{CITATION}\n", "text/plain; charset=utf-8")
    record = client.get("/v1/articles/harbour/citation", params={"style": "ris"})
    assert record.headers["content-type"] == "application/x-research-info-systems"
    assert record.text.startswith("TY  - NEWS\r\nAU  - 乔砚秋\r\n")
    assert wenlan("article", "harbour", "--index", index_root, "--cite", "gbt").stdout == f"{CITATION}\n"
    assert wenlan("article", "harbour", "--index", index_root, "--cite", "ris").stdout_bytes == record.content
    assert wenlan("article", "harbour", "--index", index_root, "--cite", "apa").exit_code == 2
    assert client.get("/v1/articles/harbour/citation", params={"style": "apa"}).status_code == 422


def test_likeness_is_the_same_in_all_skins(client: TestClient, index_root: Path) -> None:
    found = searcher(index_root).like("harbour", 2)
    assert client.get("/v1/articles/harbour/similar", params={"limit": 2}).json() == as_json(found)
    command = ("similar", "harbour", "--index", index_root, "--limit", 2)
    assert json.loads(wenlan(*command, "--json").stdout) == as_json(found)
    assert wenlan(*command).stdout == f"{like_text(msgspec.to_builtins(found), color=False)}\n"


@pytest.mark.parametrize("what", ["explanation?q=x", "similar", "citation"])
def test_unknown_articles_are_not_found(client: TestClient, index_root: Path, what: str) -> None:
    answer = client.get(f"/v1/articles/pepper/{what}")
    assert (answer.status_code, answer.json()["code"]) == (404, "article-unknown")
    commands = {"similar": ("similar", "pepper"), "citation": ("article", "pepper", "--cite", "ris")}
    refused = wenlan(*commands.get(what, ("explain", "x", "pepper")), "--index", index_root)
    assert (refused.exit_code, refused.stdout, "pepper" in refused.stderr) == (3, "", True)


def test_questions_that_cannot_be_asked(client: TestClient, index_root: Path) -> None:
    answer = client.get("/v1/articles/harbour/similar", params={"limit": 101})
    assert (answer.status_code, answer.json()["code"]) == (422, "limit-out-of-range")
    assert client.get("/v1/articles/harbour/explanation", params={"q": ""}).json()["code"] == "query-empty"
    assert client.get("/v1/articles/harbour/explanation").json()["code"] == "request-invalid"
    assert wenlan("similar", "harbour", "--index", index_root, "--limit", 0).exit_code == 2
    assert wenlan("explain", "", "harbour", "--index", index_root).exit_code == 2


def test_hits_as_a_list_for_spreadsheets(client: TestClient, index_root: Path) -> None:
    listed = client.get("/v1/search", params={"q": "光伏", "format": "csv"})
    assert listed.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert listed.headers["content-disposition"] == 'attachment; filename="wenlan.csv"'
    rows = list(csv.reader(io.StringIO(listed.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == list(COLUMNS)
    assert rows[1][:2] == ["salt", "盐田上的光伏"]
    assert len(rows) == 1 + len(ARTICLES)
    assert wenlan("search", "光伏", "--index", index_root, "--csv").stdout_bytes == listed.content
    both = wenlan("search", "光伏", "--index", index_root, "--csv", "--json")
    assert (both.exit_code, both.stdout) == (2, "")


def test_ids_of_any_characters(client: TestClient, index_root: Path) -> None:
    identifier = "青屿日报-2024-11-15/1?#%-01/similar"
    make_index(index_root, [make_article(identifier, "题", "文。")], content="new")
    place = f"/v1/articles/{quote(identifier, safe='')}"
    assert client.get(f"{place}/similar").json()["id"] == identifier
    assert client.get(f"{place}/citation").text == "题[N]. [报纸名不详], [出版日期不详].\n"
    assert client.get(f"{place}/explanation", params={"q": "文"}).json()["article"]["id"] == identifier


def test_the_routes_are_described(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    paths = {f"/v1/articles/{{article_id}}/{name}" for name in ("similar", "explanation", "citation")}
    assert paths <= set(document["paths"])
    assert {"Explained", "ArticleExplanation", "Likeness", "Snippet"} <= set(document["components"]["schemas"])


def test_filters_that_leave_an_article_out_are_named(client: TestClient, index_root: Path) -> None:
    told = client.get(
        "/v1/articles/harbour/explanation",
        params={"q": "泊位", "source": "日报", "since": "2025", "page": "2", "format": "text"},
    ).text
    lines = told.splitlines()
    assert "A hit must: it is dated since 2025-01-01 and it is on page 2 and the paper has “日报” in its name" in lines
    assert "It does not fulfil: it is dated since 2025-01-01" in lines
    assert "It does not fulfil: it is on page 2" in lines
    assert "日报" not in "".join(line for line in lines if line.startswith("It does not"))
    command = (
        "explain",
        "泊位",
        "harbour",
        "--index",
        index_root,
        "--source",
        "日报",
        "--since",
        "2025",
        "--page",
        "2",
    )
    assert wenlan(*command).stdout == f"{told}\n"
    alone = client.get("/v1/articles/harbour/explanation", params={"q": "", "source": "日报", "format": "text"}).text
    assert alone.startswith("Ranked by: nothing")
    assert "Number 1 of the candidates: no score = 0.000" in alone


def test_an_answer_goes_on_whether_or_not_it_is_explained(client: TestClient) -> None:
    first = client.get("/v1/search", params={"q": "光伏", "limit": 2}).json()
    asked = {"q": "光伏", "limit": 2, "cursor": first["next_cursor"]}
    plain, explained = (client.get("/v1/search", params=asked | {"explain": why}).json() for why in (False, True))
    assert [hit["id"] for hit in plain["hits"]] == [hit["id"] for hit in explained["hits"]]
    assert all(hit["explanation"]["rank"] == hit["rank"] for hit in explained["hits"])
