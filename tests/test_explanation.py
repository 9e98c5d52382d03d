"""Explanations: the numbers that ranked, term by term, and why an article is no hit. The articles are invented."""

import math
import re
from dataclasses import replace
from datetime import date
from functools import reduce
from pathlib import Path

import msgspec
import numpy as np
import pytest
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.render import answer_text, explained_text
from indexer.articles import Article
from indexer.chunking import chunks, embedded_text, lead_text
from indexer.index import open_index
from indexer.segment import keys_of
from search.answer import SearchAnswer
from search.errors import ArticleUnknown
from search.explanation import ArticleExplanation, Explained, Words
from search.query.conditions import (
    AllOf,
    AnyOf,
    Author,
    Begins,
    Condition,
    Dated,
    Not,
    OfKind,
    OnPage,
    Says,
    Source,
)
from search.query.wording import worded
from search.request import Mode, search_request
from search.searcher import Searcher


def searcher(root: Path) -> Searcher:
    return Searcher(open_index(root), HashingEmbedder)


def explain(root: Path, query: str, article_id: str, mode: Mode = Mode.HYBRID) -> Explained:
    return searcher(root).explain(search_request(query, mode), article_id)


def explained_answer(root: Path, query: str, mode: Mode = Mode.HYBRID) -> SearchAnswer:
    return searcher(root).search(search_request(query, mode, limit=100, explain=True))


def added(words: Words) -> float:
    """The shares one after the other, as BM25 adds them."""
    return float(reduce(lambda total, one: total + np.float32(one.share), words.shares, np.float32(0)))


def check_words(article: ArticleExplanation) -> None:
    for words in (article.words.whole if article.words else None, *(passage.words for passage in article.passages)):
        assert words is None or added(words) == words.score  # exactly
    if article.words:
        best = [passage.words.score for passage in article.passages if passage.words and passage.best_by_words]
        assert best == ([article.words.best_passage] if article.words.best_passage else [])
        half = article.words.whole_share
        mixed = (1 - half) * np.float32(article.words.best_passage) + half * np.float32(article.words.whole.score)
        assert article.words.score == float(mixed)


def check_meaning(article: ArticleExplanation) -> None:
    if article.meaning is None:
        return
    nearest = [passage.window.nearness for passage in article.passages if passage.window and passage.nearest]
    assert nearest == [article.meaning.nearest_passage]
    share, wide = article.meaning.narrow_share, article.meaning.wide
    assert article.meaning.nearness == pytest.approx(share * nearest[0] + (1 - share) * wide.nearness, abs=1e-6)
    for window in (wide, *(passage.window for passage in article.passages if passage.window)):
        assert window.nearness == pytest.approx(window.cosine - window.background, abs=2e-6)
        assert 1 <= window.number <= window.windows


QUERIES = ["光伏", "青屿港 泊位", "漁港 投资 補助 xyzzy", "new school", "2024年11月15日", "!!!"]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("query", QUERIES)
def test_the_parts_are_those_of_the_scores(index_root: Path, mode: Mode, query: str) -> None:
    plain = searcher(index_root).search(search_request(query, mode, limit=100))
    answer = explained_answer(index_root, query, mode)
    assert replace(answer, explanation=None, hits=tuple(replace(hit, explanation=None) for hit in answer.hits)) == plain
    assert answer.explanation is not None
    for hit in answer.hits:
        article = hit.explanation
        assert article is not None
        assert (article.id, article.rank, article.score, article.scores) == (hit.id, hit.rank, hit.score, hit.scores)
        assert article.words is None or article.words.score == hit.scores["lexical"].raw
        assert article.meaning is None or article.meaning.nearness == hit.scores["dense"].raw
        for passage, shown in zip(article.passages, hit.passages, strict=False):
            assert passage.paragraphs == shown.place.paragraphs
            assert passage.words is None or passage.words.score == shown.scores["lexical"].raw
            assert passage.window is None or passage.window.nearness == shown.scores["dense"].raw
        check_words(article)
        check_meaning(article)
        assert article.reasons == ()
    answered = {hit.id for hit in answer.hits}
    for other in (article for article in ARTICLES if article.id not in answered):
        found = explain(index_root, query, other.id, mode).article
        assert (found.rank, found.score, found.scores) == (None, None, {})
        assert found.reasons
        check_words(found)
        check_meaning(found)


