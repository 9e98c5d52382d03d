"""The compiled loops give the bits of the loops over NumPy arrays. Texts are invented."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import make_article, make_index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_changing import SENTENCES, added, deleted

from indexer.analysis import terms
from indexer.index import Index, open_index
from indexer.postings import Postings, Vocabulary
from search import coded as coded_postings
from search import known_terms
from search.bm25 import Bm25, Documents
from search.coded import coded, packed_chunks
from search.compiled_mixing import CompiledMixing
from search.corpus import Corpus
from search.lexical import LexicalLeg
from search.mixing import Mixing
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
    return pair_of_index(open_index(root))


def pair_of_index(index: Index) -> tuple[LexicalLeg, LexicalLeg]:
    corpus = Corpus(index)
    slow, fast = (LexicalLeg(corpus, PhraseFinder(corpus)) for _ in range(2))
    fast.compile()
    return slow, fast


def answers(leg: LexicalLeg, asked: list[QueryTerm], count: int) -> tuple[bytes, bytes, list[int]]:
    keys = leg._corpus.keys
    found = leg.score(asked)
    return found.chunks.tobytes(), found.articles.tobytes(), found.best(count, keys).tolist()


QUERIES = st.lists(st.sampled_from([*SENTENCES, "港口", "school", "порт", "无此", "港", "第3期"]), max_size=4)


@given(QUERIES, st.integers(1, 12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_compiled_scores_have_the_same_bits(
    legs: list[tuple[LexicalLeg, LexicalLeg]], texts: list[str], count: int
) -> None:
    asked = plain(terms(" ".join(texts)))
    for slow, fast in legs:
        assert answers(slow, asked, count) == answers(fast, asked, count)
        one, other = slow.score(asked), fast.score(asked)
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


def test_of_articles_that_are_left_out_none_is_among_the_best(legs: list[tuple[LexicalLeg, LexicalLeg]]) -> None:
    for slow, fast in legs:
        owners = slow._corpus.articles
        allowed = np.arange(len(slow._corpus.keys)) % 2 == 0
        one, other = (leg.score(plain(terms(LONG))).within(allowed, owners) for leg in (slow, fast))
        assert one.articles.tobytes() == other.articles.tobytes()
        assert one.best(5, slow._corpus.keys).tolist() == other.best(5, slow._corpus.keys).tolist()
        assert not one.best(5, slow._corpus.keys).tolist() or allowed[other.best(5, slow._corpus.keys)].all()


def test_terms_are_counted_anew_when_there_was_no_room_to_keep_them(
    legs: list[tuple[LexicalLeg, LexicalLeg]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_terms, "_MOST", 4)
    monkeypatch.setattr(known_terms, "_FEWEST", 4)
    slow, fast = legs[0]
    small = LexicalLeg(fast._corpus, PhraseFinder(fast._corpus))
    small.compile()
    for text in (*SENTENCES, *SENTENCES):
        assert answers(small, plain(terms(text)), 3) == answers(slow, plain(terms(text)), 3)


def test_wide_postings_score_as_narrow_ones(
    legs: list[tuple[LexicalLeg, LexicalLeg]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coded_postings, "_NARROW", 1)
    for slow, fast in legs:
        wide = LexicalLeg(fast._corpus, PhraseFinder(fast._corpus))
        wide.compile()
        assert {one.chunks.postings.dtype for one in wide._compiled._packed} == {np.dtype(np.uint64)}
        for text in (*SENTENCES, "港口"):
            assert answers(wide, plain(terms(text)), 3) == answers(slow, plain(terms(text)), 3)


def test_threads_that_ask_at_once_are_answered_as_one(
    legs: list[tuple[LexicalLeg, LexicalLeg]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_terms, "_MOST", 40)
    monkeypatch.setattr(known_terms, "_FEWEST", 4)
    slow, fast = legs[0]
    small = LexicalLeg(fast._corpus, PhraseFinder(fast._corpus))
    small.compile()
    asked = [plain(terms(text)) for text in SENTENCES * 20]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda one: answers(small, one, 3), asked))
    assert found == [answers(slow, one, 3) for one in asked]


def test_what_another_thread_has_learnt_meanwhile_is_not_learnt_again(
    legs: list[tuple[LexicalLeg, LexicalLeg]],
) -> None:
    known = legs[0][1]._compiled._terms
    learnt = known._with(["港口", "学校"])
    count = len(learnt.numbers)
    assert known._with(["学校", "港口"]) is learnt
    assert len(learnt.numbers) == count


def test_a_changed_index_takes_over_the_packed_postings_of_segments_that_stay(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article(f"old-{n}", "期", text, LONG * 4) for n, text in enumerate(SENTENCES)])
    index = open_index(tmp_path)
    _, before = pair_of_index(index)
    added(tmp_path, [make_article("new", None, LONG * 4, "港口")])
    slow, fresh = pair_of_index(open_index(tmp_path, index))
    kept = LexicalLeg(fresh._corpus, PhraseFinder(fresh._corpus))
    kept.compile(before)
    for text in SENTENCES:
        asked = plain(terms(text))
        assert answers(kept, asked, 3) == answers(fresh, asked, 3) == answers(slow, asked, 3)
    (old,), ours = before._compiled._packed, kept._compiled._packed
    assert [one.chunks.postings is old.chunks.postings for one in ours] == [True, False]


DRAWN = st.tuples(
    st.integers(0, 2**32 - 1), st.integers(1, 700), st.integers(1, 4), st.sampled_from([0.0, 0.3, 0.5, 1.0])
)


@given(DRAWN, st.integers(1, 80))
@settings(deadline=None)
def test_the_best_of_many_articles_are_those_of_all_their_scores(
    drawn: tuple[int, int, int, float], count: int
) -> None:
    seed, articles, longest, share = drawn
    chance = np.random.default_rng(seed)
    starts = np.append(0, np.cumsum(chance.integers(1, longest + 1, articles)))
    # Few values: many are equal, and many are 0.
    chunks, whole = (
        (chance.integers(0, 6, size) * chance.integers(0, 2, size) / 3).astype(np.float32)
        for size in (starts[-1], articles)
    )
    of_whole = None if starts[-1] == articles else whole
    keys = chance.permutation(articles).astype(np.uint64)
    slow, fast = Mixing(starts, share), CompiledMixing(starts, share)
    assert slow.articles(chunks, of_whole).tobytes() == fast.articles(chunks, of_whole).tobytes()
    assert slow.best(chunks, of_whole, count, keys).tolist() == fast.best(chunks, of_whole, count, keys).tolist()


@pytest.mark.parametrize(("documents", "kind"), [(5000, np.uint32), (2**20, np.uint64)])
def test_each_packed_posting_has_its_document_and_its_weight(documents: int, kind: type) -> None:
    # Each document of the first 5,000 has another length, so that there are as many codes as postings.
    lengths = np.arange(1, documents + 1, dtype=np.int32)
    rows = np.arange(5000, dtype=np.int32)
    frequencies = (1 + rows % 3).astype(np.int32)
    vocabulary = Vocabulary.of([b"a"])
    postings = Postings(vocabulary, np.array([0, 5000]), rows, frequencies, lengths)
    kinds = Documents(lengths.astype(np.int64), Bm25())
    packed = packed_chunks(postings)
    found = coded(packed, kinds)
    assert found.postings.dtype == kind
    assert (found.postings >> found.bits).tolist() == rows.tolist()
    weights = found.table[found.postings & ((np.uint64(1) << found.bits) - np.uint64(1))]
    assert weights.tolist() == kinds.weights(frequencies, kinds.saturation_of(lengths[:5000].astype(np.int64))).tolist()


def test_ids_in_memory_are_those_of_the_disk(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article(f"a-{n}", None, text) for n, text in enumerate(SENTENCES)])
    added(tmp_path, [make_article(f"b-{n}", None, text) for n, text in enumerate(SENTENCES)])
    deleted(tmp_path, "a-2", "b-0")
    corpus = Corpus(open_index(tmp_path))
    numbers = np.arange(len(corpus.keys), dtype=np.int32)
    read = corpus.ids(numbers)
    corpus.keep_ids()
    assert corpus.ids(numbers) == [corpus.id(number) for number in numbers.tolist()] == read
    assert sorted(read) == sorted({f"{part}-{n}" for part in "ab" for n in range(len(SENTENCES))} - {"a-2", "b-0"})
