"""The windows of one width over all segments: which are nearest to a query, and how near those of given owners are.

What is promised. Scores are always products of the vectors themselves. Where a segment has fewer windows of a language
than indexer/vector_kinds.py says, or a filter leaves few of them, the nearest are found exactly; else nearly:
of the 10 nearest of a million windows 98 of 100 or more, with any filter (measured: scripts/speed/dense.py). There are
always as many as are asked for, if there are so many.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.postings import IntArray, LongArray, spread
from indexer.windows import Windows
from search.corpus import Allowed
from search.nearest import Near, Spoken

# Equal texts must have equal scores wherever they stand, though sums in another order differ in the last bits.
DECIMALS = 6
_ROUGH = 1e-5  # more than products in float32 err
# Windows that are scored for each one that is asked for: codes err by a little, so that some of the best come later.
NOMINEES = 2
_LEAST_NOMINATED = 800  # of fewer too many are lost
_AT_ONCE = 4  # queries that have half of the segments looked through in another thread
# Where more are asked for, which only an explanation does, all are scored.
_MOST_NOMINATED = 2_000


_NO_OWNERS, _NO_VALUES = np.empty(0, np.int64), np.empty(0)


@dataclass(frozen=True, slots=True)
class DenseScores:
    """For each of the asked chunks or articles: its score, float32, and its nearest window, int32, from 0."""

    scores: FloatArray
    nearest: IntArray


@dataclass(frozen=True, slots=True)
class NearWindow:
    """The nearest of the `windows` of a chunk or article, from 0: its score, and its plain cosine with the query."""

    nearness: float
    cosine: float
    window: int
    windows: int


class WindowSearch:
    """The windows of one width over all segments; owners (chunks or articles) are numbered over them from 0.

    `spoken` int32 [owners] is the language of each.
    """

    def __init__(self, segments: Sequence[Windows], spoken: IntArray) -> None:
        self._segments = segments
        self._bases = np.cumsum([0, *(len(windows.firsts) - 1 for windows in segments)])
        self._spoken = spoken
        self._beside = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="segments")

    @cached_property
    def _spoken_in(self) -> list[list[Spoken]]:
        """The windows of each segment by language; made when meaning is first asked for."""
        return [self._by_language(number) for number in range(len(self._segments))]

    @cached_property
    def _windows_of(self) -> Counter[int]:
        """How many windows each language has."""
        counted = Counter[int]()
        for spoken in chain.from_iterable(self._spoken_in):
            counted[spoken.language] += len(spoken)
        return counted

    def nearest(
        self, query: FloatArray, offsets: FloatArray, allowed: Allowed | None, asked: int
    ) -> tuple[IntArray, NDArray[np.float64], bool]:
        """Owners of the nearest windows, each once, with the nearness of its nearest window that is found; and whether
        these were all windows.

        Fewer than `asked` windows are looked at: those that are nearer than the last of so many, whatever segments they
        are in. Only owners that are `allowed`, bool [owners].
        """
        found, total = self._near(query, offsets, allowed, asked)
        lowered = [
            np.round(near.products.astype(np.float64) - offsets[spoken.language], DECIMALS) for spoken, near in found
        ]
        farthest = _highest(np.concatenate(lowered), asked) if total > asked else -np.inf
        kept = [np.flatnonzero(of_part > farthest) for of_part in lowered]
        owners = [spoken.owners_of(near.numbers[of_part]) for (spoken, near), of_part in zip(found, kept, strict=True)]
        nearness = [of_part[nearer] for of_part, nearer in zip(lowered, kept, strict=True)]
        return *_each_once(
            np.concatenate([_NO_OWNERS, *owners]), np.concatenate([_NO_VALUES, *nearness])
        ), total <= asked

    def _near(
        self, query: FloatArray, offsets: FloatArray, allowed: Allowed | None, asked: int
    ) -> tuple[list[tuple[Spoken, Near]], int]:
        """Of each language in each segment the `asked` nearest windows or more, all scored; and how many were chosen
        from.
        """
        nominees = max(NOMINEES * asked, _LEAST_NOMINATED)
        look = partial(self._look, query, asked, nominees)
        segments = [(several, self._allowed(number, allowed)) for number, several in enumerate(self._spoken_in)]
        parts = [(spoken, only) for several, only in segments for spoken in several]
        # Half of them in another thread: most of the time each is in FAISS, where none waits for another.
        other = self._beside.submit(look, parts[1::2]) if len(parts) > 1 else None
        found = [*look(parts[::2]), *(other.result() if other else ())]
        return list(_elected(found, query, offsets, nominees)), sum(near.total for _, near in found)

    def _look(
        self, query: FloatArray, asked: int, nominees: int, parts: Sequence[tuple[Spoken, NDArray[np.bool_] | None]]
    ) -> list[tuple[Spoken, Near]]:
        """What is near in each part among the allowed windows: nominees, or where there are none the nearest."""
        found = []
        for spoken, only in parts:
            every = self._windows_of[spoken.language]
            near = spoken.nominated(query, nominees, only, every) if asked <= _MOST_NOMINATED else None
            found.append((spoken, near or spoken.scored(query, asked, only)))
        return found

    def best(self, query: FloatArray, offsets: FloatArray, owners: IntArray) -> DenseScores:
        """The nearest window of each of the ascending owners, and its score."""
        edges = np.searchsorted(owners, self._bases)
        parts = [
            _best(windows, query, owners[edges[number] : edges[number + 1]] - self._bases[number])
            for number, windows in enumerate(self._segments)
        ]
        products, nearest = (np.concatenate(column) for column in zip(*parts, strict=True))
        lowered = np.round(products - offsets[self._spoken[owners]], DECIMALS)
        return DenseScores(lowered.astype(np.float32), nearest.astype(np.int32))

    def near(self, asked: FloatArray, query: FloatArray, offsets: FloatArray, owner: int) -> NearWindow:
        """The nearest window of one owner, and its cosine with the query as it was `asked`."""
        found = self.best(query, offsets, np.array([owner], np.int32))
        segment = int(np.searchsorted(self._bases, owner, side="right")) - 1
        windows, local = self._segments[segment], owner - int(self._bases[segment])
        first, behind = windows.firsts[local : local + 2].tolist()
        nearest = int(found.nearest[0])
        vectors = windows.vectors.at(np.array([first + nearest])).astype(np.float64)
        cosine = float((vectors @ asked.astype(np.float64))[0])
        return NearWindow(float(found.scores[0]), cosine, nearest, behind - first)

    def _allowed(self, number: int, allowed: Allowed | None) -> NDArray[np.bool_] | None:
        """Which windows of a segment are of an allowed owner, None for all."""
        if allowed is None:
            return None
        counts = np.diff(self._segments[number].firsts)
        return np.repeat(allowed[self._bases[number] : self._bases[number + 1]], counts)

    def _by_language(self, number: int) -> list[Spoken]:
        windows, base = self._segments[number], int(self._bases[number])
        spoken = self._spoken[base : self._bases[number + 1]]
        languages = np.flatnonzero(np.bincount(spoken)).tolist()
        codes = windows.languages.codes.tolist()
        if len(languages) == 1:
            return [Spoken.of(windows, base, languages[0], codes[0], None)]
        # Languages over all segments come in the order of their codes, as those of each segment do.
        return [
            Spoken.of(windows, base, language, code, windows.spoken(of_segment))
            for of_segment, (language, code) in enumerate(zip(languages, codes, strict=True))
        ]


def _elected(
    found: Sequence[tuple[Spoken, Near]], query: FloatArray, offsets: FloatArray, count: int
) -> Iterator[tuple[Spoken, Near]]:
    """What is scored; and of what is nominated the best `count` of all parts as far as codes tell, scored."""
    nominated = [(spoken, near) for spoken, near in found if not near.scored]
    yield from ((spoken, near) for spoken, near in found if near.scored)
    if not nominated:
        return
    lowered = [near.products - offsets[spoken.language] for spoken, near in nominated]
    least = _highest(np.concatenate(lowered), count)
    for (spoken, near), of_part in zip(nominated, lowered, strict=True):
        numbers = np.sort(near.numbers[of_part >= least])
        yield spoken, Near(numbers, spoken.windows.vectors.products(query, numbers), near.total)


def _highest(values: NDArray[np.floating], count: int) -> float:
    """The `count`-th highest of so many values or more."""
    return float(np.partition(values, len(values) - count)[len(values) - count])


def _each_once(owners: LongArray, nearness: NDArray[np.float64]) -> tuple[IntArray, NDArray[np.float64]]:
    """Ascending owners, each once, with the highest of its values."""
    order = np.argsort(owners, kind="stable")
    ascending = owners[order]
    firsts = np.flatnonzero(np.diff(ascending, prepend=-1))
    return ascending[firsts].astype(np.int32), np.maximum.reduceat(nearness[order], firsts)


def _best(windows: Windows, query: FloatArray, owners: LongArray) -> tuple[NDArray[np.float64], LongArray]:
    """Of each owner the product of its nearest window, float64 [owners], and which of its windows that is."""
    exactly = query.astype(np.float64)
    if windows.single or not len(owners):
        return windows.vectors.at(owners).astype(np.float64) @ exactly, np.zeros(len(owners), np.int64)
    firsts = windows.firsts[owners].astype(np.int64)
    counts = windows.firsts[owners + 1] - firsts
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    numbers = spread(windows.firsts, owners)
    rough = windows.vectors.products(query, numbers)
    of_owners = np.repeat(np.arange(len(owners)), counts)
    hits = np.flatnonzero(rough >= (np.maximum.reduceat(rough, starts) - _ROUGH)[of_owners])
    products = windows.vectors.at(numbers[hits]).astype(np.float64) @ exactly
    order = np.lexsort((-products, of_owners[hits]))
    _, firsts_of_hits = np.unique(of_owners[hits], return_index=True)
    best = order[firsts_of_hits]
    return products[best], hits[best] - starts
