"""Sentences and windows: spans of a text that together cover every character, in order.

A window is a few whole sentences, the unit that is embedded: small windows find a fact that a whole passage hides.
"""

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]

# A sentence ends after its final mark and the closing quotes behind it, or at a line break.
_SENTENCE = re.compile(r".*?(?:[。!?！？…]+[”’」』\"')）]*|[.;；](?=\s|$)|；|\n)\s*|.+", re.DOTALL)
_CLAUSE = re.compile(r".*?[,，、:：;；]\s*|.+", re.DOTALL)
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]+")


def width(text: str) -> float:
    """Length of a text in Chinese characters: three letters of an alphabet say about as much as one character."""
    wide = sum(map(len, _WIDE.findall(text)))
    return wide + (len(text) - wide) / 3


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of text[start:end], with the spaces behind each; they tile it."""
    return (sentence.span() for sentence in _SENTENCE.finditer(text, start, end))


def _pieces(text: str, start: int, end: int, longest: float) -> Iterator[Span]:
    """The sentences of text[start:end]; a sentence wider than `longest` falls into clauses, then into equal cuts."""
    for sentence in sentences(text, start, end):
        if width(text[slice(*sentence)]) <= longest:
            yield sentence
            continue
        for clause in _CLAUSE.finditer(text, *sentence):
            step = int(longest)
            for cut in range(clause.start(), clause.end(), step):
                yield cut, min(cut + step, clause.end())


def _grouped(text: str, pieces: Iterable[Span], widest: float) -> Iterator[Span]:
    """Neighbouring pieces joined as long as they fit in `widest` together."""
    start = end = 0
    taken = 0.0
    for piece in pieces:
        piece_width = width(text[slice(*piece)])
        if taken and taken + piece_width > widest:
            yield start, end
            taken = 0.0
        if not taken:
            start = piece[0]
        end, taken = piece[1], taken + piece_width
    if taken:
        yield start, end


def windows(text: str, start: int, end: int, size: float) -> list[Span]:
    """Spans of text[start:end] of whole sentences, about `size` characters wide; they tile it without a gap."""
    if start < end and width(text[start:end]) <= size:
        return [(start, end)]  # as most texts are; the same comes of what follows
    return list(_grouped(text, _pieces(text, start, end, 2 * size), size))
