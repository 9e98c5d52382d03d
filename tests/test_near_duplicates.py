"""Groups of near-duplicates: against brute force over Python sets, and whatever the order of the texts."""

import hashlib
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import near_duplicates
from indexer.near_duplicates import (
    FEWEST_EQUAL,
    FEWEST_SHINGLES,
    NO_GROUP,
    PATIENCE,
    alike,
    group,
    required,
)
from indexer.shingles import Shingles

Partition = set[frozenset[int]]


def brute_force(texts: Sequence[frozenset[int]]) -> Partition:
    """Every text by itself or with the longest not yet taken that it is like, every pair compared."""

    def like(hub: frozenset[int], other: frozenset[int]) -> bool:
        if len(other) < 50:
            return len(other) >= 20 and hub == other
        least = max(0.5 * len(other), min(0.8 * len(other), 320), min(0.9 * len(other), 90))
        return len(hub & other) >= least

    order = sorted(
        range(len(texts)), key=lambda n: (-len(texts[n]), hashlib.blake2b(as_array(texts[n]), digest_size=8).digest())
    )
    taken: set[int] = set()
    found = set()
    for hub in order:
        if hub not in taken:
            members = {hub} | {n for n in order if n not in taken and n != hub and like(texts[hub], texts[n])}
            taken |= members
            if len(members) > 1:
                found.add(frozenset(members))
    return found


def as_array(text: frozenset[int]) -> Shingles:
    return np.array(sorted(text), np.uint32)


def partition(groups: Sequence[int]) -> Partition:
    names = set(groups) - {NO_GROUP}
    return {frozenset(n for n, name in enumerate(groups) if name == mine) for mine in names}


@st.composite
def archives(draw: st.DrawFn) -> list[frozenset[int]]:
    """A few stories of 15 to 900 shingles; texts are parts of them with other shingles put in, and copies of these."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    sizes = draw(
        st.lists(st.sampled_from([15, 21, 49, 50, 60, 95, 110, 120, 399, 401, 640, 900]), min_size=1, max_size=5)
    )
    stories = [[chance.getrandbits(32) for _ in range(size)] for size in sizes]
    texts: list[frozenset[int]] = []
    for _ in range(draw(st.integers(0, 12))):
        if texts and draw(st.booleans()):
            texts.append(chance.choice(texts))
            continue
        story = chance.choice(stories)
        part = story[: max(1, round(len(story) * chance.choice([0.3, 0.4, 0.5, 0.8, 1.0])))]
        strange = [
            chance.getrandbits(32) for _ in range(round(len(part) * chance.choice([0, 0.1, 0.12, 0.24, 0.26, 1.0])))
        ]
        texts.append(frozenset(part) | frozenset(strange))
    return texts


@settings(max_examples=150)
@given(archives())
def test_groups_are_those_of_brute_force(texts: list[frozenset[int]]) -> None:
    groups = group([as_array(text) for text in texts], sampled=1.0)
    assert partition(groups.tolist()) == brute_force(texts)


@settings(max_examples=100)
@given(archives(), st.randoms())
def test_groups_do_not_depend_on_the_order(texts: list[frozenset[int]], chance: random.Random) -> None:
    order = list(range(len(texts)))
    chance.shuffle(order)
    straight = group([as_array(text) for text in texts]).tolist()
    shuffled = group([as_array(texts[number]) for number in order]).tolist()
    assert {frozenset(order[n] for n in numbers) for numbers in partition(shuffled)} == partition(straight)


@settings(max_examples=100)
@given(archives())
def test_likeness_is_symmetric_and_names_count_up(texts: list[frozenset[int]]) -> None:
    arrays = [as_array(text) for text in texts]
    assert all(alike(left, right) == alike(right, left) for left in arrays for right in arrays)
    groups = group(arrays).tolist()
    named = [name for name in groups if name != NO_GROUP]
    assert list(dict.fromkeys(named)) == list(range(len(set(named))))
    assert all(named.count(name) > 1 for name in named)


def numbers(seed: int, count: int) -> frozenset[int]:
    return frozenset(np.random.default_rng(seed).integers(0, 2**32, count).tolist())


@pytest.mark.parametrize("size", [FEWEST_SHINGLES, 100, 400, 1000, 5000])
def test_a_sample_finds_what_all_shingles_find(size: int) -> None:
    """Forty stories, each whole and cut to what is just enough; every pair is found by the sample."""
    texts = []
    for seed in range(40):
        whole = sorted(numbers(seed, 2 * size))
        enough = whole[: int(np.ceil(required(size))) + size // 20]
        texts += [frozenset(whole), frozenset(enough) | numbers(1000 + seed, size - len(enough))]
    assert partition(group([as_array(text) for text in texts]).tolist()) == brute_force(texts)
    assert len(brute_force(texts)) == 40


def test_what_must_be_shared() -> None:
    expected = {50: 45, 100: 90, 110: 90, 200: 160, 400: 320, 600: 320, 2000: 1000}
    assert {size: required(size) for size in expected} == expected
    needed = [required(size) for size in range(3000)]
    assert needed == sorted(needed)


def test_short_texts_must_be_equal_and_the_shortest_are_never_grouped() -> None:
    short, shortest = numbers(1, FEWEST_SHINGLES - 1), numbers(2, FEWEST_EQUAL - 1)
    story = short | numbers(3, 400)
    texts = [as_array(text) for text in (short, short, shortest, shortest, story, short - {min(short)})]
    assert group(texts).tolist() == [0, 0, NO_GROUP, NO_GROUP, NO_GROUP, NO_GROUP]


def test_a_chain_of_small_changes_is_no_group() -> None:
    """A daily column whose every day shares nine tenths with the day before: the first and the tenth have little."""
    pool = sorted(numbers(5, 400))
    days = [as_array(frozenset(pool[start : start + 200])) for start in range(0, 200, 20)]
    groups = group(days).tolist()
    for name in set(groups) - {NO_GROUP}:
        members = [day for day, mine in zip(days, groups, strict=True) if mine == name]
        assert any(all(alike(hub, member) for member in members) for hub in members)
    assert not alike(days[0], days[-1])


def test_a_form_that_all_share_is_not_compared_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four hundred notices of which seven tenths are form: no two are alike, and few of 79,800 pairs are compared."""
    compared = 0

    def counted(left: Shingles, right: Shingles) -> bool:
        nonlocal compared
        compared += 1
        return alike(left, right)

    monkeypatch.setattr(near_duplicates, "alike", counted)
    form = numbers(7, 210)
    notices = [as_array(form | numbers(100 + n, 90)) for n in range(400)]
    assert group(notices).tolist() == [NO_GROUP] * 400
    assert compared <= PATIENCE * 400


def test_nothing_to_group() -> None:
    assert group([]).tolist() == []
    assert group([np.empty(0, np.uint32)] * 3).tolist() == [NO_GROUP] * 3
