"""The command line: one document on stdout, the rest on stderr, exit codes that say what went wrong."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ARTICLES, ROOT, SEED_PAGE, HashingEmbedder, make_index
from wcwidth import width

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
    shown = wenlan("stats", "--index", root).stdout.splitlines()
    assert {"articles   12", f"sources    {source}"} <= set(shown)


def test_a_floor_leaves_out_what_is_less_relevant(source: Path, tmp_path: Path) -> None:
    wenlan("index", source, "--index", tmp_path / "index")
    asked = ("search", "绿证 捐赠", "--index", tmp_path / "index", "--mode", "lexical")
    best = json.loads(wenlan(*asked, "--json").stdout)["hits"][0]["relevance"]
    assert f"relevance {best:.2f}" in wenlan(*asked).stdout
    kept = json.loads(wenlan(*asked, "--floor", best, "--json").stdout)
    assert (kept["total"], [hit["relevance"] for hit in kept["hits"]]) == (1, [best])


def test_the_human_form_shows_titles_places_and_sums(source: Path, tmp_path: Path) -> None:
    wenlan("index", source, "--index", tmp_path / "index")
    shown = wenlan("search", "绿证 捐赠", "--index", tmp_path / "index", "--limit", 1, "--mode", "lexical").stdout
    assert " 1. 400 张绿证助力达沃斯 实现全过程绿电供应" in shown
    assert "line 77" in shown
    assert "= lexical" in shown
    assert "【捐赠】 400 张【绿证】" in shown


def test_the_human_form_shows_the_heading_above_a_passage(tmp_path: Path) -> None:
    measures = next(article for article in ARTICLES if article.id == "measures")
    under = tuple(replace(paragraph, section=0) for paragraph in measures.paragraphs)
    make_index(tmp_path, [replace(measures, paragraphs=under)])
    shown = wenlan("search", "防波堤加固", "--index", tmp_path, "--mode", "lexical").stdout
    assert "measures · 一、支持渔港改造升级, paragraphs 1-2, lines 2-3\n" in shown


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
        (("search", "x", "--index", "INDEX", "--floor", "-1"), 2, "a relevance of 0 to 1"),
        (("search", "x", "--index", "INDEX", "--floor", "0.5"), 2, "search without a floor"),
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


PAGES = [ROOT / "tests" / "data" / "pages" / f"qingyu-2024-11-15-{page}.txt" for page in ("p01", "p03")]


def lines_view(*arguments: object, cells: int = 80, color: bool = False) -> list[str]:
    environment = {"COLUMNS": str(cells)}
    result = CliRunner().invoke(main, ["read", "--view", "lines", *map(str, arguments)], env=environment, color=color)
    assert result.exit_code == 0, result.output
    return result.stdout.split("\n")


@pytest.mark.parametrize("cells", [80, 120, 160])
def test_every_raw_line_stands_beside_what_it_was_read_as(cells: int) -> None:
    rows = lines_view(SEED_PAGE, cells=cells)
    assert max(width(row) for row in rows) <= cells
    raw = [line.strip() for line in SEED_PAGE.read_text(encoding="utf-8").splitlines()]
    shown = {int(row[:5]): row[6:].split(" │ ")[0].strip() for row in rows if row[:5].strip().isdecimal()}
    assert sorted(shown) == [number for number, line in enumerate(raw, 1) if line]
    for number, text in shown.items():
        start, _, end = text.partition("…")
        assert raw[number - 1].startswith(start.strip()) and raw[number - 1].endswith(end.strip())
        assert start or end


def test_the_lines_view_says_article_role_join_confidence_and_what_is_missing() -> None:
    rows = [" ".join(row.split()) for row in lines_view(SEED_PAGE, cells=120)]
    assert "9 articles · 5 joins · 0 lines furniture · 0 lines unplaced · 4 doubts" in rows
    assert any(row.startswith("doubt: L91: 推铺 may be 摊铺 (high") for row in rows)
    assert "▸ 2 用好资源 盘活存量 激发活力 谱写河北区高质量发展新篇章" in rows
    assert "天津日报-2025-06-10-1-02 (L17-39) · report · reporters 于春洋 刘国栋" in rows
    assert "start 0.98: headline before a lead marker" in rows
    assert "page 4 is missing: that page of the issue is not among the sources" in rows
    assert "17 陈敏尔在河北区调研时强调 │ 2 kicker" in rows
    assert any(
        row.startswith("29 质,完善功能设施") and row.endswith("│ 2 ¶4 joined 特色街区品|质,完善功") for row in rows
    )
    assert "15 (下转第 4 版) │ 1 jump to page 4" in rows


def test_wrapped_lines_go_on_without_their_seams() -> None:
    rows = [" ".join(row.split()) for row in lines_view(ROOT / "tests/data/pages/invented-traditional-A2.txt")]
    assert "5 表示，為因應年底旅運需求，自下月起將在週 │ 1 ¶1 goes on" in rows


def test_the_lines_view_of_an_issue_shows_where_an_article_goes_on() -> None:
    rows = [" ".join(row.split()) for row in lines_view(*PAGES, cells=160)]
    first, second = (rows.index(str(path)) for path in PAGES)
    assert first < rows.index("36 (下转第 3 版) │ 1 jump to page 3") < second
    assert rows.index("▸ 1 again") < second  # a photo stands in the middle of it
    assert rows.index("7 (上接第 1 版) │ 1 comes from page 1") > second
    assert any(row.startswith("goes on from page 1, score 7.5: it repeats the headline") for row in rows[second:])
    assert "9 青屿日报 │ furniture: paper" not in rows and "1 青屿日报 │ furniture: paper" in rows
    missing = [" ".join(row.split()) for row in lines_view(PAGES[1], cells=160)]
    assert any(row.startswith("page 1 is missing") for row in missing)


def test_the_lines_view_is_plain_unless_colour_is_wanted_and_obeys_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("红\x1b[31m灯塔\n\n本报讯(记者 钟一)昨日,灯塔亮了,\x9b2J渔民在看。\n", encoding="utf-8")
    assert not set("".join(lines_view(page, color=True))) & {"\x1b", "\x9b"}
    monkeypatch.setattr("api.sources.color_wanted", lambda: True)
    shown = "".join(lines_view(page, color=True))
    assert set(re.findall("\x1b[^m]*m", shown)) == {"\x1b[1m", "\x1b[2m", "\x1b[0m"} and "\x9b" not in shown


def test_doubts_and_uncertain_starts_are_shown(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes("这一行没有开头,\n".encode() + "灯塔亮了,渔民在看。".encode() * 9 + b"\xff\n")
    rows = lines_view(page, "--date", "2025-01-02", "--paper", "港湾报")
    assert "date: 2025-01-02 (given)" in rows and "paper: 港湾报 (given)" in rows
    assert any(row.startswith("? 1  ") for row in rows)
    assert any(row.startswith("doubt: line 2: characters are lost") for row in rows)
    assert "doubt: L1: uncertain start of an article" in "".join(rows)


def test_a_terminal_gets_the_lines_and_a_pipe_the_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    assert " │ " not in wenlan("read", SEED_PAGE).stdout
    monkeypatch.setattr("api.sources._is_terminal", lambda: True)
    assert " │ " in wenlan("read", SEED_PAGE).stdout
    assert json.loads(wenlan("read", SEED_PAGE, "--json", "--view", "lines").stdout)["source"] == str(SEED_PAGE)


def test_a_told_encoding_is_used_and_a_wrong_one_told(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes("讣告\n\n龚霁翀、闫鑫喆、亓昕玥、仝彧、皮昊旻、郗浩淼\n".encode("gb18030"))
    assert "name its encoding with --encoding" in wenlan("read", page).stderr
    assert "龚霁翀" in wenlan("read", page, "--encoding", "GBK").stdout
    assert wenlan("index", page, "--encoding", "GBK", "--index", tmp_path / "index").exit_code == 0
    for name in ("rot13", "klingon", ""):
        refused = wenlan("read", page, "--encoding", name)
        assert (refused.exit_code, "is no encoding of text" in refused.stderr) == (2, True)


def test_the_summary_counts_every_record_that_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("no json\n" * 40 + '{"text": "海"}\n', encoding="utf-8")
    (tmp_path / "b\x1b[2J.txt").write_text("", encoding="utf-8")
    indexed = wenlan("index", tmp_path, "--index", tmp_path / "index")
    assert (indexed.exit_code, indexed.stdout.strip().endswith("; 41 left out")) == (5, True)
    assert "a.jsonl: and 20 more broken lines" in indexed.stderr
    assert "\x1b" not in indexed.stderr


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


def test_filters_sorts_facets_and_pages(tmp_path: Path) -> None:
    make_index(tmp_path)
    narrow = ("--since", "2024-11", "--until", "2024", "--page", "1-2", "--source", "青嶼", "--author", '"乔砚秋"')
    found = wenlan("search", "", *narrow, "--kind", "wire", "--kind", "report", "--index", tmp_path, "--json")
    assert [hit["id"] for hit in json.loads(found.stdout)["hits"]] == ["harbour"], found.stderr
    shown = wenlan("search", "", "--kind", "report", "--limit", 2, "--facets", "--index", tmp_path).stdout.splitlines()
    assert shown[0].startswith("2 of 5 articles (hybrid)")
    assert [line for line in shown if re.match(r"[12 ]{2}\.", line)] == [
        " 1. 青屿港新泊位投产",
        " 2. 〔no title〕海岛居民在村口就能办理医保,不用坐船。",
    ]
    assert shown[-8:-1] == [
        "Articles by",
        "year     2024 1, unknown 4",
        "month    2024-11 1, unknown 4",
        "source   青屿日报 1, unknown 4",
        "page     1 1, unknown 4",
        "author   乔砚秋 1, unknown 4",
        "kind     report 5",
    ]
    cursor = shown[-1].removeprefix("more with --cursor ")
    following = wenlan(
        "search", "", "--kind", "report", "--limit", 9, "--cursor", cursor, "--index", tmp_path, "--json"
    )
    assert [hit["id"] for hit in json.loads(following.stdout)["hits"]] == ["measures", "salt", "school"]
    aged = wenlan("search", "泊位", "--sort", "recent", "--half-life", 1, "--mode", "lexical", "--index", tmp_path)
    assert "1.000 = lexical 1.000" in aged.stdout
    assert aged.stdout.rstrip().endswith("· recency 1")


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--since", "soon"), 2, "since is 'soon'; expected a date"),
        (("--kind", ""), 2, "kind is empty"),
        (("--sort", "best"), 2, "unknown sort 'best'"),
        (("--half-life", "nan"), 2, "half-life is nan"),
        (("--cursor", "x"), 2, "'x' is no cursor"),
        (("--cursor", "A" * 32), 3, "the cursor is of generation 0, here is 1"),
    ],
)
def test_filters_sorts_and_cursors_that_are_none(
    tmp_path: Path, options: tuple[str, ...], code: int, says: str
) -> None:
    make_index(tmp_path)
    refused = wenlan("search", "光伏", "--mode", "lexical", *options, "--index", tmp_path)
    assert (refused.exit_code, refused.stdout) == (code, "")
    assert says in refused.stderr