def test_one_term_by_hand(tmp_path: Path) -> None:
    """Two articles of one passage each, ab ab ab and cd: N = 2, df = 1, lengths 3 and 1."""
    make_index(tmp_path, [make_article("one", None, "ab ab ab"), make_article("two", None, "cd")])
    found = explain(tmp_path, "ab", "one", Mode.LEXICAL)
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    share = idf * 3 * 2.2 / (3 + 1.2 * (1 - 0.75 + 0.75 * 3 / 2))
    [term] = found.question.terms
    assert (term.term, term.count, term.passages, term.articles) == ("ab", 1, 1, 1)
    assert (term.idf, term.article_idf) == (pytest.approx(idf), pytest.approx(idf))
    assert found.article.words is not None
    [counted] = found.article.words.whole.shares
    assert (counted.term, counted.frequency, counted.share) == ("ab", 3, pytest.approx(share))
    assert found.question.words is not None
    coverage = found.question.words
    assert (coverage.highest, coverage.attainable) == (pytest.approx(share), pytest.approx(idf))
    assert (coverage.slope, coverage.coverage, coverage.weight) == (1.6, 1.0, 1.0)


def test_what_is_folded_and_ignored_is_told(index_root: Path) -> None:
    question = explain(index_root, "漁港 ＸＹＺＺＹ", "measures").question
    assert (question.text, question.folded, question.ignored) == ("漁港 ＸＹＺＺＹ", "渔港 xyzzy", ("xyzzy", "xyzzi"))
    assert [term.term for term in question.terms] == ["渔港", "xyzzy", "xyzzi"]


