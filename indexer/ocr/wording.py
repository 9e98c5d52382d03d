"""Suspicions from the sense of an article: an abbreviation of a body that it does not speak of, a character twice."""

import functools
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

import rjieba

from indexer.ocr.lexicon import lexicon
from indexer.ocr.suspect import Confidence, Suspicion

# The last words of the names of bodies, by what is left of them in an abbreviation: 软件行业协会, 软协.
_BODIES = {"协": "协会", "联": "联合会"}
_NAMED = {short: re.compile(rf"[\u4e00-\u9fff]{{2,8}}(?={body})") for short, body in _BODIES.items()}
_ABBREVIATED = re.compile(rf"([\u4e00-\u9fff])([{''.join(_BODIES)}])(?!{'|'.join(b[1:] for b in _BODIES.values())})")
_GENERAL = frozenset(("行业", "产业", "工作者", "工业", "企业", "技术"))  # words that an abbreviation passes over
# 一排排 and 一条条 are how Chinese counts many.
_TWICE = re.compile(r"(?<!一)([\u4e00-\u9fff])\1")
_RARE = -13.5  # likelihood below which a doubled verb is odd in a newspaper
_OFTEN = 3
_AROUND = 6


def wording_suspicions(text: str) -> Iterator[Suspicion]:
    """Suspicions in all that an article says, folded."""
    yield from _abbreviations(text)
    yield from _doubled(text)


def _abbreviations(text: str) -> Iterator[Suspicion]:
    """A known abbreviation, once, in an article that names bodies of one other kind, and of no third, often."""
    for match in _ABBREVIATED.finditer(text):
        printed, short = match[0], match[2]
        if printed not in lexicon().likelihood or text.count(printed) > 1:
            continue
        named = Counter(kind for found in _NAMED[short].findall(text) for kind in _kinds(found))
        if len(named) == 1 and (kind := next(iter(named)))[0] != match[1] and named[kind] >= _OFTEN:
            reason = (
                f"the article names {kind}…{_BODIES[short]} {named[kind]} times, and no {match[1]}…{_BODIES[short]}"
            )
            yield Suspicion(match.start(), match.end(), kind[0] + short, Confidence.MEDIUM, reason)


def _kinds(before: str) -> list[str]:
    """The word that tells the kind of a body, from what stands before its last word; empty where none is known."""
    words = rjieba.cut(before, False)
    while words and words[-1] in _GENERAL:
        words.pop()
    return words[-1:]


def _doubled(text: str) -> Iterator[Suspicion]:
    """A character twice that seldom is, where it makes a word with a character that the article uses often."""
    for match in _TWICE.finditer(text):
        both, at = match[0], match.start()
        if lexicon().likelihood.get(both, _RARE) > _RARE or text.count(both) > 1 or not _stands_alone(text, at):
            continue
        words = _words_ending_in(match[1])
        best = max(words, key=lambda word: (text.count(word[0]), lexicon().likelihood[word]), default=both)
        if best != both and text.count(best[0]) >= _OFTEN:
            yield Suspicion(at, match.end(), best, Confidence.LOW, f"{match[1]} is printed twice")


def _stands_alone(text: str, at: int) -> bool:
    """Whether no word reaches into the two characters from outside, as in 全国国家."""
    ends = list(accumulate(map(len, rjieba.cut(text[max(0, at - _AROUND) : at + 2 + _AROUND], False))))
    first = min(at, _AROUND)
    return (first == 0 or first in ends) and first + 2 in ends


@functools.cache
def _words_ending_in(character: str) -> tuple[str, ...]:
    return tuple(word for word in lexicon().words if len(word) == 2 and word[1] == character)
