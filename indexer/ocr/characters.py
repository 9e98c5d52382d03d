"""Chinese characters that may stand for others of their shape.

A place is suspected where the dictionary knows no word: a character that stands alone in the best cut of the text, and
that makes a known word with those beside it once it is replaced by one that looks like it. How much likelier the words
then are (a noisy channel: unigram model of the words, every replacement alike) is what speaks for it.
"""

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import rjieba

from indexer.ocr.lexicon import LONGEST, lexicon
from indexer.ocr.look_alikes import look_alikes

_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两几数")
# How many characters of a word stand before and after the one that is replaced.
_REACHES = tuple((before, length - 1 - before) for length in range(2, LONGEST + 1) for before in range(length))
_LEAST_GAIN = 2.5
_COMMONEST = -5.0  # likelihood of a character that is above doubt
# Seldom words of their own, where the second is one of the commonest.
_ALONE = {"己": "已", "巳": "已"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The word at `start`:`end` as it may be, with another character `at` than the printed one.

    `gain` is how much likelier the words there become, a natural logarithm.
    """

    start: int
    end: int
    at: int
    may_be: str
    gain: float


def readings(text: str) -> Iterator[Reading]:
    """Other readings of characters of a folded text, in order; of each place the likeliest."""
    tokens = rjieba.cut(text, False)
    ends = list(accumulate(map(len, tokens)))
    doubtful = _doubtful()
    for place in [end - 1 for token, end in zip(tokens, ends, strict=True) if token in doubtful]:
        before, printed, after = text[max(0, place - 1) : place], text[place], text[place + 1 : place + 2]
        others = _after(before, printed) | _before(printed, after)
        found = _found(others, text, place, tokens, ends) if others else []
        if found:
            yield max(found, key=lambda reading: (reading.gain, reading.may_be))
        elif printed in _ALONE and "\u4e00" <= after <= "\u9fff":
            yield _alone(text, place)


@functools.cache
def _doubtful() -> frozenset[str]:
    """Characters that are looked at where they stand alone: not 在, 和 and 了, which nearly always do."""
    return frozenset(c for c in look_alikes() if lexicon().likelihood.get(c, 0.0) < _COMMONEST)


def _alone(text: str, at: int) -> Reading:
    """The reading of a character that hardly ever is a word, with the next one to tell which place is meant."""
    other = _ALONE[text[at]]
    return Reading(at, at + 2, at, other + text[at + 1], lexicon().of(other) - lexicon().of(text[at]))


@functools.lru_cache(maxsize=1 << 17)
def _after(left: str, printed: str) -> frozenset[str]:
    """Characters like the printed one that stand behind `left` in some word."""
    return frozenset(other for other in look_alikes()[printed] if left + other in lexicon().pairs)


@functools.lru_cache(maxsize=1 << 17)
def _before(printed: str, right: str) -> frozenset[str]:
    """Characters like the printed one that stand before `right` in some word."""
    return frozenset(other for other in look_alikes()[printed] if other + right in lexicon().pairs)


def _found(others: Iterable[str], text: str, at: int, tokens: Sequence[str], ends: Sequence[int]) -> list[Reading]:
    """The known words that one of `others` would make of what stands around a place."""
    words, found = lexicon().words, []
    for before, after in _REACHES:
        left, right = text[max(0, at - before) : at], text[at + 1 : at + 1 + after]
        if len(left) + len(right) < before + after:
            continue
        for other in others:
            word = left + other + right
            if word in words and not _is_number(text, at, other):
                gain = _gain(word, text, at - before, at + 1 + after, tokens, ends)
                if gain >= _LEAST_GAIN:
                    found.append(Reading(at - before, at + 1 + after, at, word, gain))
    return found


def _gain(word: str, text: str, start: int, end: int, tokens: Sequence[str], ends: Sequence[int]) -> float:
    """How much likelier `word` and what is left of the words that it cuts into are than the words printed there."""
    first, last = bisect_right(ends, start), bisect_left(ends, end)
    left = text[ends[first] - len(tokens[first]) : start]
    right = text[end : ends[last]]
    return lexicon().of((left, word, right)) - lexicon().of(tokens[first : last + 1])


def _is_number(text: str, at: int, other: str) -> bool:
    """Whether the place is part of a number, or would become part of one."""
    beside = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return not _NUMERALS.isdisjoint((text[at], other)) and any(c in _NUMERALS or c.isdigit() for c in beside)
