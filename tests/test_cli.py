"""The command line: one document on stdout, the rest on stderr, exit codes that say what went wrong."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SEED_PAGE, HashingEmbedder

from api.cli import main
from api.render import color_wanted


@pytest.fixture(autouse=True)
def _tiny_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda model=None, device=None: HashingEmbedder())
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())


def wenlan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with the seed page and three invented articles as JSON Lines."""
    folder = tmp_path / "source"
    folder.mkdir()
    shutil.copy(SEED_PAGE, folder / "page.txt")
    lines = [{"id": f"made-up-{n}", "title": f"第{n}号灯塔", "text": f"灯塔守护人说了第{n}句话。"} for n in (1, 2, 3)]
    (folder / "more.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return folder


def test_index_search_article_stats(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    indexed = wenlan("index", source, "--index", root, "--json")
    assert indexed.exit_code == 0
    summary = json.loads(indexed.stdout)
    assert (summary["articles"], summary["unchanged"], summary["left_out"], summary["generation"]) == (12, False, 0, 1)
    assert "page.txt: 9 articles" in indexed.stderr

    found = wenlan("search", "绿证 捐赠", "--index", root, "--mode", "lexical", "--limit", 2, "--json")
    hits = json.loads(found.stdout)["hits"]
    assert hits[0]["title"] == "400 张绿证助力达沃斯 实现全过程绿电供应"
    assert len(hits) <= 2
    assert hits[0]["passages"][0]["scores"]["lexical"]["contribution"] == hits[0]["score"]

    article = wenlan("article", hits[0]["id"], "--index", root)
    assert json.loads(article.stdout)["reporters"] == ["苏晓梅"]
    stats = wenlan("stats", "--index", root, "--json")
    assert json.loads(stats.stdout)["articles"] == 12
    assert "articles   12" in wenlan("stats", "--index", root).stdout


def test_the_human_form_shows_titles_places_and_sums(source: Path, tmp_path: Path) -> None:
    wenlan("index", source, "--index", tmp_path / "index")
    shown = wenlan("search", "绿证 捐赠", "--index", tmp_path / "index", "--limit", 1, "--mode", "lexical").stdout
    assert " 1. 400 张绿证助力达沃斯 实现全过程绿电供应" in shown
    assert "line 77" in shown
    assert "= lexical" in shown
    assert "【捐赠】 400 张【绿证】" in shown


def test_indexing_again_changes_nothing_until_a_source_changes(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    first, second = (json.loads(wenlan("index", source, "--index", root, "--json").stdout) for _ in "12")
    assert not first["unchanged"]
    assert second == first | {"unchanged": True}
    (source / "more.jsonl").write_text('{"id": "x", "title": "新", "text": "全新。"}', encoding="utf-8")
    third = json.loads(wenlan("index", source, "--index", root, "--json").stdout)
    assert (third["unchanged"], third["generation"], third["articles"]) == (False, 2, 10)


def test_what_is_given_is_indexed_and_a_contradiction_told(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    options = ("--paper", "津门晚报", "--date", "2025-06-20", "--page", "A01")
    indexed = wenlan("index", source / "page.txt", "--index", root, *options)
    assert "given date 2025-06-20, inferred 2025-06-10" in indexed.stderr
    answer = wenlan("search", "津门晚报 头版 绿证", "--index", root, "--mode", "lexical", "--json")
    hit = json.loads(answer.stdout)["hits"][0]
    assert hit["id"] == "津门晚报-2025-06-20-A01-06"
    assert hit["issue"]["date"] == {
        "value": "2025-06-20",
        "basis": "given",
        "evidence": ["given on the command line"],
    }


def test_a_source_that_cannot_be_read_is_named_and_the_rest_indexed(source: Path, tmp_path: Path) -> None:
    (source / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00" * 50)
    indexed = wenlan("index", source, "--index", tmp_path / "index", "--json")
    assert indexed.exit_code == 5
    assert f"left out: {source / 'picture.txt'}" in indexed.stderr
    summary = json.loads(indexed.stdout)
    assert (summary["articles"], summary["left_out"]) == (12, 1)
    again = wenlan("index", source, "--index", tmp_path / "index", "--json")
    assert (again.exit_code, json.loads(again.stdout)["left_out"]) == (5, 1)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (("search", "x", "--index", "nowhere"), 3, "no index in nowhere; make one with: wenlan index"),
        (("search", "", "--index", "INDEX"), 2, "the query is empty"),
        (("search", " \t ", "--index", "INDEX"), 2, "the query is empty"),
        (("search", "字" * 10_001, "--index", "INDEX"), 2, "at most 10000"),
        (("search", "x", "--index", "INDEX", "--mode", "fuzzy"), 2, "hybrid, lexical, dense"),
        (("search", "x", "--index", "INDEX", "--limit", "0"), 2, "1 to 100"),
        (("search", "x", "--index", "INDEX", "--limit", "ten"), 2, "--limit"),
        (("article", "pepper", "--index", "INDEX"), 3, "no article 'pepper'"),
        (("stats", "--index", "nowhere"), 3, "no index in nowhere"),
        (("serve", "--index", "nowhere"), 3, "no index in nowhere"),
        (("serve", "--index", "INDEX", "--port", "70000"), 2, "--port"),
        (("read", "nowhere.txt"), 5, "nowhere.txt"),
        (("index", "nowhere.txt", "--index", "new"), 5, "nowhere.txt"),
        (("index", "page.txt", "--date", "someday"), 2, "2025-06-10"),
        (("index",), 2, "PATHS"),
        (("find", "x"), 2, "find"),
    ],
)
def test_errors_are_one_clear_line_with_their_code(
    index_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    exit_code: int,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = wenlan(*(index_root if argument == "INDEX" else argument for argument in arguments))
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_to_index_leaves_no_index_and_spoils_none(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    (tmp_path / "empty.txt").write_text(" \n\n", encoding="utf-8")
    nothing = wenlan("index", tmp_path / "empty.txt", "--index", root)
    assert (nothing.exit_code, nothing.stdout) == (5, "")
    assert not (root / "CURRENT").exists()
    wenlan("index", source, "--index", root)
    assert wenlan("index", tmp_path / "empty.txt", "--index", root).exit_code == 5
    assert wenlan("search", "绿证", "--index", root, "--mode", "lexical").exit_code == 0


def test_a_query_of_ten_thousand_characters_is_answered(index_root: Path) -> None:
    result = wenlan("search", "光伏" * 5000, "--index", index_root, "--json")
    assert json.loads(result.stdout)["hits"][0]["id"] == "salt"


def test_a_page_is_shown_with_its_raw_lines() -> None:
    shown = wenlan("read", SEED_PAGE).stdout
    assert "(L3-15)" in shown
    assert "date: 2025-06-10 (given); the text says 2025-06-10 (inferred)" in shown
    assert "  L11+13 (一)有效扩大社会保障覆盖面。" in shown
    assert "L15 jump page 4: (下转第 4 版)" in shown
    assert "L17 kicker: 陈敏尔在河北区调研时强调" in shown
    assert "L61 credit: 记者 张磊 摄" in shown
    document = json.loads(wenlan("read", SEED_PAGE, "--json").stdout)
    assert [article["lines"] for article in document["articles"]][-1] == [121, 137]


def test_help_names_every_command() -> None:
    shown = wenlan("--help").stdout
    for command in ("index", "search", "read", "serve", "stats", "article"):
        assert f"  {command} " in shown
    assert wenlan("--version").stdout.startswith("wenlan, version ")


def test_nothing_from_outside_commands_the_terminal(tmp_path: Path) -> None:
    lines = [{"id": "x\x1b[2J", "title": "红\x1b[2J\x1b]0;owned\x07色\n第二行", "text": "内容\x9b31m在此。"}]
    (tmp_path / "bad.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    wenlan("index", tmp_path / "bad.jsonl", "--index", tmp_path / "index")
    shown = wenlan("search", "内容", "--index", tmp_path / "index", "--mode", "lexical").stdout
    assert "色 第二行" in shown
    assert not set(shown) & {"\x1b", "\x07", "\x9b"}


def test_color_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for value, wanted in (("1", False), ("", True)):
        monkeypatch.setenv("NO_COLOR", value)
        assert color_wanted() is wanted


def test_arguments_that_are_no_text(index_root: Path) -> None:
    assert wenlan("article", "\udcff", "--index", index_root).exit_code == 3
    assert wenlan("search", "光伏\udcff", "--index", index_root, "--mode", "lexical").exit_code == 0
