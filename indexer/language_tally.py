"""The languages of a segment: of each chunk or article its language, of each language its windows and their vectors.

Sums of segments add up to those of an index, from which its own language profiles are estimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.postings import IntArray, LongArray


@dataclass(frozen=True, slots=True)
class LanguageTally:
    """`codes` are ISO 639-1, str [languages]; `owners` int32 [chunks or articles] counts in them.

    `windows` int64 [languages]; `sums` float32 [languages, d] of the unit vectors of these windows.
    """

    codes: NDArray[np.str_]
    owners: IntArray
    windows: LongArray
    sums: FloatArray


def tally(languages: Sequence[str], firsts: IntArray, vectors: FloatArray) -> LanguageTally:
    """Count languages, one an owner; owner o has the vectors firsts[o]:firsts[o + 1]."""
    codes, owners = np.unique(np.array(languages, np.str_), return_inverse=True)
    of_window = np.repeat(owners, np.diff(firsts))
    sums = np.zeros((len(codes), vectors.shape[1]), np.float64)
    for number in range(len(codes)):
        sums[number] = vectors[of_window == number].sum(axis=0, dtype=np.float64)
    return LanguageTally(
        codes=codes,
        owners=owners.astype(np.int32),
        windows=np.bincount(of_window, minlength=len(codes)).astype(np.int64),
        sums=sums.astype(np.float32),
    )


def added_up(tallies: Sequence[LanguageTally]) -> LanguageTally:
    """The languages of all segments as one; codes in alphabetical order."""
    codes: NDArray[np.str_] = np.unique(np.concatenate([tally.codes for tally in tallies]))
    numbers = [np.searchsorted(codes, tally.codes) for tally in tallies]
    windows = np.zeros(len(codes), np.int64)
    sums = np.zeros((len(codes), tallies[0].sums.shape[1]), np.float32)
    for number, tally in zip(numbers, tallies, strict=True):
        windows[number] += tally.windows
        sums[number] += tally.sums
    owners = np.concatenate([number[tally.owners] for number, tally in zip(numbers, tallies, strict=True)])
    return LanguageTally(codes, owners.astype(np.int32), windows, sums)
