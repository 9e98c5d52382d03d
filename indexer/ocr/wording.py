"""Suspicions from the sense of an article: an abbreviation of a body that it does not speak of, a character twice."""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import rjieba

from indexer.ocr.lexicon import lexicon
from indexer.ocr.suspect import Confidence, Suspicion

# The last word of the name of a body, and what an abbreviation has of it: 软件行业协会, 软协.
_BODIES = {"协会": "协", "联合会": "联"}
_HAN = r"[\u4e00-\u9fff]"
_GENERAL = frozenset(("行业", "产业", "工作者", "工业", "企业", "技术"))  # words that an abbreviation passes over
# 一排排 and 一条条 are how Chinese counts many.
_TWICE = re.compile(rf"(?<!一)({_HAN})\1")
_RARE = -13.5  # likelihood below which a doubled verb is odd in a newspaper
_OFTEN = 3
_AROUND = 6  # characters on either side that tell how a text is cut


def wording_suspicions(text: str) -> Iterator[Suspicion]:
    """Suspicions in all that an article says, folded."""
    for body, short in _BODIES.items():
        if text.count(body) >= _OFTEN:
            yield from _abbreviations(text, body, short)
    yield from _doubled(text)


def _abbreviations(text: str, body: str, short: str) -> Iterator[Suspicion]:
    """A known abbreviation, once, in an article that names bodies of one other kind, and of no third, often."""
    named = Counter(kind for found in re.findall(f"{_HAN}{{2,8}}(?={body})", text) for kind in _kinds(found))
    if len(named) != 1 or named.total() < _OFTEN:
        return
    ((kind, times),) = named.items()
    for match in re.finditer(f"({_HAN}){short}(?!{body[1:]})", text):
        printed, first = match[0], match[1]
        if first != kind[0] and printed in lexicon().likelihood and text.count(printed) == 1:
            reason = f"the article names {kind}…{body} {times} times, and no {first}…{body}"
            yield Suspicion(match.start(), match.end(), kind[0] + short, Confidence.MEDIUM, reason)


def _kinds(before: str) -> list[str]:
    """The word that tells the kind of a body, from what stands before its last word; empty where none is known."""
    words = rjieba.cut(before, False)
    while words and words[-1] in _GENERAL:
        words.pop()
    return words[-1:]


def _doubled(text: str) -> Iterator[Suspicion]:
    """A character twice that seldom is, where it makes a word with a character that the article uses often."""
    likelihood = lexicon().likelihood
    for match in _TWICE.finditer(text):
        both, at = match[0], match.start()
        if likelihood.get(both, _RARE) > _RARE or text.count(both) > 1 or not _stands_alone(text, at):
            continue
        words = [word for word in _words_by_end().get(match[1], ()) if text.count(word[0]) >= _OFTEN and word != both]
        if words:
            best = max(words, key=lambda word: (text.count(word[0]), likelihood[word]))
            yield Suspicion(at, match.end(), best, Confidence.LOW, f"{match[1]} is printed twice")


def _stands_alone(text: str, at: int) -> bool:
    """Whether no word reaches into the two characters from outside, as in 全国国家."""
    ends = list(accumulate(map(len, rjieba.cut(text[max(0, at - _AROUND) : at + 2 + _AROUND], False))))
    first = min(at, _AROUND)
    return (first == 0 or first in ends) and first + 2 in ends


@functools.cache
def _words_by_end() -> Mapping[str, Sequence[str]]:
    """Words of two characters by their second."""
    found = defaultdict(list)
    for word in sorted(lexicon().words):
        if len(word) == 2:
            found[word[1]].append(word)
    return found
