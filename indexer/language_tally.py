"""The languages of a segment: of each chunk its language, of each language its windows and the sum of their vectors.

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
    """`codes` are ISO 639-1, str [languages]; `chunks` int32 [chunks] counts in them.

    `windows` int64 [languages]; `sums` float32 [languages, d] of the unit vectors of these windows.
    """

    codes: NDArray[np.str_]
    chunks: IntArray
    windows: LongArray
    sums: FloatArray


def tally(languages: Sequence[str], first_windows: IntArray, vectors: FloatArray) -> LanguageTally:
    """Count languages, one a chunk; chunk c has the vectors first_windows[c]:first_windows[c + 1]."""
    codes, chunks = np.unique(np.array(languages, np.str_), return_inverse=True)
    of_window = np.repeat(chunks, np.diff(first_windows))
    sums = np.zeros((len(codes), vectors.shape[1]), np.float64)
    for number in range(len(codes)):
        sums[number] = vectors[of_window == number].sum(axis=0, dtype=np.float64)
    return LanguageTally(
        codes=codes,
        chunks=chunks.astype(np.int32),
        windows=np.bincount(of_window, minlength=len(codes)).astype(np.int64),
        sums=sums.astype(np.float32),
    )
