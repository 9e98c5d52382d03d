"""Relevance: the formula by hand, what speaks for a hit, and what a floor leaves out."""

import math
from pathlib import Path

import numpy as np
import pytest
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from hypothesis import given
from hypothesis import strategies as st

from indexer.index import open_index
from indexer.model.embedding import BUNDLED_NAME
from search.answer import Hit, SearchAnswer
from search.errors import QueryError
from search.relevance import CALIBRATIONS, LITTLE_RELEVANCE, Calibration, Evidence, calibration, lead
from search.request import Mode, search_request
from search.searcher import Searcher


def evidence(words: float, lead: float, foreign: float) -> Evidence:
    return Evidence(*(np.array([value], np.float64) for value in (words, lead, foreign)))


def test_the_formula_by_hand() -> None:
    formula = Calibration(intercept=-2, words=3, lead=10, foreign=1, foreign_lead=5)
    at_home, abroad = evidence(0.5, 0.05, 0), evidence(0.5, 0.05, 1)
    assert formula.relevance(at_home)[0] == pytest.approx(1 / (1 + math.exp(2 - 1.5 - 0.5)))
    assert formula.relevance(abroad)[0] == pytest.approx(1 / (1 + math.exp(2 - 1.5 - 0.5 - 1 - 0.25)))
    assert Calibration(math.log(3)).relevance(at_home)[0] == pytest.approx(0.75)


@pytest.mark.parametrize("mode", Mode)
@given(words=st.floats(0, 2.2), amount=st.floats(-2, 2), foreign=st.sampled_from([0, 1]), more=st.floats(0, 1))
def test_more_evidence_is_never_less_relevant(
    mode: Mode, words: float, amount: float, foreign: int, more: float
) -> None:
    relevance = CALIBRATIONS[mode].relevance
    before = relevance(evidence(words, amount, foreign))[0]
    assert 0 <= before <= 1
    assert relevance(evidence(words + more, amount, foreign))[0] >= before
    assert relevance(evidence(words, amount + more, foreign))[0] >= before


def test_no_evidence_is_too_much() -> None:
    for extreme in (1e300, -1e300):
        assert Calibration(0, 1).relevance(evidence(extreme, 0, 0))[0] == pytest.approx(float(extreme > 0))


def test_words_by_hand() -> None:
    found = Evidence.of_words(np.array([4, 16, 0], np.float32), 16)
    assert found.words.tolist() == [0.25, 1, 0]
    assert found.lead.tolist() == found.foreign.tolist() == [0, 0, 0]
    assert Evidence.of_words(np.zeros(2, np.float32), 0).words.tolist() == [0, 0]


def test_meaning_by_hand() -> None:
    nearness, foreign = np.array([0.25, 0.375]), np.array([False, True])
    found = Evidence.of_meaning(nearness, np.array([7, 8], np.int32), foreign)
    assert found.lead.tolist() == [0, 0.125]  # of two stories the last is what they are measured by
    assert found.foreign.tolist() == [0, 1]
    both = found.with_words(np.array([1, 4], np.float32), 4)
    assert (both.words.tolist(), both.lead.tolist()) == ([0.25, 1], [0, 0.125])
    assert both.of(np.array([1])).words.tolist() == [1]


def test_the_tenth_story_is_what_others_lead_over() -> None:
    nearness = np.arange(12, 0, -1) / 16
    assert lead(nearness, np.arange(12, dtype=np.int32)).tolist() == ((np.arange(12, 0, -1) - 3) / 16).tolist()
    assert lead(np.array([]), np.array([], np.int32)).tolist() == []


def test_copies_of_a_story_are_no_rivals() -> None:
    nearness, copies = np.arange(12, 0, -1) / 16, 9
    printed_often = np.concatenate([np.full(copies, nearness[0]), nearness])
    stories = np.concatenate([np.zeros(copies), np.arange(12)]).astype(np.int32)
    assert lead(printed_often, stories)[copies:].tolist() == lead(nearness, np.arange(12, dtype=np.int32)).tolist()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """An index by a tiny embedder that goes under the name of the bundled model; one article is in it twice."""
    root = tmp_path_factory.mktemp("known")
    embedder = HashingEmbedder(BUNDLED_NAME, 384)
    text = "盐田村在盐池上方架起光伏板,装机120兆瓦,去年发电一亿度。村民说:上面发电,下面晒盐,一块地有两份收入。"
    copies = [make_article(name, "盐田上的光伏", text) for name in ("copy", "other-copy")]
    make_index(root, [*ARTICLES, *copies], embedder)
    return Searcher(open_index(root), lambda: embedder)


