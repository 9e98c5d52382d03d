import numpy as np
import pytest

from search.fusion import Fusion, ScoredLeg, by_maximum, min_max


def array(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_min_max_by_hand() -> None:
    candidates = array(0.75, 0.85, 0.95)
    np.testing.assert_allclose(min_max(candidates).normalised(candidates), [0, 0.5, 1], atol=1e-6)
    np.testing.assert_allclose(min_max(candidates).normalised(array(0.5, 0.9, 2)), [0, 0.75, 1], atol=1e-6)
    assert min_max(array(0.8, 0.8)).normalised(array(0.8, 0.8)).tolist() == [1, 1]
    assert min_max(array()).normalised(array()).tolist() == []


def test_by_maximum_keeps_nothing_as_nothing() -> None:
    np.testing.assert_allclose(by_maximum(array(0, 3, 6), 12.0), [0, 0.25, 0.5])
    assert by_maximum(array(0, 0), 0.0).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("highest", "attainable", "expected"),
    [(10, 10, 1), (5, 10, (1.6 * 5 / 10) ** 2), (2, 10, (1.6 * 2 / 10) ** 2), (7, 10, 1), (0, 10, 0), (0, 0, 0)],
)
def test_coverage_by_hand(highest: float, attainable: float, expected: float) -> None:
    assert Fusion().coverage(highest, attainable) == pytest.approx(expected)


@pytest.mark.parametrize(("foreign", "slope"), [(0, 1.6), (0.5, 1.6), (0.75, 1.3), (1, 1)])
def test_it_takes_more_words_where_the_archive_is_in_other_languages(foreign: float, slope: float) -> None:
    assert Fusion().coverage(5, 10, foreign) == pytest.approx((slope * 5 / 10) ** 2)
    assert Fusion(coverage_slope=0.8).coverage(5, 10, foreign) == pytest.approx(0.4**2)


def test_meaning_stands_in_where_a_language_cannot_share_the_words() -> None:
    weights = Fusion().weights(lexical=array(0.5, 0, 0, 1), shared=array(1, 1, 0.25, 0), covered=0.8)
    assert weights["lexical"] == pytest.approx([0.4] * 4)
    assert weights["dense"] == pytest.approx([0.5, 0.5, 0.5 + 0.4 * 0.75, 0.5])


def test_no_score_is_above_one() -> None:
    random = np.random.default_rng(3)
    lexical, dense, shared = (random.random(1000).astype(np.float32) for _ in range(3))
    for covered in (0, 0.3, 1):
        weights = Fusion().weights(lexical, shared, covered)
        assert (weights["lexical"] * lexical + weights["dense"] * dense).max() <= 1


def test_a_contribution_is_weight_times_normalised_score() -> None:
    leg = ScoredLeg(array(4, 2), array(1, 0.5), np.array([0.3, 0.4]))
    assert leg.contributions.tolist() == [0.3 * 1, 0.4 * 0.5]
