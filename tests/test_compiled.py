"""The compiled loops give the bits of the loops over NumPy arrays. Texts are invented."""

from pathlib import Path

import numpy as np
import pytest
from conftest import make_article, make_index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_changing import SENTENCES, added, deleted

from indexer.analysis import terms
from indexer.index import open_index
from search.corpus import Corpus
from search.lexical import LexicalLeg
from search.phrases import PhraseFinder
from search.terms import Form, QueryTerm, plain

LONG = "".join(SENTENCES)


@pytest.fixture(scope="module")
def legs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[LexicalLeg, LexicalLeg]]:
    """Each twice, plain and compiled: passages of several languages in several segments, with deletions and names torn
    by spaces; articles of one passage each; nothing but one word.
    """
    folder = tmp_path_factory.mktemp("compiled")
    many = [make_article(f"many-{n}", f"第{n}期 港 口", *(LONG * 3 for _ in range(n % 4 + 1))) for n in range(12)]
    make_index(folder / "long", many)
    added(folder / "long", [make_article(f"more-{n}", None, text) for n, text in enumerate(SENTENCES)])
    deleted(folder / "long", "many-3", "more-2", "many-0")
    make_index(folder / "short", [make_article(f"short-{n}", None, text) for n, text in enumerate(SENTENCES)])
    make_index(folder / "word", [make_article("word", None, "港")])
    return [pair_of(folder / name) for name in ("long", "short", "word")]


def pair_of(root: Path) -> tuple[LexicalLeg, LexicalLeg]:
    corpus = Corpus(open_index(root))
    slow, fast = (LexicalLeg(corpus, PhraseFinder(corpus)) for _ in range(2))
    fast.compile()
    return slow, fast


QUERIES = st.lists(st.sampled_from([*SENTENCES, "港口", "school", "порт", "无此", "港", "第3期"]), max_size=4)


@given(QUERIES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_compiled_scores_have_the_same_bits(legs: list[tuple[LexicalLeg, LexicalLeg]], texts: list[str]) -> None:
    asked = plain(terms(" ".join(texts)))
    for slow, fast in legs:
        one, other = slow.score(asked), fast.score(asked)
        assert one.chunks.tobytes() == other.chunks.tobytes()
        assert one.articles.tobytes() == other.articles.tobytes()
        assert one.attainable == pytest.approx(other.attainable)
        np.testing.assert_allclose(one.shared, other.shared)


def test_aliases_are_scored_as_before(legs: list[tuple[LexicalLeg, LexicalLeg]]) -> None:
    slow, fast = legs[0]
    # 港 口 of the titles is found as 港口, by an alias; nothing else of the index prints it.
    found = fast.score(plain(["港口"]))
    assert 0 < found.articles.max() <= 0.5 * 2.2 * found.attainable
    assert found.articles.tobytes() == slow.score(plain(["港口"])).articles.tobytes()


def test_a_term_with_alternatives_is_scored_as_before(legs: list[tuple[LexicalLeg, LexicalLeg]]) -> None:
    asked = [QueryTerm(Form("无此"), 1, (Form("港"),)), QueryTerm(Form("光伏板", exact=True))]
    for slow, fast in legs:
        assert slow.score(asked).articles.tobytes() == fast.score(asked).articles.tobytes()
