"""The windows of one language in one segment, among which the nearest to a query are looked for."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer import vector_kinds
from indexer.model.embedding import FloatArray
from indexer.nominator import Nominator
from indexer.postings import LongArray
from indexer.windows import Windows


@dataclass(frozen=True, slots=True)
class Near:
    """Windows by their numbers, in any order, out of `total`; `products` with the query float32, of the vectors where
    they are `scored`, else of their codes.
    """

    numbers: LongArray
    products: FloatArray
    total: int
    scored: bool = True


_NONE = Near(np.empty(0, np.int64), np.empty(0, np.float32), 0)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The windows in one language, by its number over all segments, of a segment whose first owner is `base`.

    `numbers` are ascending, None for all windows of the segment. `written` bool [places] are the places of windows that
    were not deleted since the nominator was made, None for all.
    """

    language: int
    base: int
    windows: Windows
    numbers: LongArray | None
    nominator: Nominator | None
    written: NDArray[np.bool_] | None

    @classmethod
    def of(cls, windows: Windows, base: int, language: int, code: str, numbers: LongArray | None) -> Self:
        """With the nominator of the language, if there is one."""
        nominator, places = windows.nominators.get(code), windows.vectors.places
        if nominator is None or places is None:
            return cls(language, base, windows, numbers, nominator, None)
        written = np.zeros(windows.vectors.index.ntotal, np.bool_)
        written[places] = True
        return cls(language, base, windows, numbers, nominator, written)

    def __len__(self) -> int:
        return len(self.windows.vectors) if self.numbers is None else len(self.numbers)

    def scored(self, query: FloatArray, asked: int, allowed: NDArray[np.bool_] | None) -> Near:
        """The `asked` nearest of the windows that are `allowed`, bool [windows of the segment], or of all."""
        numbers = self.numbers if allowed is None else self._allowed(allowed)
        total = len(self.windows.vectors) if numbers is None else len(numbers)
        if not total:
            return _NONE
        products, found = self.windows.vectors.nearest(query, asked, numbers)
        return Near(found, products, total)

    def owners_of(self, numbers: LongArray) -> LongArray:
        """The owners of windows, over all segments."""
        if self.windows.single:
            return self.base + numbers
        return self.base + np.searchsorted(self.windows.firsts, numbers, side="right") - 1

    def nominated(self, query: FloatArray, asked: int, allowed: NDArray[np.bool_] | None, every: int) -> Near | None:
        """So many that are near, with nearly their products; None where all are to be scored: there is no nominator,
        or there are few. `every` is how many the language has in all segments.
        """
        if self.nominator is None:
            return None
        total = self._count(allowed)
        filtered = 0 if allowed is None else vector_kinds.LEAST_FILTERED * len(self) // every
        if total <= max(asked, vector_kinds.LEAST_ASKED, filtered):
            return None
        places, products = self.nominator.nearest(query, asked, total, self._wanted(allowed))
        of_segment = self.windows.vectors.places
        return Near(places if of_segment is None else np.searchsorted(of_segment, places), products, total, False)

    def _count(self, allowed: NDArray[np.bool_] | None) -> int:
        if allowed is None:
            return len(self)
        return int(np.count_nonzero(allowed if self.numbers is None else allowed[self.numbers]))

    def _allowed(self, allowed: NDArray[np.bool_]) -> LongArray:
        return np.flatnonzero(allowed) if self.numbers is None else self.numbers[allowed[self.numbers]]

    def _wanted(self, allowed: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
        """Which places may be nominated, None for all; a nominator has none of other languages."""
        places = self.windows.vectors.places
        if allowed is None or places is None:
            return self.written if allowed is None else allowed
        wanted = np.zeros(self.windows.vectors.index.ntotal, np.bool_)
        wanted[places] = allowed
        return wanted
