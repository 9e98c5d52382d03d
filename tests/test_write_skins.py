"""Articles that come and go over HTTP and on the command line. Texts are invented."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import HashingEmbedder
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.live import LiveSearcher
from api.writer import IndexWriter
from indexer.index import open_index
from indexer.write_lock import write_lock


@pytest.fixture(autouse=True)
def _tiny_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda model=None, device=None: HashingEmbedder())
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())


@pytest.fixture
def client(index_root: Path) -> Iterator[TestClient]:
    live = LiveSearcher(index_root)
    with TestClient(create_app(live, IndexWriter(index_root, live.embedder)), raise_server_exceptions=False) as opened:
        yield opened


def lines(*records: object) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def found(client: TestClient, query: str) -> list[str]:
    answer = client.get("/v1/search", params={"q": query, "mode": "lexical"}).json()
    return [hit["id"] for hit in answer["hits"]]


def test_what_is_posted_is_found_and_what_is_deleted_is_not(client: TestClient) -> None:
    body = lines({"id": "salt", "text": "盐田改种水稻。"}, {"id": "tide/1", "title": "大潮", "text": "今日大潮。"})
    answer = client.post("/v1/articles", content=body)
    assert answer.status_code == 200
    assert (answer.json()["added"], answer.json()["replaced"], answer.json()["left_out"]) == (["tide/1"], ["salt"], [])
    assert (found(client, "水稻"), found(client, "光伏"), found(client, "大潮")) == (["salt"], [], ["tide/1"])
    assert client.get("/v1/articles/tide/1").json()["source"] == "http"
    assert client.post("/v1/articles", content=body).json()["unchanged"] == ["salt", "tide/1"]
    gone = client.delete("/v1/articles/tide/1")
    assert (gone.status_code, gone.json()["deleted"]) == (200, ["tide/1"])
    assert found(client, "大潮") == []
    assert client.get("/v1/stats").json()["articles"] == 5
    again = client.delete("/v1/articles/tide/1")
    assert (again.status_code, again.json()["code"]) == (404, "article-unknown")


def test_broken_lines_are_told_and_the_others_added(client: TestClient) -> None:
    body = (
        lines({"id": "a", "text": "甲地。"}, {"text": "无名。"}, {"id": "a", "text": "再来。"}, {"id": "b"})
        + b"\nno json"
    )
    answer = client.post("/v1/articles", content=body).json()
    assert answer["added"] == ["a"]
    reasons = [one["reason"] for one in answer["left_out"]]
    assert reasons[:3] == ["line 2 has no id", "line 3 has the id 'a' again", "line 4 has no field 'text'"]
    assert reasons[3].startswith("line 5 is no valid JSON")


@pytest.mark.parametrize("body", [b"", b"\n\n", b"[1]", "甲".encode("utf-16")])
def test_what_holds_no_article_is_refused_and_changes_nothing(
    client: TestClient, index_root: Path, body: bytes
) -> None:
    before = open_index(index_root).manifest
    answer = client.post("/v1/articles", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "source-unreadable")
    assert open_index(index_root).manifest == before


def test_a_server_that_is_not_writable_refuses(index_root: Path) -> None:
    with TestClient(create_app(LiveSearcher(index_root)), raise_server_exceptions=False) as client:
        for answer in (client.post("/v1/articles", content=b"{}"), client.delete("/v1/articles/salt")):
            assert (answer.status_code, answer.json()["code"]) == (403, "read-only")
            assert "--writable" in answer.json()["detail"]
            assert answer.headers["content-type"] == "application/problem+json"
    assert open_index(index_root).article("salt")


def test_another_writer_is_named(client: TestClient, index_root: Path) -> None:
    with write_lock(index_root):
        answer = client.delete("/v1/articles/salt")
    assert (answer.status_code, answer.json()["code"]) == (423, "index-locked")
    assert "since" in answer.json()["detail"]


def test_many_who_write_at_once_wait_for_each_other(client: TestClient) -> None:
    answers: list[int] = []

    def post(number: int) -> None:
        answers.append(client.post("/v1/articles", content=lines({"id": f"n{number}", "text": "同时。"})).status_code)

    threads = [threading.Thread(target=post, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 6
    assert sorted(found(client, "同时")) == [f"n{number}" for number in range(6)]


def wenlan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_add_delete_and_merge_on_the_command_line(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    path.write_bytes(lines({"id": "salt", "text": "盐田改种水稻。"}, {"id": "tide", "text": "今日大潮。"}))
    added = wenlan("add", path, "--index", index_root, "--json")
    assert added.exit_code == 0
    summary = json.loads(added.stdout)
    assert (summary["added"], summary["replaced"], summary["left_out"]) == (["tide"], ["salt"], 0)
    assert wenlan("add", path, tmp_path / "missing.txt", "--index", index_root).exit_code == 5
    deleted = wenlan("delete", "tide", "nothing", "--index", index_root, "--json")
    assert (deleted.exit_code, json.loads(deleted.stdout)["deleted"]) == (3, ["tide"])
    assert "no article has the id 'nothing'" in deleted.stderr
    assert wenlan("delete", "doctor", "--index", index_root).exit_code == 0
    assert json.loads(wenlan("merge", "--index", index_root, "--json").stdout)["segments"] == 2
    assert open_index(index_root).ids() == {"harbour", "salt", "school", "measures"}
    assert wenlan("add", path, "--index", tmp_path / "nowhere").exit_code == 3
    assert wenlan("delete", "x", "--index", tmp_path / "nowhere").exit_code == 3
    assert not (tmp_path / "nowhere").exists()


def test_indexing_a_changed_folder_writes_only_the_difference(tmp_path: Path) -> None:
    folder, root = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.text").write_text(f"第{number}座灯塔亮了。\n", encoding="utf-8")
    assert wenlan("index", folder, "--index", root).exit_code == 0
    before = open_index(root).manifest
    (folder / "0.text").unlink()
    (folder / "1.text").write_text("第一座灯塔灭了。\n", encoding="utf-8")
    (folder / "9.text").write_text("第九座灯塔落成。\n", encoding="utf-8")
    assert wenlan("index", folder, "--index", root).exit_code == 0
    after = open_index(root).manifest
    assert [record.articles for record in after.segments] == [6, 2]
    assert after.segments[0].files == before.segments[0].files
    assert open_index(root).ids() == {f"{number}-01" for number in (1, 2, 3, 4, 5, 6, 7, 9)}
    assert json.loads(wenlan("index", folder, "--index", root, "--json").stdout)["unchanged"]
    wenlan("delete", "2-01", "--index", root)
    assert not json.loads(wenlan("index", folder, "--index", root, "--json").stdout)["unchanged"]
    assert open_index(root).ids() == {f"{number}-01" for number in (1, 2, 3, 4, 5, 6, 7, 9)}
