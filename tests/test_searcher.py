"""One contract for all modes, and what each promises alone."""

from pathlib import Path

import pytest
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import batch as batch_module
from indexer.articles import Article, Paragraph, Section
from indexer.errors import IndexMismatch
from indexer.index import open_index
from search.answer import SearchAnswer
from search.errors import ArticleUnknown, QueryError
from search.request import LONGEST_QUERY, Mode, search_request
from search.searcher import Searcher


def searcher(root: Path) -> Searcher:
    return Searcher(open_index(root), HashingEmbedder)


def ask(root: Path, query: str, mode: Mode = Mode.HYBRID, limit: int = 10) -> SearchAnswer:
    return searcher(root).search(search_request(query, mode, limit))


def ids(answer: SearchAnswer) -> list[str]:
    return [hit.id for hit in answer.hits]


QUERIES = ["光伏", "青屿港 泊位", "盐田村在盐池上方架起什么?", "new school", "渔港 2024年11月15日", "xyzzy", "!!!"]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("query", QUERIES)
def test_contract(index_root: Path, mode: Mode, query: str) -> None:
    answer = ask(index_root, query, mode, limit=3)
    assert len(answer.hits) == min(3, answer.total)
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert list(answer.hits) == sorted(answer.hits, key=lambda hit: (-hit.score, hit.id))
    assert len(set(ids(answer))) == len(answer.hits)
    assert answer == ask(index_root, query, mode, limit=3)
    for hit in answer.hits:
        assert [passage.score for passage in hit.passages] == sorted((p.score for p in hit.passages), reverse=True)
        for scored in (hit, *hit.passages):
            legs = scored.scores.values()
            assert scored.score == sum(leg.contribution for leg in legs)  # exactly
            assert all(leg.contribution == leg.weight * leg.normalised for leg in legs)
            assert all(0 <= leg.normalised <= 1 for leg in legs)
            assert {"hybrid": {"lexical", "dense"}}.get(mode, {str(mode)}) == set(scored.scores)


@pytest.mark.parametrize("mode", Mode)
def test_many_segments_answer_as_one(tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    make_index(tmp_path / "one")
    monkeypatch.setattr(batch_module, "SEGMENT_CHUNKS", 1)
    assert len(make_index(tmp_path / "many").segments) == len(ARTICLES)
    for query in QUERIES:
        one, many = (ask(tmp_path / name, query, mode) for name in ("one", "many"))
        assert ids(one) == ids(many)
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in many.hits], abs=1e-5)


def test_a_lexical_hit_shares_a_word(index_root: Path) -> None:
    assert ids(ask(index_root, "光伏", Mode.LEXICAL)) == ["salt"]
    nothing = ask(index_root, "xyzzy", Mode.LEXICAL)
    assert (nothing.hits, nothing.total, nothing.coverage) == ((), 0, 0.0)
    assert "mode hybrid" in nothing.notes[0]


def test_dense_ranks_everything(index_root: Path) -> None:
    assert sorted(ids(ask(index_root, "xyzzy", Mode.DENSE))) == sorted(article.id for article in ARTICLES)


def test_a_query_without_known_words_is_a_dense_search_and_says_so(index_root: Path) -> None:
    hybrid, dense = (ask(index_root, "xyzzy plugh", mode) for mode in (Mode.HYBRID, Mode.DENSE))
    assert ids(hybrid) == ids(dense)
    assert hybrid.coverage == 0
    assert hybrid.hits[0].scores["lexical"].weight == 0
    assert hybrid.hits[0].scores["lexical"].rank is None
    assert "meaning" in hybrid.notes[0]


def test_metadata_is_searched(index_root: Path) -> None:
    assert ids(ask(index_root, "乔砚秋", Mode.LEXICAL)) == ["harbour"]
    assert ids(ask(index_root, "2024年11月15日 青屿日报 头版", Mode.LEXICAL)) == ["harbour"]


def test_places_and_highlights_point_into_the_source(index_root: Path) -> None:
    passage = ask(index_root, "投資 補助", Mode.LEXICAL).hits[0].passages[0]
    assert passage.text.split("\n")[0] == "(一)提升避风能力。防波堤加固按投资的40%补助。"
    assert [passage.text[start:end] for start, end in passage.highlights] == ["投资", "补助"]
    assert (passage.place.paragraphs, passage.place.lines) == ((1, 2), (2, 3))


