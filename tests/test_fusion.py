import numpy as np
import pytest

from search.fusion import ScoredLeg, by_maximum, coverage, min_max


def array(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_min_max_by_hand() -> None:
    np.testing.assert_allclose(min_max(array(0.75, 0.85, 0.95)), [0, 0.5, 1], atol=1e-6)
    assert min_max(array(0.8, 0.8)).tolist() == [1, 1]
    assert min_max(array()).tolist() == []


def test_by_maximum_keeps_nothing_as_nothing() -> None:
    np.testing.assert_allclose(by_maximum(array(0, 3, 6), 12.0), [0, 0.25, 0.5])
    assert by_maximum(array(0, 0), 0.0).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("highest", "attainable", "expected"),
    [(10, 10, 1), (2, 10, 3 * 2 / 10), (0, 10, 0), (0, 0, 0), (1, 30, 3 * 1 / 30)],
)
def test_coverage_by_hand(highest: float, attainable: float, expected: float) -> None:
    assert coverage(highest, attainable) == pytest.approx(expected)


def test_a_contribution_is_weight_times_normalised_score() -> None:
    leg = ScoredLeg(array(4, 2), array(1, 0.5), 0.3)
    assert leg.contributions.tolist() == [0.3 * 1, 0.3 * 0.5]
