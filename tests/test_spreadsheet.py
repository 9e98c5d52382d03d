"""Hits as CSV: read back as they are by any reader, and no formulas. The articles are invented."""

import csv
import io
from pathlib import Path

import msgspec
import pytest
from conftest import HashingEmbedder, make_article, make_index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.spreadsheet import COLUMNS, csv_text
from indexer.facts import Basis, Fact, Issue
from indexer.index import open_index
from search.request import search_request
from search.searcher import Searcher


def rows(root: Path, query: str, mode: str = "lexical") -> list[dict[str, str]]:
    answer = Searcher(open_index(root), HashingEmbedder).search(search_request(query, mode))
    written = csv_text(msgspec.to_builtins(answer))
    assert written.startswith("\ufeffid,")
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))


def test_a_row_says_what_a_librarian_lists(index_root: Path) -> None:
    [row] = rows(index_root, "泊位")
    relevance = row.pop("relevance")
    assert row == {
        "id": "harbour",
        "title": "青屿港新泊位投产",
        "date": "2024-11-15",
        "page": "1",
        "paper": "青屿日报",
        "kind": "report",
        "reporters": "乔砚秋",
        "snippet": "青屿港南港区5号泊位昨日投产,年吞吐量可达120万标箱。\n港务集团负责人林海表示,下一步将开通中东航线。",
        "citation": "乔砚秋. 青屿港新泊位投产[N]. 青屿日报, 2024-11-15(1).",
    }
    assert 0 < float(relevance) < 1


def test_what_is_not_known_is_empty_and_a_long_passage_is_cut(tmp_path: Path) -> None:
    text = "盐" * 200 + "灯塔" + "田" * 200
    make_index(tmp_path, [make_article("salt", None, text, reporters=("林海", "苏晴"), kind="letter")])
    [row] = rows(tmp_path, "灯塔", "hybrid")
    assert (row["date"], row["page"], row["paper"], row["relevance"]) == ("", "", "", "")
    assert (row["kind"], row["reporters"]) == ("letter", "林海; 苏晴")
    assert row["snippet"] == "…" + "盐" * 20 + "灯塔" + "田" * 98 + "…"


def test_an_answer_without_hits_is_its_header(index_root: Path) -> None:
    answer = Searcher(open_index(index_root), HashingEmbedder).search(search_request("xyzzy", "lexical"))
    assert csv_text(msgspec.to_builtins(answer)) == "\ufeff" + ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(tmp_path: Path, begins: str) -> None:
    wicked = f'{begins}HYPERLINK("http://x.invalid","灯塔")'
    issue = Issue(Fact(wicked, Basis.READ), None, Fact(wicked, Basis.READ))
    make_index(tmp_path, [make_article(wicked, wicked, wicked, issue=issue, reporters=(wicked,), kind=wicked)])
    [row] = rows(tmp_path, "灯塔")
    for name in ("id", "title", "page", "paper", "kind", "reporters", "snippet", "citation"):
        assert row[name].startswith(f"'{begins}")


CELLS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=CELLS, reporters=st.lists(CELLS, max_size=3))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, title: str, reporters: list[str]) -> None:
    root = tmp_path_factory.mktemp("any")
    make_index(root, [make_article("one", title, "灯塔亮了。", reporters=tuple(reporters))])
    [row] = rows(root, "灯塔亮了")
    for name, value in (("title", title), ("reporters", "; ".join(reporters))):
        assert row[name] in (value, f"'{value}")
        assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
