"""Which texts of a segment share sampled shingles with a text: what finds its near-duplicates without reading all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.near_duplicates import digest, sample
from indexer.postings import IntArray
from indexer.shingles import Shingles, ShingleSets


@dataclass(frozen=True, slots=True)
class ShingleIndex:
    """The sampled shingles of all texts: `values` uint32, ascending, each with the text that has it, `owners` int32.

    `digests` uint64, `sizes` and `sampled` int32 [texts] are of each text the digest of its shingles, their number, and
    how many are in the sample.
    """

    values: Shingles
    owners: IntArray
    digests: NDArray[np.uint64]
    sizes: IntArray
    sampled: IntArray

    @classmethod
    def of(cls, texts: ShingleSets) -> "ShingleIndex":
        """Index texts."""
        samples = [sample(text) for text in texts]
        values = np.concatenate([np.empty(0, np.uint32), *samples])
        sampled = np.array([len(one) for one in samples], np.int32)
        owners = np.repeat(np.arange(len(samples), dtype=np.int32), sampled)
        order = np.argsort(values, kind="stable")
        digests = np.array([int.from_bytes(digest(text), "big") for text in texts], np.uint64)
        return cls(values[order], owners[order], digests, np.diff(texts.starts).astype(np.int32), sampled)

    def sharing(self, sampled: Shingles) -> tuple[IntArray, IntArray]:
        """Texts that share sampled shingles with a text of this sample, ascending, and how many."""
        first, last = (np.searchsorted(self.values, sampled, side=side) for side in ("left", "right"))
        parts = [self.owners[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)]
        owners, counts = np.unique(np.concatenate([np.empty(0, np.int32), *parts]), return_counts=True)
        return owners.astype(np.int32), counts.astype(np.int32)
