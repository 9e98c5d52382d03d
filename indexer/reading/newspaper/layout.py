"""From raw lines to rows: finds out whether a page is hard-wrapped, and if so puts its paragraphs together.

A page is hard-wrapped when the lines that end in mid-sentence end at one width, and hardly any line is wider. A
paragraph then starts at an indented line or behind more blank lines than stand inside paragraphs, and a line shorter
than the width ends it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.reading.newspaper.joins import glue
from indexer.reading.newspaper.lines import Line, Row
from indexer.reading.newspaper.punctuation import ends_sentence, ends_with_colon
from indexer.reading.newspaper.roles import Role, classify

_SLACK = 2
_LEAST_CUT = 3
_NARROWEST = 10
_INNER = re.compile(r"[，。、；：,;]\S")
_SHARE_OF_FULL = 0.6
_SHARE_OF_WIDER = 0.1
_STARTERS = frozenset({Role.LEAD, Role.RESUMED, Role.BRIEF, Role.QUESTION, Role.ITEM})
_ALONE = frozenset(
    {
        Role.JUMP_OUT,
        Role.JUMP_IN,
        Role.CREDIT,
        Role.TAIL,
        Role.BYLINE,
        Role.AUTHOR,
        Role.LABEL,
        Role.DATE,
        Role.NUMBER,
        Role.HEADING,
    }
)


def cells(text: str) -> int:
    """The width of a line in Chinese characters; two Latin letters or digits take the room of one."""
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    return wide + (len(text) - wide + 1) // 2


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which a page is wrapped, None when a line is a paragraph."""
    widths = [cells(line.text) + line.indent for line in lines]
    cut = [w for line, w in zip(lines, widths, strict=True) if _is_cut(line.text)]
    if len(cut) < _LEAST_CUT:
        return None
    common = Counter(cut)
    width = max(common, key=lambda w: (sum(common[w + shift] for shift in (-1, 0, 1)), w))
    full = sum(abs(w - width) <= _SLACK for w in cut)
    wider = sum(w > width + _SLACK for w in widths)
    even = full >= _SHARE_OF_FULL * len(cut) and wider <= _SHARE_OF_WIDER * len(lines)
    return width if width >= _NARROWEST and even else None


def _is_cut(text: str) -> bool:
    """Whether a line is running text that goes on: a mark stands inside and none that ends a sentence at the end."""
    return _INNER.search(text) is not None and not ends_sentence(text)


def _inner_gap(lines: Sequence[Line]) -> int:
    """The blank lines that usually stand inside a paragraph: those behind a line that was cut."""
    gaps = Counter(below.gap for line, below in pairwise(lines) if _is_cut(line.text))
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=0)


def rows(lines: Sequence[Line]) -> tuple[Row, ...]:
    """The rows of a page: its lines, or its put-together paragraphs when it is hard-wrapped."""
    width = wrap_width(lines)
    if width is None:
        return tuple(Row.of(line) for line in lines)
    inner = _inner_gap(lines)
    lines = [replace(line, gap=max(line.gap - inner, 0)) for line in lines]
    groups: list[list[Line]] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if groups and _continues(groups[-1], line, following, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_row(group) for group in groups)


def _continues(group: Sequence[Line], line: Line, following: Line | None, width: int) -> bool:
    """Whether `line` goes on with the paragraph of `group`."""
    last = group[-1]
    if line.indent or line.gap or cells(last.text) + last.indent < width - _SLACK:
        return False
    role = classify(Row.of(line))
    if role in _STARTERS or role in _ALONE or classify(Row.of(last)) in _ALONE:
        return False
    opened = group[0].indent > 0 or len(group) > 1 or classify(Row.of(group[0])) in _STARTERS
    if not opened and following is not None and following.indent:
        return cells(last.text) >= width
    return not (ends_sentence(last.text) and _stands_alone(line, width))


def _stands_alone(line: Line, width: int) -> bool:
    """Whether a line is no last line of a paragraph: short, and without the mark that would end it."""
    return cells(line.text) < width - _SLACK and not ends_sentence(line.text) and not ends_with_colon(line.text)


def _row(group: Sequence[Line]) -> Row:
    text = group[0].text
    for line in group[1:]:
        text = glue(text, line.text)
    numbers = tuple(line.number for line in group)
    return Row(text, numbers, tuple(line.text for line in group), group[0].gap, group[0].indent)
