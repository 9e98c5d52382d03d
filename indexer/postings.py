"""Postings: for every term the chunks that hold it and how often, in flat arrays that can be memory-mapped."""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int32]
LongArray = NDArray[np.int64]
Found = tuple[IntArray, IntArray]
"""Documents that hold a term, ascending, and how often."""
GONE = -1


def spread(firsts: IntArray | LongArray, owners: LongArray) -> LongArray:
    """The numbers of all that the owners have, int64; owner o has firsts[o]:firsts[o + 1]."""
    starts = firsts[owners].astype(np.int64)
    counts = firsts[owners + 1] - starts
    numbers: LongArray = np.arange(int(counts.sum())) + np.repeat(starts - np.cumsum(counts) + counts, counts)
    return numbers


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct terms, sorted by their UTF-8 bytes: `blob` uint8, `offsets` int64 [terms + 1].

    `heads` uint64 [terms], ascending: the first eight bytes of each, padded with zeros, as a number; most terms of a
    Chinese archive are told by them alone.
    """

    blob: NDArray[np.uint8]
    offsets: LongArray
    heads: NDArray[np.uint64]

    @classmethod
    def of(cls, encoded: list[bytes]) -> Self:
        """Terms as UTF-8, in order."""
        assert all(left < right for left, right in pairwise(encoded))
        blob, offsets = np.frombuffer(b"".join(encoded), np.uint8), _offsets([len(term) for term in encoded])
        return cls(blob, offsets, _heads(encoded))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def ends(self, terms: Sequence[str]) -> LongArray:
        """Where each term begins and ends among all, int64 [terms, 2]; equal for an unknown one."""
        found = self.find(terms)
        numbers = np.array([0 if number is None else number for number in found], np.int64)
        known = np.array([number is not None for number in found], np.int64)
        return np.stack([numbers, numbers + known], axis=1)

    def term(self, index: int) -> bytes:
        """A term as UTF-8."""
        return self.blob[self.offsets[index] : self.offsets[index + 1]].tobytes()

    def find(self, terms: Sequence[str]) -> list[int | None]:
        """Number of each term, None if no chunk holds it."""
        wanted = [term.encode("utf-8", "surrogatepass") for term in terms]
        heads = _heads(wanted)
        firsts, behind = (np.searchsorted(self.heads, heads, side).tolist() for side in ("left", "right"))
        return [self._find(*one) for one in zip(wanted, firsts, behind, strict=True)]

    def _find(self, wanted: bytes, first: int, behind: int) -> int | None:
        """The number of a term that is one of those from `first` on, which begin with the same eight bytes."""
        if behind - first > 1:
            first = bisect_left(range(behind), wanted, first, key=self.term)
        return first if first < behind and self.term(first) == wanted else None

    def beginning(self, prefix: str) -> range:
        """Numbers of the terms that begin so."""
        wanted = prefix.encode("utf-8", "surrogatepass")
        first = bisect_left(range(len(self)), wanted, key=self.term)
        behind = bisect_right(range(len(self)), wanted, key=lambda number: self.term(number)[: len(wanted)])
        return range(first, behind)


@dataclass(frozen=True, slots=True)
class Postings:
    """The inverted lists of one segment.

    Term t stands in chunks rows[starts[t]:starts[t + 1]] (int32, ascending) with frequencies (int32) beside;
    lengths (int32 [chunks]) counts the terms of each chunk, its aliases not among them. Where chunks do not count any
    more, `renumbered` (int32 [rows as written]) has the row of each that does, and GONE.
    """

    vocabulary: Vocabulary
    starts: LongArray
    rows: IntArray
    frequencies: IntArray
    lengths: IntArray
    renumbered: IntArray | None = None

    def spans(self, terms: Sequence[str]) -> LongArray:
        """First and last posting of each term, int64 [terms, 2]; equal for an unknown one."""
        return self.starts[self.vocabulary.ends(terms)]

    def of(self, term: str) -> Found:
        """Rows and frequencies of a term; empty arrays for an unknown one."""
        part = slice(*self.spans([term])[0].tolist())
        rows, frequencies = self.rows[part], self.frequencies[part]
        if self.renumbered is None:
            return rows, frequencies
        rows = self.renumbered[rows]
        return rows[rows != GONE], frequencies[rows != GONE]

    def frequency(self, term: str) -> int:
        """How many chunks hold a term."""
        return len(self.of(term)[0])

    def beginning(self, prefix: str) -> IntArray:
        """Ascending rows that have a term which begins so."""
        numbers = self.vocabulary.beginning(prefix)
        rows: IntArray = np.unique(self.rows[int(self.starts[numbers.start]) : int(self.starts[numbers.stop])])
        if self.renumbered is None:
            return rows
        kept = self.renumbered[rows]
        left: IntArray = kept[kept != GONE]
        return left

    def kept(self, chunks: LongArray) -> "Postings":
        """The postings of these ascending chunks alone, as written, numbered from 0."""
        renumbered = np.full(len(self.lengths), GONE, np.int32)
        renumbered[chunks] = np.arange(len(chunks), dtype=np.int32)
        return replace(self, lengths=self.lengths[chunks], renumbered=renumbered)


class _Numbers(dict[str, int]):
    """Terms with their numbers, by the order in which they are first asked for."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


class PostingsBuilder:
    """Collects chunks one by one; eight bytes a posting until `build`."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self.terms = array("i")
        self._frequencies = array("i")
        self._distinct = array("i")
        self._lengths = array("i")

    def add(self, terms: Sequence[str], aliases: Iterable[str] = ()) -> None:
        """Add the next chunk by its terms, repeated as often as they occur; `aliases` do not count in its length."""
        counts = Counter(terms)
        counts.update(aliases)
        self.terms.extend(map(self._numbers.__getitem__, counts))
        self._frequencies.extend(counts.values())
        self._distinct.append(len(counts))
        self._lengths.append(len(terms))

    def __len__(self) -> int:
        """How many postings there are."""
        return len(self.terms)

    def build(self) -> Postings:
        """The finished postings, terms in byte order, rows ascending within a term."""
        encoded = [term.encode("utf-8", "surrogatepass") for term in self._numbers]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        terms = rank[np.frombuffer(self.terms, np.int32)] if len(self.terms) else np.empty(0, np.int32)
        by_term = np.argsort(terms, kind="stable")
        rows = np.repeat(np.arange(len(self._distinct), dtype=np.int32), _int32(self._distinct))
        return Postings(
            vocabulary=Vocabulary.of([encoded[index] for index in order]),
            starts=_offsets(np.bincount(terms, minlength=len(order))),
            rows=rows[by_term],
            frequencies=_int32(self._frequencies)[by_term],
            lengths=_int32(self._lengths),
        )


def _heads(encoded: Iterable[bytes]) -> NDArray[np.uint64]:
    padded = b"".join(term[:8].ljust(8, b"\0") for term in encoded)
    return np.frombuffer(padded, ">u8").astype(np.uint64)


def _int32(values: "array[int]") -> IntArray:
    return np.array(values, np.int32)


def _offsets(counts: Sequence[int] | LongArray) -> LongArray:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
