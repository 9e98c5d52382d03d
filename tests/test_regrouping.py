"""Groups that follow a change are those that all texts would get if they were grouped anew."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from test_near_duplicates import archives, as_array, numbers, partition

from indexer.near_duplicates import NO_GROUP, group
from indexer.regrouping import Archive, StoredTexts, regrouped
from indexer.shingle_index import ShingleIndex
from indexer.shingles import Shingles, ShingleSets


def stored(texts: list[Shingles]) -> StoredTexts:
    sets = ShingleSets.of(texts)
    return StoredTexts(sets, ShingleIndex.of(sets))


@settings(max_examples=150)
@given(archives(), st.randoms())
def test_changes_end_in_the_groups_of_all_that_is_left(texts: list[frozenset[int]], chance: random.Random) -> None:
    arrays = [as_array(text) for text in texts]
    segments: list[StoredTexts] = []
    live: list[int] = []  # of what was written, in order
    written: list[Shingles] = []
    groups = np.empty(0, np.int32)
    while len(written) < len(arrays):
        batch = arrays[len(written) : len(written) + chance.randint(1, 4)]
        gone = [number for number in live if chance.random() < 0.3]
        new = list(range(len(written), len(written) + len(batch)))
        before = np.full(len(written) + len(batch), NO_GROUP, np.int32)
        before[live] = groups
        segments.append(stored(batch))
        written += batch
        dead = [number for number in range(len(written)) if number in gone or number not in (*live, *new)]
        archive = Archive(segments, dead)
        groups = regrouped(archive, before, new)
        live = [number for number in (*live, *new) if number not in gone]
        assert partition(groups.tolist()) == partition(group([written[number] for number in live]).tolist())


def test_a_longer_version_takes_over_and_gives_back() -> None:
    story = sorted(numbers(1, 300))
    brief, full, reprint = (as_array(frozenset(part)) for part in (story[:270], story, story[:260]))
    assert regrouped(Archive([stored([brief, reprint])]), np.array([NO_GROUP] * 2, np.int32), [0, 1]).tolist() == [0, 0]
    parts = [stored([brief, reprint]), stored([full])]
    assert regrouped(Archive(parts), np.array([0, 0, NO_GROUP], np.int32), [2]).tolist() == [0, 0, 0]
    assert regrouped(Archive(parts, [2]), np.array([0, 0, 0], np.int32), []).tolist() == [0, 0]
    assert regrouped(Archive(parts, [0, 2]), np.array([0, 0, 0], np.int32), []).tolist() == [NO_GROUP]