def ask(searcher: Searcher, text: str, mode: Mode, floor: float | None = None, fold: bool = True) -> SearchAnswer:
    return searcher.search(search_request(text, mode, 100, fold, floor=floor))


def relevance(hit: Hit) -> float:
    assert hit.relevance is not None
    return hit.relevance


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("fold", [True, False])
def test_a_floor_leaves_out_what_is_less_relevant_and_nothing_else(known: Searcher, mode: Mode, fold: bool) -> None:
    every = ask(known, "盐田村的光伏 发电", mode, fold=fold)
    assert ask(known, "盐田村的光伏 发电", mode, 0.0, fold).hits == every.hits
    between = sorted({relevance(hit) for hit in every.hits})
    assert all(0 <= value <= 1 for value in between)
    assert len(between) > 1
    for floor in between:
        answer = ask(known, "盐田村的光伏 发电", mode, floor, fold)
        assert answer.floor == floor
        kept = [hit.id for hit in every.hits if relevance(hit) >= floor]
        assert [hit.id for hit in answer.hits] == kept
        assert [hit.rank for hit in answer.hits] == list(range(1, len(kept) + 1))
        assert answer.total == len(answer.hits) + answer.folded == sum(1 + len(hit.similar) for hit in answer.hits)
        assert {(hit.id, hit.score, hit.relevance) for hit in answer.hits} <= {
            (hit.id, hit.score, hit.relevance) for hit in every.hits
        }


def test_a_floor_above_everything_leaves_nothing_and_says_why(known: Searcher) -> None:
    answer = ask(known, "盐田 xyzzy plugh", Mode.LEXICAL, 1.0)
    assert (answer.hits, answer.total, answer.folded) == ((), 0, 0)
    assert any("nothing here reaches the floor of 1.0 (relevance" in note for note in answer.notes)


@pytest.mark.parametrize("mode", Mode)
def test_the_note_stands_where_the_best_is_little(known: Searcher, mode: Mode) -> None:
    said = set()
    for text in ("盐田村在盐池上方架起光伏板", "盐田 新股 南极 足球 飞船 火山", "xyzzy plugh", "青屿港"):
        answer = ask(known, text, mode)
        little = bool(answer.hits) and max(map(relevance, answer.hits)) < LITTLE_RELEVANCE[mode]
        assert any("nothing here answers" in note for note in answer.notes) == little
        said.add(little)
    assert False in said


def test_relevance_does_not_depend_on_how_much_is_asked_for(known: Searcher) -> None:
    few, many = (known.search(search_request("光伏", limit=limit)).hits[0] for limit in (1, 100))
    assert few.relevance == many.relevance


def test_another_model_has_relevance_by_words_alone(index_root: Path) -> None:
    other = Searcher(open_index(index_root), HashingEmbedder)
    assert calibration(Mode.HYBRID, "hashing-64") is None
    for mode in (Mode.HYBRID, Mode.DENSE):
        assert {hit.relevance for hit in ask(other, "光伏", mode).hits} == {None}
        with pytest.raises(QueryError, match="not known for the model hashing-64; search without a floor") as caught:
            ask(other, "光伏", mode, 0.5)
        assert caught.value.code == "floor-unavailable"
    assert relevance(ask(other, "光伏", Mode.LEXICAL).hits[0]) > 0


@pytest.mark.parametrize("floor", [-0.01, 1.01, math.nan, math.inf])
def test_floors_that_are_none(floor: float) -> None:
    with pytest.raises(QueryError, match="expected a relevance of 0 to 1") as caught:
        search_request("光伏", floor=floor)
    assert caught.value.code == "floor-out-of-range"
