"""What is like an article. The articles are invented."""

from pathlib import Path

import msgspec
import pytest
from conftest import ARTICLES, HashingEmbedder, make_article, make_index

from api.render import like_text
from indexer.index import open_index
from search.errors import ArticleUnknown, QueryError
from search.searcher import Searcher

STORM = "台风昨夜登陆青屿,渔船全部回港,灯塔彻夜长明,三百名居民转移到学校过夜。" * 4
NEWS = [
    make_article("storm", "台风登陆青屿", STORM),
    make_article("storm-again", "台风登陆青屿岛", STORM),
    make_article("boats", "渔船回港避风", "台风来临前,青屿的渔船全部回港,船老大们在码头上加固缆绳。"),
    make_article("salt", "盐田丰收", "今年晴天多,盐田村的盐比去年多收了两成。"),
]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root = tmp_path_factory.mktemp("news")
    make_index(root, NEWS)
    return Searcher(open_index(root), HashingEmbedder)


def test_near_duplicates_apart_and_the_nearest_others_first(news: Searcher) -> None:
    found = news.like("storm")
    assert found.id == "storm"
    assert [one.id for one in found.near_duplicates] == ["storm-again"]
    ids = [hit.id for hit in found.like]
    assert ids[0] == "boats"
    assert set(ids) == {"boats", "salt"}
    best = found.like[0]
    assert best.scores["lexical"].rank == best.scores["dense"].rank == 1
    assert (best.relevance, best.explanation) == (None, None)
    passage = best.passages[0]
    assert "台风" in [passage.text[start:end] for start, end in passage.highlights]


def test_near_duplicates_of_what_is_like_it_are_folded(news: Searcher) -> None:
    [story] = [hit for hit in news.like("boats").like if hit.id.startswith("storm")]
    assert {story.id, *(one.id for one in story.similar)} == {"storm", "storm-again"}


def test_as_many_as_are_asked_for(news: Searcher) -> None:
    assert [hit.id for hit in news.like("storm", 1).like] == ["boats"]
    for limit in (0, 101):
        with pytest.raises(QueryError, match=f"limit is {limit}"):
            news.like("storm", limit)


def test_an_article_without_words_is_like_none(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article("empty", None), *NEWS])
    found = Searcher(open_index(tmp_path), HashingEmbedder).like("empty")
    assert (found.near_duplicates, found.like) == ((), ())
    assert like_text(msgspec.to_builtins(found), color=False) == "Nothing is like it."


def test_an_unknown_article_is_refused(news: Searcher) -> None:
    with pytest.raises(ArticleUnknown, match="pepper"):
        news.like("pepper")


def test_an_article_alone_is_like_none(tmp_path: Path) -> None:
    make_index(tmp_path, ARTICLES[:1])
    assert Searcher(open_index(tmp_path), HashingEmbedder).like("harbour").like == ()


def test_it_can_be_read(news: Searcher) -> None:
    lines = like_text(msgspec.to_builtins(news.like("storm", 1)), color=False).splitlines()
    assert lines[0] == "台风登陆青屿岛 · storm-again · 100% shared"
    assert lines[1] == " 1. 渔船回港避风"
