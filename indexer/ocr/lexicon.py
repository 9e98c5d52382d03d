"""Words and how likely they are: the dictionary of jieba, read when it is first needed and only for indexing."""

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

LONGEST = 4  # characters of a word that is taken for what was meant
_RARE = 5  # occurrences below which nothing is taken for it
_UNSEEN = -18.0  # the logarithm for a single character that the dictionary lacks
NAMES = ("nr", "ns", "nt", "nz")  # the kinds of words that name a person, place or body


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`likelihood` has the natural logarithm of the relative frequency of each word.

    `words` are those that may be meant where another is printed: not rare, not long, and no names; `pairs` are all two
    characters that stand side by side in one of them.
    """

    likelihood: Mapping[str, float]
    words: frozenset[str]
    pairs: frozenset[str]

    def of(self, words: Iterable[str]) -> float:
        """The likelihood of words in a row (unigram model); one that is not known counts as its characters."""
        likelihood = self.likelihood
        return sum(
            likelihood[word] if word in likelihood else sum(likelihood.get(character, _UNSEEN) for character in word)
            for word in words
        )


@functools.cache
def lexicon() -> Lexicon:
    """The dictionary: about half a second and ninety megabytes when first asked for."""
    spec = find_spec("jieba")
    assert spec and spec.origin  # a dependency of this project
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        rows = [(word, int(count), kind) for word, count, kind in map(str.split, lines)]
    total = math.log(sum(count for _, count, _ in rows))
    words = frozenset(
        word for word, count, kind in rows if 1 < len(word) <= LONGEST and count >= _RARE and not kind.startswith(NAMES)
    )
    return Lexicon(
        {word: math.log(max(1, count)) - total for word, count, _ in rows},
        words,
        frozenset(word[at : at + 2] for word in words for at in range(len(word) - 1)),
    )
