"""Measures against arithmetic that the reader can redo."""

import math

import pytest

from search.evaluation.measures import MEASURES, measure


def one(ranking: list[str], grades: dict[str, int], name: str) -> float:
    return float(measure({"q": ranking}, {"q": grades}, [name])[name][0])


GRADES = {"a": 3, "b": 1, "c": 0, "d": 1}


def test_ndcg_with_the_grade_as_gain() -> None:
    found = 1 / math.log2(2) + 0 / math.log2(3) + 3 / math.log2(4)
    ideal = 3 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert one(["b", "x", "a"], GRADES, "nDCG@10") == pytest.approx(found / ideal)
    assert one(["b", "x", "a"], GRADES, "nDCG@2") == pytest.approx(1 / (3 + 1 / math.log2(3)))
    assert one(["a", "d", "b"], GRADES, "nDCG@10") == pytest.approx(1)


def test_the_others_by_hand() -> None:
    ranking = ["x", "b", "c", "a"]
    assert one(ranking, GRADES, "success@1") == 0
    assert one(ranking, GRADES, "success@2") == 1
    assert one(ranking, GRADES, "MRR@10") == pytest.approx(1 / 2)
    assert one(ranking, GRADES, "MRR@2") == pytest.approx(1 / 2)
    assert one(ranking, GRADES, "MRR@1") == 0
    assert one(ranking, GRADES, "recall@2") == pytest.approx(1 / 3)
    assert one(ranking, GRADES, "recall@100") == pytest.approx(2 / 3)
    assert one(ranking, GRADES, "MAP@100") == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert one(ranking, GRADES, "MAP@3") == pytest.approx((1 / 2) / 3)


def test_what_stands_below_the_depth_does_not_count() -> None:
    ranking = [f"x{n}" for n in range(10)] + ["a"]
    for name in ("nDCG@10", "success@1", "MRR@10", "recall@10"):
        assert one(ranking, {"a": 1}, name) == 0
    assert one(ranking, {"a": 1}, "MAP@100") == pytest.approx(1 / 11)
    assert one([f"x{n}" for n in range(100)] + ["a"], {"a": 1}, "MAP@100") == 0


def test_order_is_that_of_the_ranking_however_ids_sort() -> None:
    """trec_eval breaks ties by id; places have none."""
    for ranking in (["a", "b", "z"], ["z", "b", "a"]):
        assert one(ranking, {ranking[1]: 1}, "MRR@10") == pytest.approx(1 / 2)
    assert one(["x", "x", "a"], {"a": 1}, "MRR@10") == pytest.approx(1 / 2)  # a document counts where it is first


def test_queries_stand_in_the_order_of_the_judgments_and_one_without_ranking_scores_nothing() -> None:
    judgments = {"二": {"甲 乙": 1}, "一": {"b": 1}, "empty": {"b": 2}}
    values = measure({"一": ["b"], "二": ["b", "甲 乙"], "unjudged": ["b"], "empty": []}, judgments)
    assert list(values) == list(MEASURES)
    assert values["MRR@10"].tolist() == [0.5, 1, 0]
    assert measure({}, judgments)["nDCG@10"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("grades", [{}, {"a": 0}, {"a": -1}])
def test_nothing_is_defined_without_a_relevant_document(grades: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="'q' has no relevant document"):
        one(["a"], grades, "nDCG@10")


@pytest.mark.parametrize("name", ["nDCG", "nDCG@", "nDCG@0", "precision@5", "MRR@ten"])
def test_unknown_measures_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected one of nDCG@DEPTH, success@DEPTH"):
        one(["a"], {"a": 1}, name)
