"""Shingles: equal for equal words in any script, width and layout; different words, different numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.shingles import ShingleSets, containment, shared, shingles

# Invented.
NEWS = "青屿港南港区5号泊位昨日投产,年吞吐量可达120万标箱。港务集团负责人表示,下一步将开通中东航线。"


def test_three_units_are_one_shingle() -> None:
    assert len(shingles("盐田村在盐池")) == 4
    assert len(shingles("盐田")) == len(shingles("")) == len(shingles("!?,。 — _")) == 0
    # Words of scripts with spaces and numbers are one unit, and so is each character of the others.
    assert len(shingles("A new primary school opened")) == 3
    assert len(shingles("2024年11月15日")) == 4
    assert len(shingles("ประเทศ")) == 4


def test_a_repeated_shingle_counts_once() -> None:
    assert len(shingles("晒盐晒盐晒盐晒盐")) == 2


@pytest.mark.parametrize(
    "other",
    [
        "青嶼港南港區5號泊位昨日投產,年吞吐量可達120萬標箱。港務集團負責人表示,下一步將開通中東航線。",
        "青屿港南港区５号泊位昨日投产，年吞吐量可达１２０万标箱。港务集团负责人表示，下一步将开通中东航线。",
        "  青屿港南港区5号泊位昨日投产\n年吞吐量可达「120」万标箱　港务集团负责人表示——下一步将开通中东航线",
    ],
    ids=["Traditional", "full width", "other signs and lines"],
)
def test_script_width_and_signs_count_for_nothing(other: str) -> None:
    assert shingles(other).tolist() == shingles(NEWS).tolist()


def test_upper_case_counts_for_nothing_and_order_counts() -> None:
    assert shingles("School Opens On The Island").tolist() == shingles("school opens on the island").tolist()
    assert shared(shingles("school opens on"), shingles("on opens school")) == 0


def test_the_same_numbers_on_every_machine() -> None:
    assert shingles("盐田村在").tolist() == [418409511, 1280977800]


def test_containment_is_of_the_shorter_text() -> None:
    whole, half = shingles(NEWS), shingles(NEWS[: len(NEWS) // 2])
    assert containment(whole, half) == containment(half, whole) == 1.0
    assert len(half) < 0.6 * len(whole)
    assert containment(whole, shingles("海岛居民在村口就能办理医保。")) == 0.0
    assert containment(whole, shingles("")) == 0.0


@given(st.text(), st.text())
def test_any_text_has_shingles(left: str, right: str) -> None:
    mine, theirs = shingles(left), shingles(right)
    assert mine.dtype == np.uint32
    assert np.all(np.diff(mine.astype(np.int64)) > 0)
    assert shared(mine, theirs) == len(set(mine.tolist()) & set(theirs.tolist())) == shared(theirs, mine)


def test_a_lone_surrogate_is_no_fault() -> None:
    assert len(shingles("盐田\ud800村在盐池")) == len(shingles("盐田村在盐池"))


@given(st.lists(st.lists(st.integers(0, 2**32 - 1), unique=True).map(sorted)))
def test_sets_come_back_as_they_were_laid_out(texts: list[list[int]]) -> None:
    sets = ShingleSets.of(np.array(text, np.uint32) for text in texts)
    assert len(sets) == len(texts)
    assert [text.tolist() for text in sets] == texts
