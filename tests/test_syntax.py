"""The query language from end to end: the same articles in every mode."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from conftest import HashingEmbedder, make_article, make_index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.facts import Basis, Fact, Issue
from indexer.index import open_index
from search.errors import QueryError
from search.filters import Filters
from search.query.conditions import AllOf, Not, Says
from search.query.parsing import parse
from search.request import Mode, search_request
from search.searcher import Searcher


def issue(paper: str, day: date, page: str) -> Issue:
    facts = (Fact(value, Basis.GIVEN) for value in (paper, day.isoformat(), page))
    return Issue(*facts)


# Invented news.
ARTICLES = [
    make_article(
        "harbour", "青屿港新泊位投产", "港务局说,“以港兴城”不是口号,二〇二五年六月九日投产。",
        reporters=("林海",), issue=issue("青屿日报", date(2025, 6, 10), "1"), kind="report",
    ),
    make_article(
        "salt", "盐池上方架光伏", "盐田村把光伏板架在盐池上方,港务局也来参观。", "A hydropower plant is next.",
        reporters=("林海燕", "苏晓"), issue=issue("青屿日报", date(2025, 6, 12), "A2"), kind="feature",
    ),
    make_article(
        "school", "新学校 秋季开学", "村裡的新學校秋季開學,「以港興城」寫進課本。",
        issue=issue("海天晚报", date(2024, 8, 30), "3"), kind="editorial",
    ),
    make_article("undated", "Solar notes", "Solar panels over brine. The solarium stays open."),
]  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root: Path = tmp_path_factory.mktemp("index")
    make_index(root, ARTICLES)
    return Searcher(open_index(root), HashingEmbedder)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"以港兴城"', {"harbour", "school"}),
        ("「以港興城」", {"harbour", "school"}),
        ('"以港兴城" -"新学校"', {"harbour"}),
        ('"新学校秋季"', {"school"}),
        ("港务局 OR 新学校", {"harbour", "salt", "school"}),
        ("港务局 AND 光伏", {"salt"}),
        ("港务局 AND NOT 光伏", {"harbour"}),
        ("标题:光伏", {"salt"}),
        ("标题:(光伏 OR 泊位)", {"salt", "harbour"}),
        ("记者:林海", {"harbour", "salt"}),
        ("记者:“林海”", {"harbour"}),
        ("日期:2025年6月", {"harbour", "salt"}),
        ("日期:<2025", {"school"}),
        ("版:1-4", {"harbour", "school"}),
        ("版:a2", {"salt"}),
        ("报:青屿 kind:feature", {"salt"}),
        ("kind:社论", {"school"}),
        ("日期:2025 -记者:苏晓", {"harbour"}),
        ("hydro*", {"salt"}),
        ("solar*", {"undated"}),
        ('"2025年6月9日"', {"harbour"}),
        ("-报:青屿 -solar", {"school"}),
        ('"没有这句话"', set()),
    ],
)
def test_every_mode_finds_the_same(searcher: Searcher, mode: Mode, query: str, expected: set[str]) -> None:
    answer = searcher.search(search_request(query, mode))
    assert {hit.id for hit in answer.hits} == expected
    assert answer.total == len(expected)


def test_without_words_the_newest_is_first(searcher: Searcher) -> None:
    answer = searcher.search(search_request("-hydro*"))
    assert [hit.id for hit in answer.hits] == ["harbour", "school", "undated"]
    assert answer.hits[0].relevance is None


def test_words_beside_conditions_rank_and_are_marked(searcher: Searcher) -> None:
    answer = searcher.search(search_request("港务局 -泊位", Mode.LEXICAL))
    assert [hit.id for hit in answer.hits] == ["salt"]
    passage = answer.hits[0].passages[0]
    assert [passage.text[start:end] for start, end in passage.highlights] == ["港务局"]


def test_what_was_taken_as_words_is_told(searcher: Searcher) -> None:
    answer = searcher.search(search_request("日期:昨天 光伏"))
    assert answer.notes[0].startswith("date: expected a date such as")
    assert answer.total == len(ARTICLES)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("query", ['光伏 "投产港务局"', "标题:(光伏 -盐池)", "光伏 日期:1999"])
def test_conditions_that_nothing_fulfils_are_told_instead_of_words(searcher: Searcher, mode: Mode, query: str) -> None:
    answer = searcher.search(search_request(query, mode))
    assert (answer.total, answer.notes) == (0, ("no article fulfils what the query and the filters demand",))


@pytest.mark.parametrize("field", ["source", "author", "kind", "page"])
def test_half_a_character_in_a_filter_can_be_told(searcher: Searcher, field: str) -> None:
    filters = Filters(**{field: ["\ud800"]})  # type: ignore[arg-type]
    answer = searcher.search(search_request("光伏", filters=filters, explain=True))
    assert answer.explanation is not None and msgspec.json.encode(answer)


PIECES = st.sampled_from(
    [*'"“”()-* 《》', "光伏", "港务局", " OR ", " AND ", " NOT ", "标题:", "记者:林", "日期:2025", "hydro"]
)


@pytest.mark.parametrize("mode", Mode)
@given(query=st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_query_raises_and_none_finds_what_it_excludes(searcher: Searcher, mode: Mode, query: str) -> None:
    request = search_request(f"{query} -港务局", mode)
    answer = searcher.search(request)
    condition = parse(request.text).condition
    demanded = condition.conditions if isinstance(condition, AllOf) else (condition,)
    if Not(Says("港务局")) in demanded:
        assert not {hit.id for hit in answer.hits} & {"harbour", "salt"}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    "piece",
    [
        "(",
        '"光伏" ',
        "光伏 OR ",
        "-港务局 ",
        "盐田村光伏板架在盐池上方",
        "绿 ",
        "solar ",
        "h* ",
        "日期:2025 ",
        "龘靐齉爩",
        "x",
    ],
)
def test_the_longest_queries_are_answered(searcher: Searcher, mode: Mode, piece: str) -> None:
    answer = searcher.search(search_request(piece * (10_000 // len(piece)), mode, explain=True, facets=True))
    assert answer.total <= len(ARTICLES)
    assert answer.explanation is not None


def test_a_beginning_of_very_many_words_is_one_span_of_the_postings(tmp_path: Path) -> None:
    words = [f"w{number:05}" for number in range(30_000)]
    make_index(tmp_path, [make_article("many", "Words", " ".join(words)), make_article("none", "Other", "nothing")])
    answer = Searcher(open_index(tmp_path), HashingEmbedder).search(search_request("w*", Mode.LEXICAL))
    assert [hit.id for hit in answer.hits] == ["many"]


def test_what_the_query_demands_leaves_no_doubt(searcher: Searcher) -> None:
    assert searcher.search(search_request("hydro*")).notes == ()


def test_of_a_text_without_end_the_first_terms_are_looked_for(searcher: Searcher) -> None:
    answer = searcher.search(search_request("".join(chr(0x4E00 + number) for number in range(5_000)), Mode.LEXICAL))
    assert any("the first 2000 are looked for" in note for note in answer.notes)


def test_a_cursor_does_not_go_on_with_other_words_of_ones_own(tmp_path: Path) -> None:
    make_index(tmp_path, ARTICLES)
    asked = Searcher(open_index(tmp_path), HashingEmbedder)
    first = asked.search(search_request("村", limit=1))
    (tmp_path / "synonyms.txt").write_text("村, 港\n", encoding="utf-8")
    with pytest.raises(QueryError, match="cursor"):
        asked.search(search_request("村", limit=1, cursor=first.next_cursor))
