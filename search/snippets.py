"""Snippets: the part of a passage that is shown for it, as offsets into the passage, its text unchanged.

Around the words of the query where they stand thickest, else around what is nearest in meaning; whole sentences as far
as they fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining

from indexer.sentences import Span, sentences

LONGEST_SNIPPET = 120
_BEFORE = 20  # characters that are kept before the marks, where a sentence is cut


@dataclass(frozen=True, slots=True)
class Snippet:
    """Characters `start` to `end` of a passage; it is cut where they are not those of the whole passage.

    `marks` are spans inside, in order, as offsets into the passage: the words of the query, or if `by_meaning` the
    sentence that is nearest in meaning, for a passage that has none of them.
    """

    start: int
    end: int
    marks: tuple[Span, ...]
    by_meaning: bool = False


def snippet(text: str, words: Sequence[Span], nearest: Span | None = None) -> Snippet:
    """The snippet of a passage with these `words`, in order and apart, or with this sentence `nearest` in meaning."""
    marked = words or ([nearest] if nearest else [])
    start, end = _shown(text, marked) if len(text) > LONGEST_SNIPPET else (0, len(text))
    inside = ((max(a, start), min(b, end)) for a, b in marked)
    return Snippet(start, end, tuple((a, b) for a, b in inside if a < b), bool(marked) and not words)


def _shown(text: str, marked: Sequence[Span]) -> Span:
    first, last = _thickest(marked) if marked else (0, 1)
    start, end = _around(text, first, last)
    while 0 < start < first and text[start].isspace():
        start += 1
    while last < end < len(text) and text[end - 1].isspace():
        end -= 1
    return start, end


def _around(text: str, first: int, last: int) -> Span:
    """Whole sentences with text[first:last] in them, or a part of them."""
    found = list(sentences(text, 0, len(text)))
    touching = [n for n, (start, end) in enumerate(found) if start < last and end > first]
    if found[touching[-1]][1] - found[touching[0]][0] > LONGEST_SNIPPET:
        return _cut(text, found[touching[0]][0], first, last)
    return _filled(found, touching[0], touching[-1])


def _thickest(marked: Sequence[Span]) -> Span:
    """From the first to the last of the marks that fit into a snippet, where they cover most; of equals the first."""

    def covered(first: int) -> tuple[int, int]:
        limit = marked[first][0] + LONGEST_SNIPPET - _BEFORE
        within = [(a, min(b, limit)) for a, b in marked[first:] if a < limit]
        return sum(b - a for a, b in within), within[-1][1]

    best = max(range(len(marked)), key=lambda first: covered(first)[0])
    return marked[best][0], covered(best)[1]


def _filled(found: Sequence[Span], first: int, last: int) -> Span:
    """Whole sentences: those behind the chosen ones as long as they fit, then those before."""
    start, end = found[first][0], found[last][1]
    for _, behind in found[last + 1 :]:
        if behind - start > LONGEST_SNIPPET:
            break
        end = behind
    for before, _ in reversed(found[:first]):
        if end - before > LONGEST_SNIPPET:
            break
        start = before
    return start, end


def _cut(text: str, begins: int, first: int, last: int) -> Span:
    """A part of sentences that are too long, the first of which `begins` there, with text[first:last] in it."""
    start = max(begins, first - _BEFORE)
    end = min(len(text), max(last, start + LONGEST_SNIPPET))
    while begins < start < first and _inside_word(text, start):
        start += 1
    while last < end < len(text) and _inside_word(text, end):
        end -= 1
    return start, end


def _inside_word(text: str, place: int) -> bool:
    """Whether a cut would part a word of letters, or a character from its accent."""
    before, after = text[place - 1], text[place]
    return bool(combining(after)) or (_is_letter(before) and _is_letter(after))


def _is_letter(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"
