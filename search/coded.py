"""Postings as the compiled loops read them: with each row a code that says how much a document gets for its term.

What a document gets, its BM25 weight, follows from how often it has the term and how long it is. Of these pairs there
are few, so that a code of two bytes stands for one, and a table that stays in the processor's first cache has the
weight of each: where a posting is added to a score, nothing is divided and no length is looked for.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from indexer.postings import IntArray, LongArray, Postings
from search.bm25 import Documents, ScoreArray

_compiled = njit(cache=True, nogil=True)
RowArray = NDArray[np.uint32]
CodeArray = NDArray[np.uint16] | NDArray[np.uint32]
NOTHING = 0
"""The code of a posting that does not count any more; its weight is 0."""


class Coded(NamedTuple):
    """Postings of one segment: the documents `rows` uint32 [postings] and their `codes`; term t has those of
    starts[t]:starts[t + 1] (int64). `table` float32 [codes] has what each code counts.

    All are unsigned: of a signed index a loop asks each time whether it counts from the end.
    """

    starts: LongArray
    rows: RowArray
    codes: CodeArray
    table: ScoreArray


def coded_chunks(postings: Postings, documents: Documents) -> Coded:
    """The postings of chunks; rows are as written, deleted ones get NOTHING."""
    lengths = as_written(postings, postings.lengths)
    return _coded(postings.starts, postings.rows.view(np.uint32), postings.frequencies, lengths, documents)


def coded_articles(postings: Postings, owners: IntArray, documents: Documents) -> Coded:
    """The postings of articles as one document each; `owners` int32 are those of the chunks that count, from 0."""
    lengths = np.bincount(owners, postings.lengths).astype(np.int32)
    joined = _joined(postings.starts, postings.rows.view(np.uint32), postings.frequencies, as_written(postings, owners))
    return _coded(*joined, lengths, documents)


def as_written(postings: Postings, of_chunks: IntArray) -> IntArray:
    """What is known of the chunks that count, int32, for all chunks as written; -1 for deleted ones."""
    renumbered = postings.renumbered
    return of_chunks if renumbered is None else np.append(of_chunks, np.int32(-1))[renumbered]


def _coded(starts: LongArray, rows: RowArray, frequencies: IntArray, lengths: IntArray, documents: Documents) -> Coded:
    """Codes of documents of `lengths` int32, -1 for deleted ones."""
    most = _most(rows, frequencies, lengths, int(lengths.max(initial=0)) + 1)
    # Behind NOTHING the pairs of one length follow each other, by frequency.
    bases = np.cumsum(most) - most
    length = np.repeat(np.arange(len(most)), most)
    times = np.arange(len(length)) - bases[length] + 1
    table = np.append(np.float32(NOTHING), documents.weights(times.astype(np.int32), documents.saturation_of(length)))
    codes = np.empty(len(rows), np.uint16 if len(table) <= np.iinfo(np.uint16).max else np.uint32)
    _fill(rows, frequencies, np.where(lengths < 0, -1, bases[lengths]), codes)
    return Coded(*map(_readable, (starts, rows, codes, table)))


def _readable(array: np.ndarray) -> np.ndarray:
    """The array as those of the files are: a loop is compiled once for all arrays that are alike."""
    array.flags.writeable = False
    return array


@_compiled
def _most(rows: RowArray, frequencies: IntArray, lengths: IntArray, count: int) -> LongArray:
    """The highest frequency in documents of each length, int64 [count]."""
    most = np.zeros(count, np.int64)
    for place in range(len(rows)):
        length = lengths[rows[place]]
        if length >= 0:
            most[length] = max(most[length], frequencies[place])
    return most


@_compiled
def _fill(rows: RowArray, frequencies: IntArray, bases: LongArray, codes: CodeArray) -> None:
    """The code of each posting: its frequency counted from the base of its document, NOTHING where that is below 0."""
    for place in range(len(rows)):
        base = bases[rows[place]]
        codes[place] = base + frequencies[place] if base >= 0 else NOTHING


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
    return begins, joined[:count].copy(), together[:count].copy()
