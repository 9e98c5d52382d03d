"""Words of an index that differ by one typing error from a word that it does not have.

A letter too many, too few, another one, or two neighbours exchanged (Damerau 1964). All such words are tried in turn:
some hundred to a thousand look-ups in a sorted vocabulary, a few milliseconds however large it is, and no second index.
"""

import re
from collections.abc import Callable

Frequency = Callable[[str], int]
"""How many chunks of an index have a term."""

MOST_WORDS = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšžčćđłńęąśźżőűğış"
# Shorter words have too many neighbours; longer ones are hardly words.
_WORD = re.compile(rf"[{_LETTERS}]{{5,30}}")


def near_words(word: str, frequency: Frequency) -> list[str]:
    """The most frequent words of the index that differ from a folded Latin word by one edit, at most MOST_WORDS."""
    if not _WORD.fullmatch(word):
        return []
    found = [(-count, other) for other in one_edit(word) if (count := frequency(other))]
    return [other for _, other in sorted(found)[:MOST_WORDS]]


def one_edit(word: str) -> set[str]:
    """All words that one edit makes of a word, itself not among them."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    shorter = {left + right[1:] for left, right in cuts if right}
    exchanged = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
    longer = {left + letter + right for left, right in cuts for letter in _LETTERS}
    return (shorter | exchanged | other | longer) - {word}
