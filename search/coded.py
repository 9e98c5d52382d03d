"""Postings as the compiled loops read them: one number has a document and a code that says how much it gets.

What a document gets, its BM25 weight, follows from how often it has the term and how long it is. Of these pairs there
are few, so that some bits stand for one, and a table that stays in the processor's first cache has the weight of each:
where a posting is added to a score, nothing is divided and no length is looked for. What a query takes is mostly the
way of its postings from memory, which are therefore four bytes each.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from indexer.postings import IntArray, LongArray, Postings
from search.bm25 import Documents, ScoreArray

_compiled = njit(cache=True, nogil=True)
RowArray = NDArray[np.uint32]
PackedArray = NDArray[np.uint32] | NDArray[np.uint64]
_NARROW = 32  # bits
NOTHING = 0
"""The code of a posting that does not count any more; its weight is 0."""


class Packed(NamedTuple):
    """Postings of one segment; term t has those of starts[t]:starts[t + 1] (int64).

    `postings` uint32 [postings], uint64 where that is too narrow: the row of the document, and in the lowest `bits` the
    code. Code c stands for `times` int32 [codes] in a document of `lengths` int64 [codes]. Numbers are unsigned: of a
    signed index a loop asks each time whether it counts from the end.
    """

    starts: LongArray
    postings: PackedArray
    bits: np.uint64
    times: IntArray
    lengths: LongArray


class Coded(NamedTuple):
    """Packed postings with a `table` of what each code counts, float32 [codes], as long documents are on average."""

    postings: PackedArray
    bits: np.uint64
    table: ScoreArray


def packed_chunks(postings: Postings) -> Packed:
    """The postings of chunks; rows are as written, deleted ones get NOTHING."""
    lengths = as_written(postings, postings.lengths)
    return _packed(postings.starts, postings.rows.view(np.uint32), postings.frequencies, lengths)


def packed_articles(postings: Postings, owners: IntArray) -> Packed:
    """The postings of articles as one document each; `owners` int32 are those of the chunks that count, from 0."""
    lengths = np.bincount(owners, postings.lengths).astype(np.int32)
    owners = as_written(postings, owners)
    return _packed(*_joined(postings.starts, postings.rows.view(np.uint32), postings.frequencies, owners), lengths)


def coded(packed: Packed, documents: Documents) -> Coded:
    """The postings with the weights that they have among all `documents`."""
    table = documents.weights(packed.times, documents.saturation_of(packed.lengths))
    table[NOTHING] = 0
    return Coded(packed.postings, packed.bits, table)


def as_written(postings: Postings, of_chunks: IntArray) -> IntArray:
    """What is known of the chunks that count, int32, for all chunks as written; -1 for deleted ones."""
    renumbered = postings.renumbered
    return of_chunks if renumbered is None else np.append(of_chunks, np.int32(-1))[renumbered]


def _packed(starts: LongArray, rows: RowArray, frequencies: IntArray, lengths: IntArray) -> Packed:
    """Postings of documents of `lengths` int32, -1 for deleted ones."""
    most = _most(rows, frequencies, lengths, int(lengths.max(initial=0)) + 1)
    # Behind NOTHING the pairs of one length follow each other, by frequency.
    bases = np.cumsum(most) - most
    of_codes = np.repeat(np.arange(len(most)), most)
    times = np.arange(1, len(of_codes) + 1) - bases[of_codes]
    bits = (len(times) + 1).bit_length()
    wide = bits + len(lengths).bit_length() > _NARROW
    packed: PackedArray = np.empty(len(rows), np.uint64) if wide else np.empty(len(rows), np.uint32)
    _pack(rows, frequencies, np.where(lengths < 0, -1, bases[lengths]), np.uint64(bits), packed)
    first = np.zeros(1, np.int64)  # NOTHING
    return Packed(starts, packed, np.uint64(bits), np.append(first, times).astype(np.int32), np.append(first, of_codes))


@_compiled
def _most(rows: RowArray, frequencies: IntArray, lengths: IntArray, count: int) -> LongArray:
    """The highest frequency in documents of each length, int64 [count]."""
    most = np.zeros(count, np.int64)
    for place in range(len(rows)):
        length = lengths[rows[place]]
        if length >= 0 and frequencies[place] > most[length]:
            most[length] = frequencies[place]
    return most


@_compiled
def _pack(rows: RowArray, frequencies: IntArray, bases: LongArray, bits: np.uint64, packed: PackedArray) -> None:
    """Rows with their codes: the frequency counted from the base of the document, NOTHING where that is below 0."""
    for place in range(len(rows)):
        base = bases[rows[place]]
        code = np.uint64(base + frequencies[place]) if base >= 0 else np.uint64(NOTHING)
        packed[place] = (np.uint64(rows[place]) << bits) | code


@_compiled
def _joined(
    starts: LongArray, rows: RowArray, frequencies: IntArray, owners: IntArray
) -> tuple[LongArray, RowArray, IntArray]:
    """Starts, rows and frequencies of the owners of rows; rows of none, -1, are left out."""
    begins, joined, together = np.empty_like(starts), np.empty(len(rows), np.uint32), np.empty(len(rows), np.int32)
    count = 0
    for term in range(len(starts) - 1):
        begins[term] = count
        last = -1
        for place in range(starts[term], starts[term + 1]):
            owner = owners[rows[place]]
            if owner < 0:
                continue
            if owner != last:
                joined[count], together[count] = owner, 0
                last = owner
                count += 1
            together[count - 1] += frequencies[place]
    begins[-1] = count
    return begins, joined[:count], together[:count]
