"""Joining what columns cut: nothing is inserted between Chinese characters, one space between Latin words."""

from dataclasses import dataclass

from indexer.reading.newspaper.punctuation import ends_sentence, ends_with_colon
from indexer.reading.newspaper.roles import Marked, Role

_SHOWN = 12
_LEFT = frozenset({Role.BROKEN, Role.LEAD, Role.RESUMED, Role.ITEM, Role.BRIEF, Role.QUESTION})
_RIGHT = frozenset({Role.BODY, Role.BROKEN, Role.CLOSING, Role.EITHER})


@dataclass(frozen=True, slots=True)
class Join:
    """Two raw lines read as one text, with the characters on both sides, so that a reader can see and undo it."""

    lines: tuple[int, int]
    left: str
    right: str


def glue(left: str, right: str) -> str:
    """`left` and `right` as one text."""
    latin = left[-1:].isascii() and right[:1].isascii() and left[-1:].isalpha() and right[:1].isalpha()
    return f"{left} {right}" if latin else left + right


def belongs_together(left: Marked, right: Marked) -> bool:
    """Whether `right` is the rest of the paragraph that `left` begins."""
    if left.role not in _LEFT or right.role not in _RIGHT:
        return False
    indented = right.row.indent > 0 and left.row.indent > 0
    return not (indented or ends_sentence(left.text) or ends_with_colon(left.text))


def join_of(left: str, right: str, lines: tuple[int, int]) -> Join:
    """The record of a join."""
    return Join(lines, left[-_SHOWN:], right[:_SHOWN])