def test_an_article_that_shares_no_word_is_told_so(index_root: Path) -> None:
    found = explain(index_root, "光伏", "harbour", Mode.LEXICAL).article
    assert found.reasons == ("by words: it has none of the query's words",)
    assert found.passages == ()


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 articles about one lighthouse, the later the longer, and one of 40 passages that names it once."""
    root = tmp_path_factory.mktemp("crowd")
    short = [make_article(f"short-{n:03}", None, "灯塔" + "海风吹过" * (n + 1)) for n in range(150)]
    far = make_article("far", None, *(f"第{n}天,船队{'继续向北航行' * 20}。" for n in range(40)), "最后看见了灯塔。")
    make_index(root, [*short, far])
    return root


def dense_places(root: Path, query: str, article_id: str) -> list[int]:
    """Places by the nearest window of each width, of equal ones by the key of the id, from the texts alone."""
    asked, model = searcher(root), HashingEmbedder()
    vector = model.encode_query(query).astype(float)
    ids = [f"short-{n:03}" for n in range(150)] + ["far"]
    places = []
    for texts in (_narrow_texts, lambda article: [lead_text(article)]):
        near = {
            one: max(round(float(v @ vector), 6) for v in model.encode_passages(texts(asked.article(one))))
            for one in ids
        }
        places.append(1 + sorted(ids, key=lambda one: (-near[one], keys_of([one])[0])).index(article_id))
    return places


def _narrow_texts(article: Article) -> list[str]:
    return [embedded_text(article, chunk, window) for chunk in chunks(article) for window in chunk.windows]


@pytest.mark.parametrize("mode", [Mode.LEXICAL, Mode.HYBRID])
def test_an_article_behind_the_best_hundred_is_told_its_place(crowd: Path, mode: Mode) -> None:
    answer = searcher(crowd).search(search_request("灯塔", mode, limit=100, fold=False))
    candidates = {hit.id for hit in answer.hits}
    outside = [f"short-{n:03}" for n in range(150) if f"short-{n:03}" not in candidates]
    assert outside
    found = explain(crowd, "灯塔", outside[-1], mode).article
    assert found.words is not None
    assert found.words.rank is not None
    assert found.words.rank > 100
    told = f"by words: number {found.words.rank} of 151 articles that have one; the best 100 compete"
    assert found.reasons[0] == told
    if mode is Mode.HYBRID:
        assert found.meaning is not None
        places = re.findall(r"number (\d+) by its", found.reasons[1])
        assert [int(place) for place in places] == dense_places(crowd, "灯塔", outside[-1])
    check_words(found)
    check_meaning(found)


def test_of_a_long_article_the_passages_that_count_are_explained(crowd: Path) -> None:
    found = explain(crowd, "灯塔", "far").article
    check_words(found)
    check_meaning(found)
    [best] = [passage for passage in found.passages if passage.best_by_words]
    assert best.paragraphs == (40, 41)
    assert best.opening.startswith("第39天")
    assert best.words is not None
    assert [(share.term, share.frequency) for share in best.words.shares] == [("灯塔", 2)]  # as a word and as a pair


def test_what_may_be_meant_has_a_share_of_its_own(tmp_path: Path) -> None:
    """摊铺 as a word and as a pair of characters: printed twice in one article, suspected once in the other."""
    filler = "海边下了雨,渔船没有出港,码头上的人都回家了。"
    printed = make_article("printed", None, "路面摊铺完成。", filler)
    make_index(tmp_path, [printed, make_article("misread", None, "精细化推铺。"), make_article("other", None, filler)])
    misread = explain(tmp_path, "摊铺", "misread", Mode.LEXICAL).article
    assert misread.words is not None
    assert [(one.term, one.by) for one in misread.words.whole.shares] == [
        ("摊铺", ("a suspected misprint, or a space within",))
    ]
    other = explain(tmp_path, "摊铺", "printed", Mode.LEXICAL).article
    assert other.words is not None
    assert [(one.term, one.by) for one in other.words.whole.shares] == [("摊铺", ())]
    assert misread.words.whole.shares[0].share < other.words.whole.shares[0].share
    check_words(misread)


@pytest.mark.parametrize("mode", Mode)
def test_an_unknown_article_is_refused(index_root: Path, mode: Mode) -> None:
    with pytest.raises(ArticleUnknown, match="pepper"):
        explain(index_root, "光伏", "pepper", mode)


def test_what_keeps_a_candidate_from_being_a_hit_is_told(tmp_path: Path) -> None:
    text = "灯塔守护人昨夜在风暴中点亮了熄灭三年的灯塔,港口的船只全部平安归来。" * 8
    make_index(tmp_path, [make_article("first", "灯塔", text), make_article("second", None, text)])
    asked = searcher(tmp_path)
    request = search_request("灯塔", "lexical")
    [hit] = asked.search(request).hits
    folded = asked.explain(request, "second").article
    assert (hit.id, [one.id for one in hit.similar], folded.rank) == ("first", ["second"], 2)
    assert folded.reasons == ("it is folded under first, a near-duplicate that ranks higher",)
    assert asked.explain(replace(request, fold=False), "second").article.reasons == ()
    low = asked.explain(replace(request, floor=0.999999), "first").article
    assert low.relevance is not None
    assert low.reasons == (f"its relevance {low.relevance.relevance:.3f} is below the floor of 0.999999",)


def test_relevance_is_the_sum_of_its_parts(index_root: Path) -> None:
    answer = explained_answer(index_root, "光伏 盐田", Mode.LEXICAL)
    for hit in answer.hits:
        assert hit.explanation is not None
        found = hit.explanation.relevance
        assert found is not None
        assert found.relevance == hit.relevance == pytest.approx(1 / (1 + math.exp(-sum(found.parts.values()))))
        assert found.parts["words"] == pytest.approx(4.382 * found.words)
        assert found.words == pytest.approx(hit.scores["lexical"].raw / answer.explanation.words.attainable)  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", Mode)
def test_a_condition_that_is_not_fulfilled_is_named(index_root: Path, mode: Mode) -> None:
    asked = searcher(index_root)
    found = asked.explain(search_request('光伏 "盐田" -港务 OR', mode), "harbour")
    assert found.question.condition == "it says “盐田” and not it says “港务”"
    assert found.question.notes == ("OR joins two words or groups; with nothing behind it, it is no operator",)
    assert found.article.reasons == ("it does not fulfil: it says “盐田”", "it does not fulfil: not it says “港务”")
    assert asked.explain(search_request('光伏 "盐田" -港务', mode), "salt").article.rank == 1
    nothing = asked.explain(search_request('光伏 "不存在的话"', mode), "salt")
    assert (nothing.question.candidates, nothing.question.meaning) == (0, None)
    assert nothing.article.reasons == ("it does not fulfil: it says “不存在的话”",)
    assert "inf" not in explained_text(as_document(nothing))


def as_document(value: object) -> dict[str, object]:
    document: dict[str, object] = msgspec.to_builtins(value)
    return document


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Says("塔", in_title=True), "the head says “塔”"),
        (Begins("hydro"), "it has a word that begins with “hydro”"),
        (Author("林海"), "somebody with “林海” in the name made it"),
        (Author("林海", whole=True), "“林海” made it"),
        (OnPage("1", "1"), "it is on page 1"),
        (OnPage("1", "4"), "it is on pages 1 to 4"),
        (Source("日报"), "the paper has “日报” in its name"),
        (Source("青屿日报", whole=True), "the paper is “青屿日报”"),
        (OfKind("letter"), "its kind is letter"),
        (Dated(None, None), "it has a date"),
        (Not(AnyOf((Says("a"), Says("b")))), "not (it says “a” or it says “b”)"),
        (AllOf(()), "anything"),
        (AnyOf(()), "nothing"),
    ],
)
def test_conditions_in_words(condition: Condition, words: str) -> None:
    assert worded(condition) == words


def test_days_in_words() -> None:
    first, last = date(2025, 6, 9), date(2025, 6, 10)
    assert worded(Dated(first, first)) == "it is of 2025-06-09"
    assert worded(Dated(first, last)) == "it is dated since 2025-06-09 until 2025-06-10"
    assert worded(Dated(None, last)) == "it is dated until 2025-06-10"


def test_an_explanation_can_be_read(index_root: Path) -> None:
    lines = explained_text(as_document(explain(index_root, "漁港 補助 xyzzy", "measures"))).splitlines()
    assert lines[:2] == ["Ranked by: 漁港 補助 xyzzy", "Words are compared as: 渔港 补助 xyzzy"]
    assert "Not in this index: xyzzy, xyzzi" in lines
    assert "渔港建设若干措施 · measures" in lines
    assert any(line.startswith("  whole article: 渔港 ") and " + 补助 " in line for line in lines)
    shown = answer_text(as_document(explained_answer(index_root, "漁港")), color=False)
    assert shown.count("    why:\n") == len(ARTICLES)
    assert "Words are compared as: 渔港" in shown


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    query=st.lists(st.sampled_from(["光伏", "漁港", "school", "盐田村", "的", "xyzzy", "120", " "]), min_size=1).map(
        "".join
    ),
    mode=st.sampled_from(list(Mode)),
    article=st.sampled_from(ARTICLES),
)
def test_any_question_about_any_article_is_explained(
    index_root: Path, query: str, mode: Mode, article: Article
) -> None:
    if query.strip():
        found = explain(index_root, query, article.id, mode)
        check_words(found.article)
        check_meaning(found.article)
        assert article.id in explained_text(as_document(found))
