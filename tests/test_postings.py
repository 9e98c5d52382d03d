from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from indexer.postings import Postings, PostingsBuilder


def built(documents: list[list[str]]) -> Postings:
    builder = PostingsBuilder()
    for document in documents:
        builder.add(document)
    return builder.build()


@given(st.lists(st.lists(st.sampled_from(["津", "天津", "a", "é", "𠀀", "\ud800"]), max_size=8), max_size=12))
def test_postings_say_where_and_how_often(documents: list[list[str]]) -> None:
    postings = built(documents)
    assert postings.lengths.tolist() == [len(document) for document in documents]
    for term in {term for document in documents for term in document} | {"unknown", ""}:
        rows, frequencies = postings.of(term)
        expected = {row: Counter(document)[term] for row, document in enumerate(documents) if term in document}
        assert rows.tolist() == list(expected)
        assert frequencies.tolist() == list(expected.values())


def test_terms_are_sorted_by_their_bytes() -> None:
    postings = built([["津", "b", "a"], ["a", "ab"]])
    assert postings.vocabulary.blob.tobytes().decode() == "aabb津"
    assert len(postings.vocabulary) == 4
    assert postings.vocabulary.find(["a", "ab", "b", "津", "天"]) == [0, 1, 2, 3, None]


def test_terms_that_begin_alike_stand_together() -> None:
    vocabulary = built([["b", "津", "天津", "天", "a"], ["天津市", "𠀀"]]).vocabulary
    assert vocabulary.beginning("天") == range(2, 5)
    assert len(vocabulary.beginning("x")) == len(vocabulary.beginning("𠀀𠀀")) == 0
    assert vocabulary.beginning("") == range(7)
