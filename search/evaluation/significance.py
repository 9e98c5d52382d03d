"""How sure a mean, or a difference of means, is: the paired bootstrap and the paired randomisation test.

Queries are what is drawn (Sakai 2006; Smucker, Allan and Carterette 2007). One draw serves all columns at once, so that
what is compared is compared on the same queries. Equal input and seed give equal results.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from search.evaluation.measures import Scores

ROUNDS = 10_000
SEED = 20_250_610
_BLOCK = 4_000_000  # numbers drawn at once, which bounds the memory
_ROUNDING = 1e-9  # sums of the same numbers in another order differ in the last bits


def bootstrap_means(values: Scores, rounds: int = ROUNDS, seed: int = SEED) -> Scores:
    """Means of resampled queries, float64 [rounds, columns], of values [queries, columns]."""
    random = np.random.default_rng(seed)
    queries = len(values)
    return np.concatenate(
        [random.multinomial(queries, np.full(queries, 1 / queries), size) @ values for size in _blocks(rounds, queries)]
    ) / max(queries, 1)


def interval(means: Scores) -> tuple[Scores, Scores]:
    """The percentile interval that holds 95 % of the resampled means: low and high, float64 [columns] each."""
    low, high = np.percentile(means, [2.5, 97.5], axis=0)
    return low, high


def randomisation_p(differences: Scores, rounds: int = ROUNDS, seed: int = SEED) -> Scores:
    """Two-sided p, float64 [columns], of paired differences [queries, columns] under exchange of the two systems.

    Exact where all exchanges are no more than `rounds`; else of random ones, counting what was observed as one.
    """
    observed = np.abs(differences.sum(axis=0)) - _ROUNDING
    queries = len(differences)
    if 2**queries <= rounds:
        all_signs = 1 - 2 * ((np.arange(2**queries)[:, None] >> np.arange(queries)) & 1)
        return _as_far(all_signs, differences, observed) / len(all_signs)
    random = np.random.default_rng(seed)
    reached = np.zeros(differences.shape[1], np.int64)
    for size in _blocks(rounds, queries):
        signs = 2 * random.integers(0, 2, (size, queries), np.int8) - 1
        reached += _as_far(signs, differences, observed)
    return (1 + reached) / (1 + rounds)


def _as_far(signs: NDArray[np.integer], differences: Scores, observed: Scores) -> NDArray[np.int64]:
    """How many exchanges move each column at least as far as was observed."""
    count: NDArray[np.int64] = (np.abs(signs.astype(np.float64) @ differences) >= observed).sum(axis=0)
    return count


def _blocks(rounds: int, queries: int) -> Iterator[int]:
    size = max(1, _BLOCK // max(queries, 1))
    for start in range(0, rounds, size):
        yield min(size, rounds - start)
