"""Digits: one form for the ways in which Chinese print writes a number, with the way back to the original characters.

    二〇二五年六月九日, 2025-06-09, 2025年06月09日 -> 2025年6月9日
    百分之三十点五 -> 30.5%
    1.2万, 12,000, 一万二千 -> 12000
    第十四届, 第三期 -> 第14届, 第3期

Only where nothing else can be meant: 三 in 张三, 百 in 百货, 十四五 and 一二九 stay what they are, and so do vague
numbers (几十年, 三五百). What surrounds a number stays too, so that words beginning behind it are found as before.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from indexer.chinese_numbers import decimal, number, spelt
from indexer.folding import Folded, folded_text

_NUMERALS = "〇○零一二两三四五六七八九十百千万亿"
_DIGIT = "[〇○零一二三四五六七八九]"
# Not part of a longer number, nor of a vague one.
_BEFORE = rf"(?<![0-9][.,])(?<![0-9{_NUMERALS}点几数])"
# 千 may begin a unit: 12.5亿千瓦时.
_BEHIND = rf"(?!(?!千[瓦克米卡伏赫升帕焦兆])[0-9{_NUMERALS}几数])"
_SCALES = {"万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10}
_SCALES |= {"千亿": 10**11, "万亿": 10**12}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
# Words that begin with 万 or 亿: 2024万达广场.
_NO_NAME = "(?!万[科达能物事象福寿圣州历隆宁佛国]|亿[达利欧纬])"
# A round number is taken for one only before what is counted: 第一百货, 五千里.
_COUNTED = "元人名个多余美"


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


_Match = re.Match[str]


def _whole(replacement: Callable[[_Match], str | None]) -> Callable[[_Match], Iterator[_Edit]]:
    """One edit of a whole match, none where there is no replacement."""

    def edits(match: _Match) -> Iterator[_Edit]:
        if (text := replacement(match)) is not None:
            yield _Edit(*match.span(), text)

    return edits


def _date(match: _Match) -> Iterator[_Edit]:
    yield _Edit(match.end(1), match.start(3), "年")
    yield _Edit(*match.span(3), match[3].lstrip("0"))
    yield _Edit(match.end(3), match.start(4), "月")
    yield _Edit(*match.span(4), match[4].lstrip("0") + "日")


def _percent(match: _Match) -> str | None:
    if match[1] == "百":
        return "100%"
    value = match[1] if match[1][0].isdecimal() else decimal(match[1])
    return None if value is None else f"{value}%"


def _scaled(match: _Match) -> str | None:
    value = match[1].replace(",", "") if match[1][0].isdecimal() else decimal(match[1])
    if value is None:
        return None
    text = f"{Decimal(value) * _SCALES[match[2]]:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _counted(match: _Match) -> str | None:
    text, behind = match[0], match.string[match.end() : match.end() + 1]
    sure = len(text) > 2 or (text[-1] not in "百千万亿") or (behind and behind in _COUNTED)
    value = number(text) if sure and text[0] not in "〇○零" else None
    return None if value is None else str(value)


def _in_full(match: _Match) -> str | None:
    return decimal(match[1])


_ARABIC = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SPELT_OUT = rf"[{_NUMERALS}]+(?:点{_DIGIT}+)?"
# Each with what a text must have one of for it to find anything.
_RULES: tuple[tuple[tuple[str, ...], str, Callable[[_Match], Iterator[_Edit]]], ...] = (
    (
        ("19", "20"),
        r"(?<![0-9a-z][.,/-])(?<![0-9a-z])((?:19|20)[0-9]{2})([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12][0-9]|3[01])(?![0-9a-z]|[./-][0-9a-z])",
        _date,
    ),
    (("0",), r"(?<![0-9.])0([1-9])(?=[月日号])", _whole(lambda match: match[1])),
    (
        ("一七", "一八", "一九", "二〇", "二○", "二零"),
        rf"{_BEFORE}((?:一[七八九]|二[〇○零]){_DIGIT}{{2}}){_BEHIND}",
        _whole(lambda match: spelt(match[1])),
    ),
    # Not in 统一月度, 同月薪, nor 张三月薪.
    (
        ("月",),
        rf"{_BEFORE}(?<![统唯同单专逐第张])([一二三四五六七八九十]|十[一二])(?=月(?![薪均票考饼球亮光色历嫂租供度]))",
        _whole(_in_full),
    ),
    (("月",), r"(?<=月)(二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])(?=[日号])", _whole(_in_full)),
    (("百分之",), rf"{_BEFORE}百分之({_ARABIC}|{_SPELT_OUT})(?![0-9{_NUMERALS}]|\.[0-9])", _whole(_percent)),
    (
        tuple("万亿"),
        rf"{_BEFORE}({_ARABIC}|[{_NUMERALS}]+点{_DIGIT}+){_NO_NAME}({_SCALE}){_BEHIND}",
        _whole(_scaled),
    ),
    (
        (",",),
        rf"{_BEFORE}([1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+)(?![0-9,])",
        _whole(lambda match: match[1].replace(",", "")),
    ),
    (("第",), rf"(?<=第)([{_NUMERALS}]+)(?=[届版期条章号页卷季集])", _whole(_in_full)),
    (("",), rf"{_BEFORE}[{_NUMERALS}]{{2,}}{_BEHIND}", _whole(_counted)),
)
_COMPILED = tuple((needed, re.compile(pattern), edits) for needed, pattern, edits in _RULES)
_ANY = re.compile(rf"[0-9{_NUMERALS}]")


def digits(folded: Folded) -> Folded:
    """A folded text with its numbers in one form; where rules overlap, the first of the table counts."""
    edits = _edits(folded.text)
    return _edited(folded, edits) if edits else folded


def plain_text(text: str) -> str:
    """The folded form of a text alone, with its numbers in one form, made line by line: no number goes beyond one."""
    return "\n".join(map(_plain_line, text.split("\n")))


@functools.lru_cache(maxsize=1024)
def _plain_line(line: str) -> str:
    text = folded_text(line)
    parts: list[str] = []
    at = 0
    for edit in _edits(text):
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join(parts) + text[at:] if parts else text


def _edits(text: str) -> list[_Edit]:
    """What is to be replaced in a folded text, in order."""
    if not _ANY.search(text):
        return []
    found = [
        (order, edit)
        for order, (needed, rule, edits) in enumerate(_COMPILED)
        if any(part in text for part in needed)
        for match in rule.finditer(text)
        for edit in edits(match)
    ]
    return _apart(edit for _, edit in sorted(found, key=lambda pair: (pair[0], pair[1].start)))


def _apart(edits: Iterable[_Edit]) -> list[_Edit]:
    """Those of the edits that overlap none before them, by where they stand."""
    taken: set[int] = set()
    kept = []
    for edit in edits:
        places = range(edit.start, edit.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(edit)
    return sorted(kept)


def _edited(folded: Folded, edits: Sequence[_Edit]) -> Folded:
    """The text with the edits, each character of which stands for all that it replaces."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for edit in (*edits, _Edit(len(folded.text), len(folded.text), "")):
        parts += (folded.text[at : edit.start], edit.text)
        starts += folded.starts[at : edit.start]
        ends += folded.ends[at : edit.start]
        if edit.text:
            start, end = folded.span(edit.start, edit.end)
            starts += [start] * len(edit.text)
            ends += [end] * len(edit.text)
        at = edit.end
    return Folded("".join(parts), starts, ends)
