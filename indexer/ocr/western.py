"""Letters and digits: words that a line end has left in two, and numbers with letters in them.

Numbers themselves are never doubted: 2O22 is none as it is printed.
"""

import re
from collections.abc import Iterator

from indexer.ocr.suspect import Confidence, Suspicion

_HYPHENED = re.compile(r"(?<![^\W_])(?<!-)([A-Za-z]{2,})-([a-z]{2,})(?![^\W_])(?!-)", re.ASCII)
# Short words that begin compounds: in Al-baraka or Re-entry the hyphen is right.
_BEGINNINGS = re.compile(
    "al|all|an|at|bi|big|bio|blu|by|co|day|de|di|do|dry|eco|el|en|ex|far|geo|go|hi|hot|il|in|key|la|le|lo|low|man|mid|neo"
    "|new|no|non|of|off|old|on|one|out|pan|pop|pre|pro|re|red|run|san|sea|ski|sub|sun|tax|ten|the|to|too|top|tri|two|un|up"
    "|van|war|we|web|wi"
)
_NUMBER = re.compile(r"(?<![A-Za-z\d.,])(?:\d|[lI](?=[.,]?\d))(?:[\dOolI]|[.,](?=[\dOolI]))*(?![A-Za-z\d])", re.ASCII)
_LETTER = re.compile(r"(?<=\d)[OolI](?=[.,]?\d)|^[lI](?=\.\d)")
_TELLTALE = re.compile(r"\d[OolI]|[lI]\.\d", re.ASCII)
_DIGITS = str.maketrans("OolI", "0011")
_DAY = re.compile(r"\d\s?曰")


def western_suspicions(text: str, folded: str) -> Iterator[Suspicion]:
    """Suspicions in all that an article says, as it is printed; `folded` is the same text, folded."""
    if "-" in text:
        yield from _hyphens(text, folded)
    if _TELLTALE.search(text):
        yield from _numbers(text)
    for match in _DAY.finditer(text) if "曰" in text else ():
        yield Suspicion(match.start(), match.end(), match[0][:-1] + "日", Confidence.HIGH, "曰 after a number is 日")


def _hyphens(text: str, folded: str) -> Iterator[Suspicion]:
    for match in _HYPHENED.finditer(text):
        left, right = match.groups()
        seen = re.search(rf"(?<![a-z]){left.lower()}{right}(?![a-z])", folded)
        if seen or _is_torn(left):
            reason = "the article has it in one word" if seen else f"{left} is no word: a hyphen from a line end"
            yield Suspicion(match.start(), match.end(), left + right, Confidence.HIGH, reason)


def _is_torn(left: str) -> bool:
    """Whether the left half of a hyphened word can hardly stand alone: a capital and one or two small letters."""
    return len(left) <= 3 and left.istitle() and not _BEGINNINGS.fullmatch(left.lower())


def _numbers(text: str) -> Iterator[Suspicion]:
    for match in _NUMBER.finditer(text):
        letters = len(_LETTER.findall(match[0]))
        if letters and letters == sum(map(str.isalpha, match[0])):
            yield Suspicion(
                match.start(), match.end(), match[0].translate(_DIGITS), Confidence.HIGH, "a letter inside a number"
            )
