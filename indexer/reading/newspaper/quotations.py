"""Where a text speaks with the words of others: quotations, and titles in 《》."""

from bisect import bisect_right
from collections.abc import Sequence

Span = tuple[int, int]
_CLOSING = {"“": "”", "「": "」", "『": "』", "《": "》"}
_STRAIGHT = '"'


def quoted(text: str) -> tuple[Span, ...]:
    """The outermost quotations with their marks; one that is not closed goes on to the end of the text."""
    found: list[Span] = []
    waiting: list[str] = []
    start = 0
    for place, character in enumerate(text):
        if waiting and character == waiting[-1]:
            waiting.pop()
            if not waiting:
                found.append((start, place + 1))
        elif character in _CLOSING or character == _STRAIGHT:
            start = place if not waiting else start
            waiting.append(_CLOSING.get(character, character))
    return (*found, (start, len(text))) if waiting else tuple(found)


def is_inside(place: int, spans: Sequence[Span]) -> bool:
    """Whether a character stands in one of the spans, which are in order."""
    index = bisect_right(spans, (place, float("inf"))) - 1
    return index >= 0 and place < spans[index][1]
