import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.folding import fold, folded_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("４００張綠證", "400张绿证"),
        ("經濟困難失能老人", "经济困难失能老人"),
        ("頭髮與皇后", "头发与皇后"),  # 髮 and 後 both differ from 发 and 后 by phrase
        ("“選擇”「天津」『就是』", '"选择""天津""就是"'),
        ("OpenKYLIN　２.0", "openkylin 2.0"),
        ("ﬁne ㎞ …", "fine km ..."),
        ("İstanbul", "istanbul"),
        ("e\u0301tude", "étude"),
        ("\ud800x", "\ud800x"),
    ],
)
def test_variants_fold_to_one_form(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_offsets_lead_back_through_characters_that_grow() -> None:
    folded = fold("全长2.5㎞,e\u0301tude")
    start = folded.text.index("km")
    assert folded.span(start, start + 2) == (5, 6)
    start = folded.text.index("étude")
    assert "全长2.5㎞,e\u0301tude"[slice(*folded.span(start, start + 1))] == "e\u0301"


@given(st.text())
def test_every_character_has_its_place_in_order(text: str) -> None:
    folded = fold(text)
    starts, ends = list(folded.starts), list(folded.ends)
    assert len(folded.text) == len(starts) == len(ends)
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))


@given(st.text(alphabet="經濟困難經济Ａａ12 ３。、“「"))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.lists(st.text() | st.text("經濟頭髮e\u0301ﾞｶĳ㍻ \t"), max_size=4))
def test_a_text_alone_is_the_same_line_by_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert folded_text(text) == fold(text).text
