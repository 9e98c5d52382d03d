"""Suspicions about Chinese words, judged by what the whole article says."""

from collections.abc import Iterator

import rjieba

from indexer.ocr.characters import Reading, readings
from indexer.ocr.lexicon import NAMES
from indexer.ocr.look_alikes import notorious
from indexer.ocr.suspect import Confidence, Suspicion

# Natural logarithms, as the gain of a reading is; chosen on documents that are not reported on, _HIGH so that the
# 推铺 of the seed page (6.1) is high.
_ELSEWHERE = 3.5  # the article has the other word elsewhere
_NOTORIOUS = 2.0
_FREE = -1.5  # the printed character joins others freely, as in 同为 or 太多, which no dictionary lists
_HIGH, _MEDIUM, _LOW = 6.0, 5.5, 4.5
_FREE_CHARACTERS = frozenset("同另太至较仅及或而则只可被乃且")
_CONTEXT = 8  # characters around a place that tell whether it is in a name


def word_suspicions(text: str) -> Iterator[Suspicion]:
    """Suspicions in all that an article says, folded.

    A word that the article has twice is known, whatever it is; names are left alone.
    """
    for reading in readings(text):
        printed = text[reading.start : reading.end]
        if text.count(printed) > 1 or _is_name(text, reading):
            continue
        pair = text[reading.at], reading.may_be[reading.at - reading.start]
        elsewhere = reading.may_be in text
        score = reading.gain + _ELSEWHERE * elsewhere + _NOTORIOUS * (pair in notorious())
        confidence = _confidence(score + _FREE * (pair[0] in _FREE_CHARACTERS))
        if confidence:
            also = f"; the article has {reading.may_be} elsewhere" if elsewhere else ""
            reason = f"{pair[0]} looks like {pair[1]}, and {printed} is no known word{also}"
            yield Suspicion(reading.start, reading.end, reading.may_be, confidence, reason)


def _confidence(score: float) -> Confidence | None:
    levels = ((_HIGH, Confidence.HIGH), (_MEDIUM, Confidence.MEDIUM), (_LOW, Confidence.LOW))
    return next((confidence for least, confidence in levels if score >= least), None)


def _is_name(text: str, reading: Reading) -> bool:
    """Whether the place looks like part of a name."""
    end = max(0, reading.start - _CONTEXT)
    for word, kind in rjieba.tag(text[end : reading.end + _CONTEXT]):
        end += len(word)
        if end > reading.at:
            return kind.startswith(NAMES)
    return False
