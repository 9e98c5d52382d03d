from pathlib import Path

import numpy as np
import pytest
from conftest import ARTICLES, HashingEmbedder, make_index

from indexer.errors import ModelUnavailable
from indexer.index import open_index
from indexer.model.embedding import FloatArray
from search.query_model import QueryModel


class Counting(HashingEmbedder):
    """Keeps what it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_query(self, text: str) -> FloatArray:
        self.asked.append(text)
        return super().encode_query(text)


def test_a_question_is_embedded_once(tmp_path: Path) -> None:
    make_index(tmp_path, ARTICLES)
    embedder = Counting()
    model = QueryModel(open_index(tmp_path), lambda: embedder)
    first, again, other = (model.encode(text) for text in ("光伏", "光伏", "医保"))
    assert embedder.asked == ["光伏", "医保"]
    np.testing.assert_array_equal(first, HashingEmbedder().encode_query("光伏"))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_failure_is_told_and_not_kept(tmp_path: Path) -> None:
    make_index(tmp_path, ARTICLES)
    outcomes = iter([ModelUnavailable("given", "nowhere", "wait"), None])

    def opened() -> HashingEmbedder:
        if failure := next(outcomes):
            raise failure
        return HashingEmbedder()

    model = QueryModel(open_index(tmp_path), opened)
    with pytest.raises(ModelUnavailable, match="nowhere"):
        model.encode("光伏")
    assert model.encode("光伏").shape == (64,)
