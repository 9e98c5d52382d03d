"""The bundled query script: over an index here, or over a server with nothing but Python."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from conftest import ROOT, HashingEmbedder, make_index

from api.app import create_app
from api.live import LiveSearcher

SCRIPT = ROOT / "scripts" / "query.py"


@pytest.fixture
def server_url(index_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real server on a free port."""
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())
    config = uvicorn.Config(create_app(LiveSearcher(index_root)), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def query(*arguments: object, isolated: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the script; isolated: without any installed package."""
    python = [sys.executable, "-I", "-S"] if isolated else [sys.executable]
    return subprocess.run([*python, SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=False)


def test_a_server_is_asked_with_the_standard_library_alone(server_url: str) -> None:
    answered = query("光伏 盐田", "--url", server_url, "--mode", "lexical", "--json", isolated=True)
    assert json.loads(answered.stdout)["hits"][0]["id"] == "salt"
    assert "盐田上的光伏" in query("光伏 盐田", "--url", server_url, isolated=True).stdout


NARROW = (
    "--since",
    "2024",
    "--until",
    "2024-11",
    "--source",
    "日报",
    "--author",
    "乔",
    "--kind",
    "report",
    "--page",
    1,
)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("光伏 盐田",), ["salt"]),
        (("", *NARROW, "--page", "A8", "--facets", "--sort", "oldest"), ["harbour"]),
        (("", "--author", "乔", "--author", "海"), ["harbour"]),
        (("", "--kind", "report", "--limit", 2), ["harbour", "doctor"]),
        (("泊位", "--unfold", "--sort", "recent", "--half-life", 2.5), ["harbour"]),
    ],
)
def test_an_index_answers_as_the_server_does(
    server_url: str, index_root: Path, options: tuple[object, ...], found: list[str]
) -> None:
    asked = (*options, "--mode", "lexical", "--json")
    here, there = query(*asked, "--index", index_root), query(*asked, "--url", server_url)
    assert here.stdout == there.stdout
    assert [hit["id"] for hit in json.loads(here.stdout)["hits"]] == found, here.stderr


def test_pages_are_turned_by_cursor(server_url: str, index_root: Path) -> None:
    asked = ("", "--kind", "report", "--limit", 2, "--url", server_url)
    cursor = json.loads(query(*asked, "--json").stdout)["next_cursor"]
    assert query(*asked).stdout.splitlines()[-1] == f"more with --cursor {cursor}"
    following = json.loads(query(*asked, "--cursor", cursor, "--json").stdout)
    assert [(hit["rank"], hit["id"]) for hit in following["hits"]] == [(3, "measures"), (4, "salt")]
    make_index(index_root, content="new")
    assert json.loads(query(*asked, "--cursor", cursor, "--json").stdout) == following
    make_index(index_root, content="newer")
    assert json.loads(query(*asked, "--json").stdout)["generation"] == 3
    for place in (("--url", server_url), ("--index", index_root)):
        expired = query("", "--kind", "report", "--cursor", cursor, *place)
        assert expired.returncode == 3
        assert "generation 1, here is 3" in expired.stderr


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--mode", "fuzzy", "unknown mode"),
        ("--limit", 0, "1 to 100"),
        ("--floor", 2, "0 to 1"),
        ("--since", "soon", "expected a date"),
        ("--source", "", "source is empty"),
        ("--sort", "date", "unknown sort"),
        ("--half-life", 0, "more than 0"),
        ("--cursor", "x", "no cursor"),
    ],
)
def test_refusals_are_told_in_the_same_words(
    server_url: str, index_root: Path, option: str, value: object, says: str
) -> None:
    for place in (("--url", server_url), ("--index", index_root)):
        refused = query("光伏", option, value, *place)
        assert refused.returncode == 2
        assert refused.stdout == ""
        assert refused.stderr.startswith("query: ")
        assert says in refused.stderr


def test_no_server_and_no_index(tmp_path: Path) -> None:
    assert "is the server running?" in query("x", "--url", "http://127.0.0.1:9").stderr
    assert "no index in" in query("x", "--index", tmp_path).stderr


def test_a_reader_that_goes_away_is_no_fault(server_url: str) -> None:
    command = f"{sys.executable} {SCRIPT} 光伏 --url {server_url} --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{", "")


def test_what_cannot_be_said_in_utf_8_is_asked_all_the_same(server_url: str) -> None:
    answered = query("光伏\udcff", "--url", server_url, "--json")
    assert json.loads(answered.stdout)["hits"][0]["id"] == "salt", answered.stderr
