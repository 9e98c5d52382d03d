"""Shingles: what a text says, as a set of numbers that survives another script, layout, headline or sign.

A shingle is three neighbouring units of the folded text: characters where a script has no spaces between words (Chinese
first), words elsewhere; punctuation and spaces count for nothing. Two texts are alike by containment,
|A ∩ B| / min(|A|, |B|) (Broder 1997), which stays high where one paper prints half of what another prints.
"""

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.folding import folded_text
from indexer.postings import LongArray

Shingles = NDArray[np.uint32]
"""The distinct shingles of one text, ascending uint32 hashes."""

_UNITS = 3
# Words of scripts with spaces between them; any other letter by itself (Thai, Lao, Burmese, Khmer, East Asia).
_UNIT = re.compile(r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]+|[^\W_]")
_ODD = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing, 2^64 / golden ratio


@functools.lru_cache(maxsize=1 << 16)
def _number(unit: str) -> int:
    """A number for a unit, the same on every machine."""
    digest = hashlib.blake2b(unit.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def shingles(text: str) -> Shingles:
    """The shingles of a text of any content; none where it has fewer than three units."""
    found = _UNIT.findall(folded_text(text))
    units = np.fromiter(map(_number, found), np.uint64, len(found))
    if len(units) < _UNITS:
        return np.empty(0, np.uint32)
    mixed = (units[:-2] * _ODD + units[1:-1]) * _ODD + units[2:]
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _ODD
    ordered = np.sort((mixed >> np.uint64(32)).astype(np.uint32))  # a tenth of what np.unique takes
    distinct: Shingles = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    return distinct


def shared(left: Shingles, right: Shingles) -> int:
    """How many shingles two texts have in common."""
    return len(np.intersect1d(left, right, assume_unique=True))


def containment(left: Shingles, right: Shingles) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1."""
    return shared(left, right) / max(1, min(len(left), len(right)))


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """The shingles of many texts end to end: text t has values[starts[t]:starts[t + 1]] (uint32, ascending).

    `places` int64, ascending, are those of the texts that count; None: all.
    """

    values: Shingles
    starts: LongArray
    places: LongArray | None = None

    @classmethod
    def of(cls, texts: Iterable[Shingles]) -> Self:
        """Lay out the shingles of texts one after the other."""
        parts = [np.empty(0, np.uint32), *texts]
        return cls(np.concatenate(parts), np.cumsum([len(part) for part in parts], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1 if self.places is None else len(self.places)

    def __iter__(self) -> Iterator[Shingles]:
        return (self[text] for text in range(len(self)))

    def __getitem__(self, text: int) -> Shingles:
        place = text if self.places is None else self.places[text]
        return self.values[self.starts[place] : self.starts[place + 1]]

    def kept(self, texts: LongArray) -> Self:
        """These ascending texts alone, of all as written, numbered from 0."""
        return replace(self, places=texts)
