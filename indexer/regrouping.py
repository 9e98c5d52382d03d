"""Near-duplicates after a change: the same groups as if all texts were grouped anew, at the cost of what changed.

A text is a hub unless a hub that comes before it (longer ones first) is like it; then the first of these gathers it.
Whether a text is a hub depends on those before it only. So what is new, and what a deleted hub had gathered, is looked
at in that order; and only where a text becomes a hub or is one no more, those behind it that are like it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from indexer.near_duplicates import (
    FEWEST_EQUAL,
    FEWEST_SHINGLES,
    LEAST_OF_SAMPLE,
    NO_GROUP,
    PATIENCE,
    alike,
    group,
    required_of_sample,
    sample,
)
from indexer.postings import IntArray, LongArray
from indexer.shingle_index import ShingleIndex
from indexer.shingles import Shingles, ShingleSets

Order = tuple[int, int, int]
"""The place of a text among all: longer ones first, of equally long ones by digest."""


@dataclass(frozen=True, slots=True)
class StoredTexts:
    """The texts of a segment, numbered as written, their index, and which of them were deleted before."""

    texts: ShingleSets
    index: ShingleIndex
    deleted: Sequence[int] = ()


class Archive:
    """The texts of all segments, those that were deleted too, numbered from 0."""

    def __init__(self, segments: Sequence[StoredTexts], deleted: Collection[int] = ()) -> None:
        """`deleted` are numbers of texts that do not count any more, besides those that segments name."""
        self._segments = segments
        self._bases = np.cumsum([0, *(len(segment.texts) for segment in segments)])
        self.live = np.ones(int(self._bases[-1]), np.bool_)
        for base, segment in zip(self._bases, segments, strict=False):
            self.live[base + np.array(segment.deleted, np.int64)] = False
        self.live[np.array([*deleted], np.int64)] = False

    def order(self, number: int) -> Order:
        """The place of a text among all."""
        index, local = self._at(number)
        return -int(index.sizes[local]), int(index.digests[local]), number

    def text(self, number: int) -> Shingles:
        """The shingles of a text."""
        segment = int(np.searchsorted(self._bases, number, side="right")) - 1
        return self._segments[segment].texts[number - int(self._bases[segment])]

    def grouped(self) -> IntArray:
        """The groups of the live texts, made anew, int32 [live texts]."""
        return group([self.text(number) for number in np.flatnonzero(self.live).tolist()])

    def alike(self, number: int) -> list[int]:
        """The other texts that are near-duplicates of this one; after PATIENCE that are not in a row no more."""
        index, local = self._at(number)
        size, text = int(index.sizes[local]), self.text(number)
        if size < FEWEST_EQUAL:
            return []
        found = [other for other in self._equal(index.digests[local]) if np.array_equal(text, self.text(other))]
        failures = 0
        for other in self._sharing(number) if size >= FEWEST_SHINGLES else []:
            failures = 0 if alike(text, self.text(other)) else failures + 1
            if failures == PATIENCE:
                break
            found += [] if failures else [other]
        return sorted({*found} - {number})

    def _at(self, number: int) -> tuple[ShingleIndex, int]:
        segment = int(np.searchsorted(self._bases, number, side="right")) - 1
        return self._segments[segment].index, number - int(self._bases[segment])

    def _equal(self, wanted: np.uint64) -> list[int]:
        found = [
            base + np.flatnonzero(segment.index.digests == wanted)
            for base, segment in zip(self._bases, self._segments, strict=False)
        ]
        numbers = np.concatenate(found)
        return [int(number) for number in numbers[self.live[numbers]]]

    def _sharing(self, number: int) -> list[int]:
        """Texts whose samples have enough in common with that of this one, those that share most first."""
        mine, sampled = self.order(number), sample(self.text(number))
        shares: list[tuple[float, int]] = []
        for base, segment in zip(self._bases.tolist(), self._segments, strict=False):
            others, counts = segment.index.sharing(sampled)
            # Whatever its length, a text must share so much; few do, and these are looked at one by one.
            of_sample = np.minimum(segment.index.sampled[others], len(sampled))
            enough = counts >= LEAST_OF_SAMPLE * of_sample
            enough &= self.live[base + others] & (segment.index.sizes[others] >= FEWEST_SHINGLES)
            for other, count in zip((base + others[enough]).tolist(), counts[enough].tolist(), strict=True):
                index, local = self._at(other if mine < self.order(other) else number)
                size, of_shorter = int(index.sizes[local]), int(index.sampled[local])
                if count >= required_of_sample(size, of_shorter):
                    shares.append((-count / of_shorter, other))
        return [other for _, other in sorted(shares)]


def regrouped(archive: Archive, groups: IntArray, new: Collection[int]) -> IntArray:
    """The groups of the live texts of an archive, int32 [live texts], from 0 by first member.

    `groups` int32 [texts] are those before the change, of all that were live then; NO_GROUP for what is `new`.
    """
    hubs = _hubs(archive, groups)
    orphans = np.flatnonzero(archive.live & ~archive.live[hubs]).tolist()
    fresh = set(new)
    pending = [archive.order(number) for number in {*fresh, *orphans}]
    heapify(pending)
    done: set[int] = set()
    while pending:
        place = heappop(pending)
        number = place[-1]
        if number in done:
            continue
        done.add(number)
        was_hub = hubs[number] == number and number not in fresh
        near = sorted(archive.order(other) for other in archive.alike(number))
        hubs[number] = next((other[-1] for other in near if other < place and hubs[other[-1]] == other[-1]), number)
        is_hub = hubs[number] == number
        if was_hub != is_hub:
            for other in near:
                theirs = int(hubs[other[-1]])
                if other > place and (theirs == number if was_hub else archive.order(theirs) > place):
                    heappush(pending, other)
    return _names(hubs[archive.live])


def _hubs(archive: Archive, groups: IntArray) -> LongArray:
    """The text that gathers each text; itself where none does."""
    hubs = np.arange(len(groups))
    grouped = np.flatnonzero(groups != NO_GROUP)
    ordered = sorted(grouped.tolist(), key=archive.order)
    _, firsts, members = np.unique(groups[ordered], return_index=True, return_inverse=True)
    hubs[ordered] = np.array(ordered, np.int64)[firsts[members]] if len(ordered) else []
    return hubs


def _names(hubs: NDArray[np.int64]) -> IntArray:
    """Groups by their hubs; NO_GROUP for a text that is alone."""
    _, firsts, members, counts = np.unique(hubs, return_index=True, return_inverse=True, return_counts=True)
    several = counts > 1
    names = np.full(len(counts), NO_GROUP, np.int32)
    names[np.flatnonzero(several)[np.argsort(firsts[several])]] = np.arange(several.sum())
    return names[members].astype(np.int32)