def test_the_nearest_window_is_part_of_the_passage(index_root: Path) -> None:
    for hit in ask(index_root, "下面晒盐", Mode.DENSE).hits:
        for passage in hit.passages:
            assert passage.nearest is not None
            start, end = passage.nearest
            assert 0 <= start < end <= len(passage.text)


def test_ties_break_by_id(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article(name, "同题", "同文。") for name in ("c", "a", "b")])
    for limit in (1, 2, 3):
        assert ids(ask(tmp_path, "同文", limit=limit)) == ["a", "b", "c"][:limit]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article of 400 passages and 150 short ones, all about the same road; sections keep the passages apart."""
    root = tmp_path_factory.mktemp("crowd")
    sections = tuple(Section(f"第{n}节", n) for n in range(400))
    long = Article(
        id="long",
        source="made-up.txt",
        lines=(1, 400),
        paragraphs=tuple(Paragraph(f"机场大道机场大道第{n}段。", (n + 1,), n) for n in range(400)),
        sections=sections,
    )
    short = [make_article(f"short-{n:03}", None, f"机场大道边的第{n}家店开门了,店主姓张。") for n in range(150)]
    make_index(root, [long, *short])
    return root


@pytest.mark.parametrize("mode", Mode)
def test_a_long_article_crowds_nobody_out(crowd: Path, mode: Mode) -> None:
    answer = ask(crowd, "机场大道", mode, limit=20)
    assert len(answer.hits) == 20
    assert answer.total >= 100
    assert "long" in ids(answer)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("query", ["机场大道", "第7家店", "店主 开门"])
def test_scores_and_order_do_not_depend_on_the_limit(crowd: Path, mode: Mode, query: str) -> None:
    few, many = ask(crowd, query, mode, limit=5), ask(crowd, query, mode, limit=100)
    assert few.hits == many.hits[:5]
    assert few.total == many.total


def test_an_article_without_title_shows_its_beginning(index_root: Path) -> None:
    hit = ask(index_root, "医保 坐船", Mode.LEXICAL).hits[0]
    assert hit.title is None
    assert hit.display_title == "〔no title〕海岛居民在村口就能办理医保,不用坐船。"


def test_articles_by_id(index_root: Path) -> None:
    assert searcher(index_root).article("salt") == ARTICLES[1]
    with pytest.raises(ArticleUnknown, match="no article 'pepper'"):
        searcher(index_root).article("pepper")


@pytest.mark.parametrize(
    ("text", "mode", "limit", "code"),
    [
        ("", "hybrid", 10, "query-empty"),
        (" \n\t ", "hybrid", 10, "query-empty"),
        ("\x00\x1b\ud800", "hybrid", 10, "query-empty"),
        ("字" * (LONGEST_QUERY + 1), "hybrid", 10, "query-too-long"),
        ("字", "semantic", 10, "mode-unknown"),
        ("字", "hybrid", 0, "limit-out-of-range"),
        ("字", "hybrid", 101, "limit-out-of-range"),
    ],
)
def test_questions_that_cannot_be_answered(text: str, mode: str, limit: int, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        search_request(text, mode, limit)
    assert caught.value.code == code


def test_control_characters_separate_words(index_root: Path) -> None:
    assert ask(index_root, "光伏\x00\x07盐田").query == "光伏 盐田"


def test_the_longest_query_is_answered(index_root: Path) -> None:
    assert ids(ask(index_root, "光伏" * (LONGEST_QUERY // 2), Mode.LEXICAL)) == ["salt"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text(min_size=1), mode=st.sampled_from(list(Mode)))
def test_any_text_is_answered_or_refused(index_root: Path, query: str, mode: Mode) -> None:
    try:
        request = search_request(query, mode)
    except QueryError as error:
        assert error.code == "query-empty"
    else:
        assert searcher(index_root).search(request).mode is mode


def test_another_model_is_refused(index_root: Path) -> None:
    other = Searcher(open_index(index_root), lambda: HashingEmbedder("other", 64))
    with pytest.raises(
        IndexMismatch, match=r"embedding model hashing-64 .* this program other .* wenlan index made-up\.txt"
    ):
        other.search(search_request("光伏"))
    assert other.search(search_request("光伏", "lexical")).hits[0].id == "salt"
