"""The HTTP skin: answers, and one shape for every error."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.live import LiveSearcher
from api.render import answer_text
from indexer.articles import Related
from indexer.errors import IndexMissing
from indexer.index import open_index
from indexer.reading.document import article_document
from search.counts import counts
from search.filters import Filters
from search.request import LONGEST_QUERY, search_request
from search.searcher import Searcher

FILTERS = ("since", "until", "page", "source", "author", "kind")


@pytest.fixture
def client(index_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())
    with TestClient(create_app(LiveSearcher(index_root)), raise_server_exceptions=False) as opened:
        yield opened


def as_json(value: object) -> dict[str, object]:
    document: dict[str, object] = msgspec.json.decode(msgspec.json.encode(value))
    return document


def assert_problem(response: Response, status: int, code: str, says: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert {"type", "title", "status", "code", "detail"} <= set(problem)
    assert (problem["status"], problem["code"]) == (status, code)
    assert says in problem["detail"]


def test_a_hit_tells_what_belongs_with_it(tmp_path: Path) -> None:
    reason = "the photo illustrates it; words in common: 灯塔"
    photo = make_article("photo", None, "修复后的灯塔。", kind="photo_caption")
    make_index(tmp_path, [replace(photo, related=(Related("story", reason),)), make_article("story", "灯塔", "完工。")])
    searcher = Searcher(open_index(tmp_path), HashingEmbedder)
    answer = msgspec.to_builtins(searcher.search(search_request("灯塔", "lexical", fold=False)))
    assert {hit["id"]: hit["related"] for hit in answer["hits"]} == {
        "photo": ({"id": "story", "reason": reason},),
        "story": (),
    }
    assert [line.strip() for line in answer_text(answer, color=False).splitlines() if "related" in line] == [
        f"related: story ({reason})"
    ]


def test_get_post_and_python_answer_alike(client: TestClient, index_root: Path) -> None:
    searcher = Searcher(open_index(index_root), HashingEmbedder)
    expected = as_json(searcher.search(search_request("光伏 盐田", "lexical", 3)))
    asked = {"q": "光伏 盐田", "mode": "lexical", "limit": 3}
    assert client.get("/v1/search", params=asked).json() == expected
    assert client.post("/v1/search", json=asked).json() == expected
    assert expected["hits"][0]["id"] == "salt"


def test_a_floor_is_asked_for_in_both_ways(client: TestClient) -> None:
    asked = {"q": "光伏 盐田", "mode": "lexical"}
    (relevance,) = (hit["relevance"] for hit in client.get("/v1/search", params=asked).json()["hits"])
    for floor, found in ((relevance, 1), (min(1, relevance + 1e-6), 0)):
        answers = (
            client.get("/v1/search", params=asked | {"floor": floor}),
            client.post("/v1/search", json=asked | {"floor": floor}),
        )
        assert [(one.json()["total"], len(one.json()["hits"]), one.json()["floor"]) for one in answers] == [
            (found, found, floor)
        ] * 2


NARROW: dict[str, object] = {
    "mode": "lexical",
    "since": "2024",
    "until": "2024-11-15",
    "page": ["1", "A8"],
    "source": ["日報"],
    "author": ['"乔砚秋"'],
    "kind": ["report"],
    "sort": "recent",
    "half_life": 30.5,
    "facets": True,
}


@pytest.mark.parametrize(("text", "found"), [("泊位", ["harbour"]), ("", ["harbour"]), ("光伏", [])])
def test_filters_and_facets_over_http(client: TestClient, index_root: Path, text: str, found: list[str]) -> None:
    python = {name: value for name, value in NARROW.items() if name not in FILTERS}
    filters = Filters(**{name: NARROW[name] for name in FILTERS})  # type: ignore[arg-type]
    request = search_request(text, filters=filters, **python)  # type: ignore[arg-type]
    expected = as_json(Searcher(open_index(index_root), HashingEmbedder).search(request))
    got = client.get("/v1/search", params=NARROW | {"q": text})  # type: ignore[arg-type]
    assert got.json() == expected
    assert client.post("/v1/search", json=NARROW | {"q": text}).json() == expected
    assert client.post("/v1/search", json=NARROW | {"query": text, "kind": "report"}).json() == expected
    assert [hit["id"] for hit in expected["hits"]] == found  # type: ignore[attr-defined]
    month = [{"value": "2024-11", "count": 1, "filters": {"since": "2024-11", "until": "2024-11"}}]
    assert expected["facets"]["month"] == month[: len(found)]  # type: ignore[index]


def test_pages_of_an_edition_are_turned_until_the_next_but_one(client: TestClient, index_root: Path) -> None:
    asked: dict[str, object] = {"q": "", "kind": "report", "limit": 3}

    def page(cursor: str) -> Response:
        return client.post("/v1/search", json=asked | {"cursor": cursor})

    first = client.post("/v1/search", json=asked).json()
    assert [hit["id"] for hit in first["hits"]] == ["harbour", "doctor", "measures"]
    make_index(index_root, ARTICLES[:1], content="new")
    second = page(first["next_cursor"]).json()
    assert [(hit["rank"], hit["id"]) for hit in second["hits"]] == [(4, "salt"), (5, "school")]
    assert (second["generation"], second["next_cursor"], second["total"]) == (1, None, 5)
    assert client.post("/v1/search", json=asked).json()["generation"] == 2
    assert_problem(page("x"), 422, "cursor-invalid", "give the next_cursor of an answer")
    assert_problem(
        client.post("/v1/search", json=asked | {"cursor": first["next_cursor"], "kind": "wire"}),
        422,
        "cursor-invalid",
        "another question",
    )
    make_index(index_root, ARTICLES[:2], content="newer")
    assert_problem(page(first["next_cursor"]), 410, "cursor-expired", "generation 1, here is 3; ask again without")


def test_an_article_by_its_id(client: TestClient) -> None:
    response = client.get("/v1/articles/harbour")
    citation = "乔砚秋. 青屿港新泊位投产[N]. 青屿日报, 2024-11-15(1)."
    assert response.json() == as_json(article_document(ARTICLES[0])) | {"similar": [], "citation": citation}


def test_ids_of_any_characters(client: TestClient, index_root: Path) -> None:
    identifier = "青屿日报-2024-11-15/1?#%-01"
    make_index(index_root, [make_article(identifier, "题", "文。")], content="new")
    assert client.get(f"/v1/articles/{quote(identifier, safe='')}").json()["id"] == identifier


def test_what_is_published_is_answered_at_once(client: TestClient, index_root: Path) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "generation": 1}
    make_index(index_root, [make_article("new", "新题", "刚刚发布的文章。")], content="new")
    assert client.get("/readyz").json() == {"status": "ready", "generation": 2}
    assert client.get("/v1/search", params={"q": "刚刚发布"}).json()["hits"][0]["id"] == "new"


def test_an_index_of_another_model_is_not_taken_over(client: TestClient, index_root: Path) -> None:
    make_index(index_root, ARTICLES[:1], HashingEmbedder("other"), content="new")
    assert client.get("/v1/stats").json()["generation"] == 1
    assert client.get("/v1/search", params={"q": "光伏"}).json()["hits"][0]["id"] == "salt"


def test_stats_and_health(client: TestClient, index_root: Path) -> None:
    stats = client.get("/v1/stats").json()
    assert stats == as_json(counts(open_index(index_root).manifest))
    assert (stats["articles"], stats["chunks"], stats["windows"], stats["segments"]) == (5, 5, 10, 1)
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        ({"q": ""}, "query-empty", "the query is empty"),
        ({"q": " \t\n"}, "query-empty", "the query is empty"),
        ({"q": "\x00\x1b"}, "query-empty", "the query is empty"),
        ({"q": "字" * (LONGEST_QUERY + 1)}, "query-too-long", "at most 10000"),
        ({"q": "字", "mode": "semantic"}, "mode-unknown", "hybrid, lexical, dense"),
        ({"q": "字", "limit": 0}, "limit-out-of-range", "1 to 100"),
        ({"q": "字", "limit": 101}, "limit-out-of-range", "1 to 100"),
        ({"q": "字", "limit": "many"}, "request-invalid", "limit"),
        ({"q": "字", "floor": 1.5}, "floor-out-of-range", "a relevance of 0 to 1"),
        ({"q": "字", "floor": "high"}, "request-invalid", "floor"),
        ({"q": "字", "floor": 0.5}, "floor-unavailable", "in mode lexical"),
        ({"q": "字", "since": "20250631"}, "since-no-date", "expected a date such as 2025-06-10"),
        ({"q": "字", "until": ""}, "until-no-date", "a month (2025-06)"),
        ({"q": "字", "since": "2025", "until": "2024"}, "until-before-since", "nothing can be between"),
        ({"q": "字", "page": ""}, "page-empty", "give a value, or leave it out"),
        ({"q": "字", "source": ["日报", " "]}, "source-empty", "give a value, or leave it out"),
        ({"q": "字", "author": ""}, "author-empty", "give a value, or leave it out"),
        ({"q": "字", "kind": [""]}, "kind-empty", "give a value, or leave it out"),
        ({"q": "字", "sort": "best"}, "sort-unknown", "relevance, newest, oldest, recent"),
        ({"q": "字", "half_life": -1}, "half-life-out-of-range", "more than 0"),
        ({"q": "字", "half_life": "long"}, "request-invalid", "half_life"),
        ({"q": "字", "facets": "all"}, "request-invalid", "facets"),
        ({"q": "字", "cursor": "AAAA"}, "cursor-invalid", "no cursor"),
        ({}, "request-invalid", "q"),
    ],
)
def test_questions_that_cannot_be_answered(client: TestClient, asked: dict[str, object], code: str, says: str) -> None:
    if code != "query-too-long":  # the client itself refuses so long a URL
        assert_problem(client.get("/v1/search", params=asked), 422, code, says)  # type: ignore[arg-type]
    assert_problem(client.post("/v1/search", json=asked), 422, code, says)


def test_bodies_that_are_no_question(client: TestClient) -> None:
    assert_problem(client.post("/v1/search", content=b"{"), 422, "request-invalid", "body")
    assert_problem(client.post("/v1/search", json={"q": "字", "fuzzy": 1}), 422, "request-invalid", "fuzzy")
    assert_problem(client.post("/v1/search", content=b"\xff\xfe"), 422, "request-invalid", "body")


def test_a_query_of_ten_thousand_characters_is_answered(client: TestClient) -> None:
    answer = client.post("/v1/search", json={"q": "光伏" * (LONGEST_QUERY // 2), "mode": "lexical"})
    assert [hit["id"] for hit in answer.json()["hits"]] == ["salt"]


def test_what_is_not_there(client: TestClient) -> None:
    assert_problem(client.get("/v1/articles/pepper"), 404, "article-unknown", "pepper")
    assert_problem(client.get("/v2/search"), 404, "not-found", "Not Found")
    refused = client.delete("/v1/search")
    assert_problem(refused, 405, "method-not-allowed", "Method Not Allowed")
    assert refused.headers["allow"]


def test_a_fault_shows_nothing_of_the_inside(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Searcher, "search", broken)
    response = client.get("/v1/search", params={"q": "字"})
    assert_problem(response, 500, "internal-error", "the server failed")
    assert "secret" not in response.text


def test_openapi_describes_every_answer(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) >= {"/v1/search", "/v1/articles/{article_id}", "/v1/stats", "/healthz", "/readyz"}
    assert {"SearchAnswer", "Hit", "PassageHit", "LegScore", "Similar", "FoundArticle", "Counts"} <= set(
        document["components"]["schemas"]
    )
    parameters = {item["name"]: item["schema"] for item in document["paths"]["/v1/search"]["get"]["parameters"]}
    assert parameters["mode"]["enum"] == ["hybrid", "lexical", "dense"]
    assert (parameters["limit"]["minimum"], parameters["limit"]["maximum"]) == (1, 100)


def test_no_index_no_server(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        LiveSearcher(tmp_path)


def test_an_index_made_anew_from_nothing_is_followed(client: TestClient, index_root: Path) -> None:
    shutil.rmtree(index_root)
    assert client.get("/v1/articles/salt").status_code == 200  # the last good one, while there is none
    make_index(index_root, [make_article("new", "新题", "刚刚发布的文章。")])
    assert client.get("/v1/articles/new").status_code == 200
    assert_problem(client.get("/v1/articles/salt"), 404, "article-unknown", "salt")


def test_the_page_and_the_documentation_need_no_other_server(client: TestClient) -> None:
    page = client.get("/")
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    for text in (page.text, client.get("/docs").text):
        assert not re.search(r"""(src|href)=["']?https?:""", text)
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', client.get("/docs").text):
        assert client.get(path).status_code == 200
