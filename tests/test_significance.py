"""Intervals and p values against enumeration, scipy and what must hold whatever the numbers are."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from search.evaluation.significance import bootstrap_means, interval, randomisation_p

SMALL = np.array([0.5, -0.1, 0.3, 0.0, 0.7, 0.2, -0.4, 0.25])


def enumerated_p(differences: np.ndarray) -> float:
    """Every exchange of the two systems, one by one."""
    observed = abs(sum(differences)) - 1e-9
    sums = [
        abs(sum(sign * value for sign, value in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    return sum(value >= observed for value in sums) / len(sums)


def test_few_queries_are_exchanged_in_every_way() -> None:
    columns = np.column_stack([SMALL, np.abs(SMALL), np.zeros(8)])
    found = randomisation_p(columns)
    assert found.tolist() == [enumerated_p(column) for column in columns.T]
    assert found[1] == 4 / 2**8  # all exchanges of the one zero, twice: for both signs
    assert found[2] == 1


@given(st.lists(st.sampled_from([-1, -0.5, 0, 0.25, 1]), min_size=1, max_size=7))
def test_the_exact_test_is_enumeration(values: list[float]) -> None:
    differences = np.array(values)
    assert randomisation_p(differences[:, None])[0] == enumerated_p(differences)
    assert randomisation_p(-differences[:, None])[0] == enumerated_p(differences)


def test_random_exchanges_come_near_enumeration() -> None:
    sampled = randomisation_p(SMALL[:, None], rounds=200)  # fewer than 2^8, so these are drawn
    assert sampled[0] == pytest.approx(enumerated_p(SMALL), abs=0.1)
    many = np.random.default_rng(1).normal(0.22, 1, 300)
    expected = stats.permutation_test(
        (many, np.zeros(300)),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=np.random.default_rng(2),
    ).pvalue
    assert 0.01 < expected < 0.2
    assert randomisation_p(many[:, None])[0] == pytest.approx(expected, abs=0.01)


def test_p_is_never_zero_and_the_same_again() -> None:
    clear = np.full((50, 1), 0.3)
    assert randomisation_p(clear)[0] == 1 / 10_001
    noisy = np.random.default_rng(3).normal(0.1, 1, (40, 2))
    assert randomisation_p(noisy, seed=5).tolist() == randomisation_p(noisy, seed=5).tolist()
    assert randomisation_p(noisy, seed=5).tolist() != randomisation_p(noisy, seed=6).tolist()


def test_intervals_are_those_of_scipy() -> None:
    values = np.random.default_rng(4).beta(2, 1, 150)
    low, high = interval(bootstrap_means(values[:, None]))
    expected = stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=10_000, rng=np.random.default_rng(7)
    ).confidence_interval
    assert low[0] == pytest.approx(expected.low, abs=0.003)
    assert high[0] == pytest.approx(expected.high, abs=0.003)
    assert low[0] < values.mean() < high[0]


def test_one_draw_serves_all_columns_and_the_seed_decides_it() -> None:
    values = np.random.default_rng(8).random((30, 1))
    means = bootstrap_means(np.hstack([values, values + 0.25]))
    assert np.allclose(means[:, 1] - means[:, 0], 0.25)  # the same queries are drawn for both
    assert bootstrap_means(values, seed=1).tolist() == bootstrap_means(values, seed=1).tolist()
    assert bootstrap_means(values, seed=1).tolist() != bootstrap_means(values, seed=2).tolist()


def test_what_never_varies_has_no_width() -> None:
    low, high = interval(bootstrap_means(np.full((20, 1), 0.5)))
    assert (low[0], high[0]) == (pytest.approx(0.5), pytest.approx(0.5))
    low, high = interval(bootstrap_means(np.array([[0.75]])))
    assert (low[0], high[0]) == (0.75, 0.75)


def test_many_queries_are_drawn_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(9).random((50, 2))
    whole = bootstrap_means(values, rounds=100)
    monkeypatch.setattr("search.evaluation.significance._BLOCK", 700)
    assert np.allclose(bootstrap_means(values, rounds=100), whole)
    assert randomisation_p(values - 0.5, rounds=101).shape == (2,)
