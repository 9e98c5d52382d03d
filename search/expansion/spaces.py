"""Words that were typed with a space inside: 绿 证, 夏季达 沃斯论坛, mecha nism."""

import re
from collections.abc import Iterator
from itertools import pairwise

import rjieba

from indexer.analysis import HAN
from search.expansion.edits import Frequency

_CHAIN = re.compile(rf"[{HAN}]+(?: +[{HAN}]+)+")
_WORD = re.compile(r"[^\W\d_]+")
# So many characters on either side of a space tell whether a word goes over it.
_AROUND = 4


def torn_runs(text: str) -> Iterator[list[str]]:
    """Runs of Chinese characters of a folded text that may be one, in order, where only spaces stand between them.

    Keywords are typed with spaces as well, but hardly ever of one character, nor so that a word goes over the space.
    """
    for chain in _CHAIN.finditer(text):
        together: list[str] = []
        for run in chain.group().split():
            if together and _torn(together[-1], run):
                together.append(run)
                continue
            if len(together) > 1:
                yield together
            together = [run]
        if len(together) > 1:
            yield together


def _torn(left: str, right: str) -> bool:
    if len(left) == 1 or len(right) == 1:
        return True
    left, right = left[-_AROUND:], right[:_AROUND]
    end = 0
    for word in rjieba.cut(left + right, False):
        begin, end = end, end + len(word)
        if begin < len(left) < end:
            return True
    return False


def torn_words(text: str, frequency: Frequency) -> Iterator[tuple[str, str]]:
    """Neighbouring words of other scripts that the index has as one, where one of them it does not have."""
    for left, right in pairwise(_WORD.finditer(text)):
        if text[left.end() : right.start()].strip(" ") == "" and _is_spaced(left.group()) and _is_spaced(right.group()):
            parts = left.group(), right.group()
            if frequency("".join(parts)) and not all(map(frequency, parts)):
                yield parts


def _is_spaced(word: str) -> bool:
    return not re.search(rf"[{HAN}]", word)
