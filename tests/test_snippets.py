"""Which part of a passage is shown. All texts are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlights import highlights
from search.snippets import LONGEST_SNIPPET, Snippet, snippet

FIRST = "灯塔建于一百年前,塔身用的是岛上的石头,石头一块一块由船运来。"
LONG = "守塔人每天黄昏上塔点灯,清晨下塔记录潮水和风向,记录本写满了四十七册,如今都收在镇上的档案馆里供人查阅。"
STORM = "去年冬天的台风把灯塔的透镜打碎了,镇上的人凑钱请来了外地的工匠。"
LAST = "工匠说透镜要一年才能磨好。"
TEXT = FIRST + LONG + STORM + LAST


def shown(text: str, words: list[str]) -> tuple[str, list[str]]:
    part = snippet(text, highlights(text, frozenset(words)))
    return text[part.start : part.end], [text[start:end] for start, end in part.marks]


def test_a_short_passage_is_shown_whole() -> None:
    assert shown(FIRST, ["灯塔"]) == (FIRST, ["灯塔"])
    assert snippet("", ()) == Snippet(0, 0, ())


def test_whole_sentences_where_the_words_stand_thickest() -> None:
    assert [len(TEXT), len(FIRST + LONG + STORM), len(LONG + STORM + LAST)] == [128, 115, 97]
    assert shown(TEXT, ["灯塔", "透镜", "工匠"]) == (LONG + STORM + LAST, ["灯塔", "透镜", "工匠", "工匠", "透镜"])
    assert shown(TEXT, ["石头"]) == (FIRST + LONG + STORM, ["石头", "石头"])


def test_without_marks_the_beginning() -> None:
    assert shown(TEXT, ["鲸"]) == (FIRST + LONG + STORM, [])


def test_a_sentence_that_is_too_long_is_cut_around_the_words() -> None:
    text = "盐" * 200 + "灯塔" + "田" * 200
    part, words = shown(text, ["灯塔"])
    assert part == "盐" * 20 + "灯塔" + "田" * (LONGEST_SNIPPET - 22)
    assert words == ["灯塔"]


def test_no_word_of_letters_is_cut() -> None:
    words = [f"lantern{n}" for n in range(60)]
    text = " ".join(words)
    part, marked = shown(text, ["lantern30"])
    assert set(part.split()) <= set(words)
    assert (part.split()[:3], marked) == (["lantern28", "lantern29", "lantern30"], ["lantern30"])


def test_marks_are_in_the_script_width_and_spacing_of_the_passage() -> None:
    text = LONG + "臺灣燈塔的ＬＥＤ 今年點亮。" + LONG
    assert shown(text, ["台湾", "灯塔", "led"])[1] == ["臺灣燈塔", "ＬＥＤ"]


def test_without_words_the_sentence_nearest_in_meaning_is_marked() -> None:
    nearest = (len(FIRST + LONG), len(FIRST + LONG + STORM))
    assert snippet(TEXT, (), nearest) == Snippet(len(FIRST), len(TEXT), (nearest,), by_meaning=True)
    assert snippet(TEXT, ((0, 2),), nearest) == Snippet(0, len(FIRST + LONG + STORM), ((0, 2),))


@pytest.mark.parametrize("span", [(0, 400), (100, 390)])
def test_a_mark_that_is_longer_than_a_snippet_is_cut_with_it(span: tuple[int, int]) -> None:
    part = snippet("灯" * 400, (span,))
    assert part.end - part.start == LONGEST_SNIPPET
    assert part.marks == ((max(span[0], part.start), part.end),)


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text of letters, characters, accents, spaces and ends of sentences, and spans in it that do not touch."""
    text = draw(st.text(st.sampled_from("灯塔盐田ab é。!\n \u0301\U0001f5fc,"), min_size=1, max_size=500))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=30)))
    return text, [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]


@given(passages())
def test_of_any_passage_a_part_with_a_mark_is_shown(made: tuple[str, list[tuple[int, int]]]) -> None:
    text, words = made
    part = snippet(text, words)
    assert 0 <= part.start <= part.end <= len(text)
    assert part.end - part.start <= LONGEST_SNIPPET
    assert bool(part.marks) == bool(words)
    previous = part.start
    for start, end in part.marks:
        assert previous <= start < end <= part.end
        assert any(a <= start and end <= b for a, b in words)
        previous = end
    inside = sum(max(0, min(b, part.end) - max(a, part.start)) for a, b in words)
    assert sum(end - start for start, end in part.marks) == inside


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=4), max_size=5))
def test_of_any_words_in_any_text_the_marks_are_highlights(text: str, words: list[str]) -> None:
    spans = highlights(text, frozenset(words))
    for start, end in snippet(text, spans).marks:
        assert any(a <= start and end <= b for a, b in spans)
