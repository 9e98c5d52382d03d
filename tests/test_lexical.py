import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import ARTICLES, SEED_PAGE, make_article, make_index
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from indexer import batch as batch_module
from indexer.analysis import terms
from indexer.chunking import chunks, indexed_text
from indexer.index import open_index
from indexer.segment import keys_of
from search.bm25 import BM25, Bm25, idf
from search.candidates import best
from search.corpus import Corpus
from search.lexical import LexicalLeg
from search.phrases import PhraseFinder
from search.terms import plain

PARAGRAPHS = [line for line in SEED_PAGE.read_text(encoding="utf-8").split("\n") if line]
SEED_ARTICLES = [make_article(f"line-{n:03}", None, text) for n, text in enumerate(PARAGRAPHS)]


def leg_of(corpus: Corpus, parameters: Bm25 = BM25) -> LexicalLeg:
    return LexicalLeg(corpus, PhraseFinder(corpus), parameters)


def lexical_leg(root: Path) -> LexicalLeg:
    return leg_of(Corpus(open_index(root)))


def test_bm25_by_hand(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article("1", None, "alpha beta beta"), make_article("2", None, "alpha")])
    found = lexical_leg(tmp_path).score(plain(["beta", "alpha", "gamma"]))
    idf_beta, idf_alpha, idf_gamma = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5), math.log(1 + 2.5 / 0.5)
    # "alpha beta beta" gives alpha, alpha's stem is itself, beta twice: 3 terms; "alpha" 1 term; on average 2.
    long, short = 1.2 * (0.25 + 0.75 * 3 / 2), 1.2 * (0.25 + 0.75 * 1 / 2)
    assert found.chunks[0] == pytest.approx(idf_beta * 2 * 2.2 / (2 + long) + idf_alpha * 2.2 / (1 + long))
    assert found.chunks[1] == pytest.approx(idf_alpha * 2.2 / (1 + short))
    assert found.attainable == pytest.approx(idf_beta + idf_alpha + idf_gamma)


@pytest.mark.parametrize(
    "query", ["绿证 捐赠", "机场大道这次维修了多大面积的路面?", "天津天津天津", "open source", "的", "6月9日 陈敏尔"]
)
def test_scores_are_those_of_rank_bm25(tmp_path: Path, query: str) -> None:
    make_index(tmp_path, SEED_ARTICLES)
    documents = [terms(indexed_text(article, chunk)) for article in SEED_ARTICLES for chunk in chunks(article)]
    oracle = BM25Okapi(documents, k1=1.2, b=0.75)
    frequency = {term: sum(term in document for document in documents) for term in oracle.idf}
    oracle.idf = {term: idf(len(documents), count) for term, count in frequency.items()}
    np.testing.assert_allclose(
        lexical_leg(tmp_path).score(plain(terms(query))).chunks, oracle.get_scores(terms(query)), atol=1e-4
    )


def test_many_segments_score_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_index(tmp_path / "one", SEED_ARTICLES)
    monkeypatch.setattr(batch_module, "SEGMENT_CHUNKS", 7)
    manifest = make_index(tmp_path / "many", SEED_ARTICLES)
    assert len(manifest.segments) == math.ceil(len(SEED_ARTICLES) / 7)
    for query in PARAGRAPHS[::9]:
        one, many = (lexical_leg(tmp_path / name).score(plain(terms(query))) for name in ("one", "many"))
        np.testing.assert_allclose(one.chunks, many.chunks, rtol=1e-5)
        np.testing.assert_allclose(one.articles, many.articles, rtol=1e-5)
        assert one.attainable == pytest.approx(many.attainable)


def test_parameters_change_what_they_are_for(tmp_path: Path) -> None:
    make_index(tmp_path, ARTICLES)
    corpus = Corpus(open_index(tmp_path))
    no_length = leg_of(corpus, replace(Bm25(), b=0.0)).score(plain(["光伏"])).chunks
    assert np.flatnonzero(no_length).tolist() == [1]
    # 光伏 as a word and as a bigram, in the title and in the text: four times.
    assert no_length[1] == pytest.approx(idf(5, 1) * 4 * 2.2 / (4 + 1.2))


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.5]), max_size=60), st.integers(1, 12))
def test_the_best_are_the_highest_and_of_equals_those_with_the_lower_key(scores: list[float], count: int) -> None:
    keys = keys_of(map(str, range(len(scores))))
    matching = [row for row, score in enumerate(scores) if score > 0]
    expected = sorted(matching, key=lambda row: (-scores[row], keys[row]))[:count]
    assert best(np.array(scores, np.float32), count, keys).tolist() == expected


@pytest.mark.parametrize("query", ["绿证 捐赠", "天津 大道", "open source 软件", "社会保障"])
def test_an_article_scores_the_mean_of_its_best_passage_and_of_itself_as_one_document(
    tmp_path: Path, query: str
) -> None:
    long = [make_article(f"many-{n}", None, *(text * 3 for text in PARAGRAPHS[n : n + 6])) for n in range(0, 60, 6)]
    make_index(tmp_path, long)
    passages = [[terms(indexed_text(article, chunk)) for chunk in chunks(article)] for article in long]
    assert max(map(len, passages)) > 2
    every = [passage for parts in passages for passage in parts]
    whole = [[term for passage in parts for term in passage] for parts in passages]
    best_passages = [max(scores) for scores in _split(_bm25(every, terms(query)), passages)]
    expected = (np.array(best_passages) + _bm25(whole, terms(query))) / 2
    np.testing.assert_allclose(lexical_leg(tmp_path).score(plain(terms(query))).articles, expected, atol=1e-4)


def _bm25(documents: list[list[str]], query: list[str]) -> np.ndarray:
    oracle = BM25Okapi(documents, k1=1.2, b=0.75)
    frequency = {term: sum(term in document for document in documents) for term in oracle.idf}
    oracle.idf = {term: idf(len(documents), count) for term, count in frequency.items()}
    scores: np.ndarray = oracle.get_scores(query)
    return scores


def _split(scores: np.ndarray, passages: list[list[list[str]]]) -> list[np.ndarray]:
    return np.split(scores, np.cumsum([len(parts) for parts in passages])[:-1])


def test_a_language_shares_what_it_uses_of_the_query(tmp_path: Path) -> None:
    chinese = [make_article(f"zh-{n}", None, f"港口第{n}号泊位开工建设,工人正在打桩。") for n in range(40)]
    english = [
        make_article(f"en-{n}", None, f"The harbour opened its berth number {n} to all ships.") for n in range(40)
    ]
    make_index(tmp_path, chinese + english)
    corpus = Corpus(open_index(tmp_path))
    assert corpus.languages.codes.tolist() == ["en", "zh"]
    leg = leg_of(corpus)
    prior = 2 / 42  # what 40 passages may have left unsaid
    assert leg.score(plain(terms("泊位开工"))).shared.tolist() == [pytest.approx(prior), 1]
    assert leg.score(plain(terms("harbour"))).shared.tolist() == [1, pytest.approx(prior)]
    assert leg.score(plain(terms("unknown"))).shared.tolist() == [1, 1]
