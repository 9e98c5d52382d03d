"""How many chunks of an index have a term, printed or as an alias, looked up for many terms at once and kept."""

from collections.abc import Iterable, Sequence

import numpy as np

from indexer.ocr.aliases import marked
from indexer.postings import LongArray, Postings
from search.corpus import Corpus

# Of all that may be meant most is looked up in vain, and again in the next query: some 10 MB.
_MOST_KEPT = 1 << 17


class Frequencies:
    """The frequencies of terms in one corpus; threads may share it."""

    def __init__(self, corpus: Corpus) -> None:
        self._postings = [segment.postings for segment in corpus.segments]
        self._known: dict[str, int] = {}

    def __call__(self, term: str) -> int:
        """The frequency of one term."""
        found = self._known.get(term)
        return self.of([term])[0] if found is None else found

    def of(self, terms: Iterable[str]) -> list[int]:
        """The frequency of each term."""
        asked = list(terms)
        known = self._known
        new = list(dict.fromkeys(term for term in asked if term not in known))
        if new:
            counts = sum((_counts(one, new) for one in self._postings), np.zeros(len(new), np.int64))
            found = dict(zip(new, counts.tolist(), strict=True))
            if len(known) + len(found) > _MOST_KEPT:
                known = {term: known[term] for term in asked if term in known}
                self._known = known
            known.update(found)
        return [known[term] for term in asked]


def _counts(postings: Postings, terms: Sequence[str]) -> LongArray:
    if postings.renumbered is not None:
        return np.array([postings.frequency(term) + postings.frequency(marked(term)) for term in terms], np.int64)
    sizes = np.diff(postings.spans([*terms, *map(marked, terms)]), axis=1)[:, 0]
    counts: LongArray = sizes[: len(terms)] + sizes[len(terms) :]
    return counts
