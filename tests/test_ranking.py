"""Conditions in ranking: what may not be a hit changes nothing else."""

from pathlib import Path

import numpy as np
import pytest
from conftest import HashingEmbedder, make_article, make_index

from indexer import analysis
from indexer.index import open_index
from search.corpus import Allowed, Corpus
from search.phrases import PhraseFinder
from search.question import Question
from search.ranking import Ranker
from search.request import Mode
from search.terms import plain

QUERY = "港口泊位投产"
PLACES = ["青屿港", "浪花湾", "盐田村", "石桥镇"]
WORKS = ["泊位投产", "防波堤加固", "光伏并网", "新学校开学", "渔船入港", "码头扩建"]
ARTICLES = [
    make_article(f"a{n:02}", f"{place}{work}", f"{place}昨日{work},第{n}期。", f"{work}后,{place}港口将更繁忙。")
    for n, (place, work) in enumerate((place, work) for place in PLACES for work in WORKS)
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    root: Path = tmp_path_factory.mktemp("index")
    make_index(root, ARTICLES)
    return Corpus(open_index(root))


def scores(corpus: Corpus, mode: Mode, text: str, allowed: Allowed | None) -> dict[int, float]:
    question = Question(text, plain(analysis.terms(text)), allowed)
    ranker = Ranker(corpus, PhraseFinder(corpus), HashingEmbedder().encode_query, None)
    articles = ranker.rank(mode, question).articles
    return dict(zip(articles.numbers.tolist(), articles.scores.tolist(), strict=True))


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("most", [3, 100])
def test_what_all_fulfil_changes_no_score_and_makes_all_candidates(
    corpus: Corpus, mode: Mode, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.dense.CANDIDATE_ARTICLES", most)
    monkeypatch.setattr("search.ranking.CANDIDATE_ARTICLES", most)
    free = scores(corpus, mode, QUERY, None)
    conditioned = scores(corpus, mode, QUERY, np.ones(len(ARTICLES), np.bool_))
    assert conditioned.keys() == set(range(len(ARTICLES)))
    assert {number: conditioned[number] for number in free} == free
    assert max(conditioned.values()) == max(free.values())


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("most", [0, 1000])
def test_only_what_is_allowed_is_ranked(corpus: Corpus, mode: Mode, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.candidates.MOST_CONDITIONED", most)
    for seed in range(10):
        allowed = np.random.default_rng(seed).random(len(ARTICLES)) < 0.3
        ranked = scores(corpus, mode, QUERY, allowed)
        assert ranked.keys() <= set(np.flatnonzero(allowed).tolist())
        if most:
            assert ranked.keys() == set(np.flatnonzero(allowed).tolist())
        if mode is Mode.LEXICAL:
            assert max(ranked.values()) == pytest.approx(1)


@pytest.mark.parametrize("most", [3, 100])
def test_a_condition_changes_no_nearness_and_no_relevance(
    corpus: Corpus, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.dense.CANDIDATE_ARTICLES", most)
    ranker = Ranker(corpus, PhraseFinder(corpus), HashingEmbedder().encode_query, None)
    free = ranker.rank(Mode.DENSE, Question(QUERY, ()))
    allowed = np.zeros(len(ARTICLES), np.bool_)
    allowed[free.articles.numbers[::2]] = True
    conditioned = ranker.rank(Mode.DENSE, Question(QUERY, (), allowed))
    places = np.searchsorted(free.articles.numbers, conditioned.articles.numbers)
    assert conditioned.articles.scores.tolist() == free.articles.scores[places].tolist()
    if most == 100:  # with fewer there are fewer stories to compare with
        assert conditioned.evidence.lead.tolist() == free.evidence.lead[places].tolist()


@pytest.mark.parametrize("mode", Mode)
def test_nothing_is_allowed_nothing_is_found(corpus: Corpus, mode: Mode) -> None:
    assert scores(corpus, mode, QUERY, np.zeros(len(ARTICLES), np.bool_)) == {}


@pytest.mark.parametrize("mode", Mode)
def test_without_words_all_that_is_allowed_is_equal(corpus: Corpus, mode: Mode) -> None:
    allowed = np.arange(len(ARTICLES)) % 5 == 0
    assert scores(corpus, mode, "", allowed) == dict.fromkeys(range(0, len(ARTICLES), 5), 0.0)
