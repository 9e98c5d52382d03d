import math

import pytest

from search.evaluation.measures import ndcg, success


def test_ndcg_by_hand() -> None:
    grades = {"a": 2, "b": 1}
    found = 1 / math.log2(2) + 0 / math.log2(3) + 3 / math.log2(4)
    ideal = 3 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(["b", "x", "a"], grades, 5) == pytest.approx(found / ideal)
    assert ndcg(["b", "x", "a"], grades, 2) == pytest.approx(1 / ideal)
    assert ndcg(["a", "b"], grades, 5) == 1
    assert ndcg([], grades, 5) == 0


def test_ndcg_is_not_defined_without_relevant_documents() -> None:
    with pytest.raises(ValueError, match="at least one relevant"):
        ndcg(["a"], {}, 5)


def test_success_by_hand() -> None:
    assert success(["x", "a"], {"a": 1}, 1) == 0
    assert success(["x", "a"], {"a": 1}, 2) == 1
    assert success([], {"a": 1}, 2) == 0
