"""A nominator: a compact approximate index over some vectors of a segment, which names those that may be the nearest.

Whoever asks scores what is named by the vectors themselves, so that scores never depend on the kind of index; only
whether a near vector is found at all does (measured: scripts/speed/dense.py).

Vectors are sorted into cells, each about its centre; in the cells nearest to a query their codes are compared with it.
There are about 2 √n cells, of which a share is looked at. Where only some vectors are wanted, more cells are looked at:
the fewer are wanted, the more.
"""

from dataclasses import dataclass
from typing import Self

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.postings import LongArray
from indexer.vector_kinds import VectorKind

# The share of the cells that is looked at, of a million vectors that are all wanted; of fewer, whose cells are coarser,
# it is larger by this power of their number, and where only some are wanted by this power of their share.
_PROBED, _OF_FEWER, _THINNING = 1 / 9, 1 / 4, 1 / 2
_CELLS = 2  # times the root of the number of vectors
_SAMPLE = 40  # vectors a cell that the centres are made from
_ROUNDS = 8  # of k-means
_BLOCK = 8192  # vectors that are added at a time
# Of product quantisation (Jégou, Douze, Schmid 2011), in which 4 bits stand for so many dimensions.
_DIMENSIONS, _BITS = 2, 4


@dataclass(frozen=True, slots=True)
class Nominator:
    """An inverted file in FAISS; its ids are the places of the vectors in the exact index of the segment."""

    index: faiss.IndexIVF

    @classmethod
    def of(cls, exact: faiss.Index, places: LongArray, kind: VectorKind) -> Self:
        """A nominator of this kind over the vectors at these ascending places; made twice, it is equal byte by byte.

        Its centres are made from a sample, of which a copy is held meanwhile: 40 vectors a cell.
        """
        cells = max(1, int(_CELLS * len(places) ** 0.5))
        index = _pq(exact.d, cells) if kind is VectorKind.IVF_PQ else _sq8(exact.d, cells)
        index.cp.niter, index.cp.seed, index.cp.spherical = _ROUNDS, 1, True
        index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 1, _SAMPLE
        index.train(exact.reconstruct_batch(_sample(places, cells * _SAMPLE)))
        for start in range(0, len(places), _BLOCK):
            block = places[start : start + _BLOCK]
            index.add_with_ids(exact.reconstruct_batch(block), block)
        return cls(index)

    def __len__(self) -> int:
        return int(self.index.ntotal)

    def nearest(
        self, query: FloatArray, asked: int, wanted: int, places: NDArray[np.bool_] | None
    ) -> tuple[LongArray, FloatArray]:
        """Places of `asked` vectors that are near a query, and nearly their products with it.

        They are among the `wanted` ones, at least so many, that `places`, bool [places], say; None: all.
        """
        only = None if places is None else _selector(places)
        probes = self._probes(wanted)
        while True:
            parameters = faiss.IVFSearchParameters(nprobe=probes, sel=only)  # type: ignore[call-arg]
            products, found = self.index.search(query[None, :], asked, params=parameters)
            if found[0, -1] >= 0 or probes == self.index.nlist:
                return found[0], products[0]
            probes = min(4 * probes, self.index.nlist)

    def _probes(self, wanted: int) -> int:
        share: float = _PROBED * (1_000_000 / len(self)) ** _OF_FEWER * (len(self) / wanted) ** _THINNING
        cells = int(self.index.nlist)
        return max(1, min(cells, round(share * cells)))


def _selector(places: NDArray[np.bool_]) -> faiss.IDSelector:
    return faiss.IDSelectorBitmap(np.packbits(places, bitorder="little"))  # type: ignore[call-arg, arg-type]


def _pq(dimension: int, cells: int) -> faiss.IndexIVF:
    """Codes of what a vector differs from the centre of its cell, which are compared 32 at a time (André, Kermarrec,
    Le Scouarnec 2015).
    """
    parts = dimension // _DIMENSIONS if dimension % _DIMENSIONS == 0 else dimension
    centres = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFPQFastScan(centres, dimension, cells, parts, _BITS, faiss.METRIC_INNER_PRODUCT)
    index.by_residual, index.pq.cp.min_points_per_centroid = True, 1
    return index


def _sq8(dimension: int, cells: int) -> faiss.IndexIVF:
    """Codes of the vectors themselves: of what they differ 8 bits are no more exact, and take twice the time."""
    centres, eight = faiss.IndexFlatIP(dimension), faiss.ScalarQuantizer.QT_8bit
    return faiss.IndexIVFScalarQuantizer(centres, dimension, cells, eight, faiss.METRIC_INNER_PRODUCT, False)


def _sample(places: LongArray, most: int) -> LongArray:
    """At most so many of the places, ascending; of very few each as often as it takes to make the centres of codes."""
    if len(places) <= most:
        return np.sort(np.resize(places, max(len(places), 2**_BITS)))
    return np.sort(np.random.default_rng(0).choice(places, most, replace=False))
