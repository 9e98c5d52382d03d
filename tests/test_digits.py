"""Numbers in one form: values by hand, and against numbers written out by another program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.chinese_numbers import number
from indexer.digits import digits, plain_text
from indexer.folding import Folded, fold

_ONE_FORM = {
    "二〇二五年六月九日": "2025年6月9日",
    "二○二五年十二月三十一日": "2025年12月31日",
    "2025-06-09": "2025年6月9日",
    "2025/6/9": "2025年6月9日",
    "2025年06月09日": "2025年6月9日",
    "一九九八年十月": "1998年10月",
    "百分之三十": "30%",
    "百分之三十点五": "30.5%",
    "百分之零点五": "0.5%",
    "百分之百": "100%",
    "百分之4.5": "4.5%",
    "1.2万": "12000",
    "12,000": "12000",
    "１２，０００人": "12000人",
    "1,234.5": "1234.5",
    "一万二千": "12000",
    "一万零二百": "10200",
    "二千零五万六千七百": "20056700",
    "3亿元": "300000000元",
    "一点二亿元": "120000000元",
    "三万亿元": "3000000000000元",
    "0.5万": "5000",
    "第十四届": "第14届",
    "第三期": "第3期",
    "二十三中学": "23中学",
    "五百元": "500元",
    "二十多年": "20多年",
}
_AS_THEY_ARE = (
    "张三",
    "第一百货",
    "百货公司",
    "十四五规划",
    "一二九运动",
    "几十年",
    "二十几年",
    "三五百",
    "三百五",
    "一万五",
    "十万火急",
    "百万英镑",
    "三分之一",
    "统一月度考核",
    "张三月薪",
    "2024万达广场",
    "1.2.3",
    "2025.6",
    "192.168.10.1",
    "万一",
    "零五年",
)


def _digits(text: str) -> str:
    return digits(fold(text)).text


@pytest.mark.parametrize(("written", "one_form"), _ONE_FORM.items())
def test_a_number_has_one_form(written: str, one_form: str) -> None:
    assert _digits(written) == one_form
    assert _digits(f"昨天,{written}。") == f"昨天,{one_form}。"


@pytest.mark.parametrize("text", _AS_THEY_ARE)
def test_what_may_be_no_number_stays(text: str) -> None:
    assert _digits(text) == text


def test_characters_that_replace_stand_for_what_they_replace() -> None:
    folded = digits(fold("于二〇二五年六月九日"))
    assert folded.text == "于2025年6月9日"
    assert folded.span(1, 5) == (1, 5)  # 二〇二五
    assert folded.span(5, 6) == (5, 6)  # 年
    assert folded.span(6, 8) == (6, 8)  # 六月
    wide = digits(fold("１．２万人"))
    assert wide.text == "12000人"
    assert (wide.span(0, 5), wide.span(5, 6)) == ((0, 4), (4, 5))


def _in_full(value: int) -> str:
    """A number below 10^12 written out, by groups of four digits: the oracle of `number`."""
    groups, unit = [], 0
    while value:
        groups.append((value % 10**4, ("", "万", "亿")[unit]))
        value //= 10**4
        unit += 1
    text = ""
    for group, name in reversed(groups):
        if not group:
            text += "零"
            continue
        figures = f"{group:04}" if text else str(group)
        names = ("千", "百", "十", "")[4 - len(figures) :]
        text += "".join(
            "零" if f == "0" else "零一二三四五六七八九"[int(f)] + n for f, n in zip(figures, names, strict=True)
        )
        text = text.rstrip("零") + name
        if group % 10 == 0:
            text += "零"
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.rstrip("零")


@given(st.integers(1, 10**12 - 1))
def test_a_number_in_full_has_its_value(value: int) -> None:
    text = _in_full(value)
    assert number(text) == value


_TEXTS = (
    st.text(st.sampled_from("0123456789.,-/%年月日号第届百分之点〇零一二三九两十百千万亿人元几张 a"), max_size=30)
    | st.text()
)


@given(_TEXTS)
def test_one_form_is_the_last(text: str) -> None:
    once = _digits(text)
    assert _digits(once) == fold(once).text


@given(_TEXTS)
def test_offsets_stand_in_the_text_in_order(text: str) -> None:
    folded: Folded = digits(fold(text))
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(st.lists(_TEXTS, max_size=4))
def test_a_text_alone_is_the_same_line_by_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert plain_text(text) == digits(fold(text)).text
