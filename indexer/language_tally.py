"""The languages of a segment: of each chunk or article its language, of each language its windows and their vectors.

Sums of segments add up to those of an index, from which its own language profiles are estimated. They are whole
numbers, so that what is added and taken away in any order comes to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.postings import IntArray, LongArray

# A sum of 2^31 unit vectors still fits into 64 bits.
_UNIT = float(2**32)
_BLOCK = 4096  # vectors that are made whole numbers at a time


@dataclass(frozen=True, slots=True)
class LanguageTally:
    """`codes` are ISO 639-1, str [languages]; `owners` int32 [chunks or articles] counts in them.

    `windows` int64 [languages]; `fixed` int64 [languages, d] is the sum of the unit vectors of these windows in 2^-32.
    """

    codes: NDArray[np.str_]
    owners: IntArray
    windows: LongArray
    fixed: LongArray

    @property
    def sums(self) -> NDArray[np.float64]:
        """The sums of the unit vectors, float64 [languages, d]."""
        return self.fixed / _UNIT

    def kept(self, owners: LongArray, lost: LongArray, vectors: FloatArray) -> "LanguageTally":
        """The tally of the ascending `owners` alone; `vectors` are those of the others, of owners `lost` (repeated)."""
        of_vector = self.owners[lost]
        windows = self.windows - np.bincount(of_vector, minlength=len(self.codes))
        fixed = self.fixed - _summed(of_vector, vectors, len(self.codes))
        codes, spoken = np.unique(self.owners[owners], return_inverse=True)
        return LanguageTally(self.codes[codes], spoken.astype(np.int32), windows[codes], fixed[codes])


def tally(languages: Sequence[str], firsts: IntArray, vectors: FloatArray) -> LanguageTally:
    """Count languages, one an owner; owner o has the vectors firsts[o]:firsts[o + 1]."""
    codes, owners = np.unique(np.array(languages, np.str_), return_inverse=True)
    of_window = np.repeat(owners, np.diff(firsts))
    return LanguageTally(
        codes=codes,
        owners=owners.astype(np.int32),
        windows=np.bincount(of_window, minlength=len(codes)).astype(np.int64),
        fixed=_summed(of_window, vectors, len(codes)),
    )


def _summed(languages: IntArray | LongArray, vectors: FloatArray, count: int) -> LongArray:
    """The sum of the vectors of each of `count` languages, in 2^-32."""
    sums = np.zeros((count, vectors.shape[1]), np.int64)
    for start in range(0, len(vectors), _BLOCK):
        fixed = np.rint(vectors[start : start + _BLOCK].astype(np.float64) * _UNIT).astype(np.int64)
        spoken = languages[start : start + _BLOCK]
        for language in np.unique(spoken).tolist():
            sums[language] += fixed[spoken == language].sum(axis=0)
    return sums


def added_up(tallies: Sequence[LanguageTally]) -> LanguageTally:
    """The languages of all segments as one; codes in alphabetical order."""
    dimension = tallies[0].fixed.shape[1] if tallies else 0
    codes: NDArray[np.str_] = np.unique(np.concatenate([np.empty(0, np.str_), *(tally.codes for tally in tallies)]))
    numbers = [np.searchsorted(codes, tally.codes) for tally in tallies]
    windows = np.zeros(len(codes), np.int64)
    fixed = np.zeros((len(codes), dimension), np.int64)
    for number, tally in zip(numbers, tallies, strict=True):
        windows[number] += tally.windows
        fixed[number] += tally.fixed
    owners = [number[tally.owners] for number, tally in zip(numbers, tallies, strict=True)]
    return LanguageTally(codes, np.concatenate([np.empty(0, np.int32), *owners]).astype(np.int32), windows, fixed)
