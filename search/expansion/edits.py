"""Words of an index that differ by one typing error from a word that it does not have.

A letter too many, too few, another one, or two neighbours exchanged (Damerau 1964). All such words, some hundred to a
thousand, are looked up at once in a table of the Latin words of the index.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.postings import Vocabulary

Frequency = Callable[[str], int]
"""How many chunks of an index have a term."""

MOST_WORDS = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšžčćđłńęąśźżőűğış"
# Shorter words have too many neighbours; longer ones are hardly words.
_LONGEST = 30
_WORD = re.compile(rf"[{_LETTERS}]{{5,{_LONGEST}}}")


@dataclass(frozen=True)  # without slots, for the tables are kept once made
class LatinWords:
    """The terms of several vocabularies that begin with a Latin letter, each as a sorted table of byte strings."""

    vocabularies: Sequence[Vocabulary]

    @cached_property
    def _tables(self) -> list[np.ndarray]:
        return [_table(vocabulary) for vocabulary in self.vocabularies]

    def among(self, words: Iterable[str]) -> set[str]:
        """Those of the words that are terms."""
        asked = np.array(sorted(word.encode() for word in words), "S")
        found = (asked[np.isin(asked, table)].tolist() for table in self._tables)
        return {word.decode() for words_of_table in found for word in words_of_table}


def _table(vocabulary: Vocabulary) -> np.ndarray:
    """Terms of _LONGEST bytes at most, padded with zero bytes."""
    terms = range(vocabulary.beginning("a").start, vocabulary.beginning("ž").stop)  # all _LETTERS are between
    edges = np.asarray(vocabulary.offsets[terms.start : terms.stop + 1])
    lengths = np.diff(edges)
    starts, lengths = edges[:-1][lengths <= _LONGEST], lengths[lengths <= _LONGEST]
    places = np.arange(_LONGEST)[None, :]
    inside = places < lengths[:, None]
    letters = np.zeros(inside.shape, np.uint8)
    letters[inside] = vocabulary.blob[(starts[:, None] + places)[inside]]
    return letters.view(f"S{_LONGEST}").ravel()


def near_words(word: str, words: LatinWords, frequency: Frequency) -> list[str]:
    """The most frequent words of the index that differ from a folded Latin word by one edit, at most MOST_WORDS."""
    if not _WORD.fullmatch(word):
        return []
    found = [(-frequency(other), other) for other in words.among(one_edit(word))]
    return [other for _, other in sorted(found)[:MOST_WORDS]]


def one_edit(word: str) -> set[str]:
    """All words that one edit makes of a word, itself not among them."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    shorter = {left + right[1:] for left, right in cuts if right}
    exchanged = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
    longer = {left + letter + right for left, right in cuts for letter in _LETTERS}
    return (shorter | exchanged | other | longer) - {word}
