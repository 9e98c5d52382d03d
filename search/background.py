"""What the language of a text adds to its nearness, and how that is taken away.

Vectors of a multilingual model keep the language as a strong common direction: in an archive of two languages any
passage in the language of the question outranks the right one in the other (nDCG@10 .54 on such an archive, .86 with
this). From every product of query and window the part is taken away that is common to the windows of that language,
and from the query, as far as the archive is in other languages, what is common to questions in its own:

    nearness(q, w) = q' · w - q' · mean of the windows in the language of w        q' = unit(q - β · mean of questions)

The means are those of the index's own windows; a language with few of them leans on the shipped profile. In an archive
of one language, asked in that language, nothing changes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.language_tally import LanguageTally
from indexer.languages import WIDE_LANGUAGES, wide_language
from indexer.model.embedding import FloatArray
from indexer.model.profiles import LanguageProfiles

# Measured on archives in two languages and questions across languages: .5 to 1 are within .01 of each other.
QUESTION_SHARE = 0.75
# How much nearer the questions of another language must be than those of one that the archive has.
STRANGER = 0.015
# Windows that the prior of a language counts for.
PRIOR_WINDOWS = 20


@dataclass(frozen=True, slots=True)
class DenseQuery:
    """A query as the dense leg takes it: the unit vectors `asked`, as the model gave it, and `vector`, without what is
    common to questions in its language, float32 [d]; and what the products of each language are lowered by, float32
    [languages], for narrow and for wide windows. `foreign` bool [languages], which are not the query's own, and
    `foreign_share` (0 to 1) how much of the archive is in them. `length` is what was left of the query before it was
    made unit again: with it differences of nearness, which the unit query makes larger, are differences of cosines.
    """

    asked: FloatArray
    vector: FloatArray
    narrow_offsets: FloatArray
    wide_offsets: FloatArray
    foreign: NDArray[np.bool_]
    foreign_share: float
    length: float


class LanguageBackground:
    """The language means of one corpus, by its tallies of `narrow` and `wide` windows."""

    def __init__(self, narrow: LanguageTally, wide: LanguageTally, profiles: LanguageProfiles | None) -> None:
        self._codes = narrow.codes
        self._shares = _shares(narrow)
        self._profiles = profiles
        self._narrow, self._wide = _Means(narrow, profiles), _Means(wide, profiles)

    def query(self, text: str, vector: FloatArray) -> DenseQuery:
        """A query with its own language taken away as far as the corpus is in others."""
        row = None if self._profiles is None else _query_row(self._profiles, text, vector, set(self._codes.tolist()))
        foreign = self._foreign(row)
        foreign_share = float(self._shares[foreign].sum())
        moved = vector.astype(np.float64) - self._shift(row, foreign_share)
        length = max(float(np.linalg.norm(moved)), 1e-12)
        moved /= length
        return DenseQuery(
            vector,
            moved.astype(np.float32),
            self._narrow.offsets(moved),
            self._wide.offsets(moved),
            foreign,
            foreign_share,
            length,
        )

    def _foreign(self, row: int | None) -> NDArray[np.bool_]:
        """Which languages are not that of the query; none where that is unknown."""
        if self._profiles is None or row is None:
            return np.zeros(len(self._codes), np.bool_)
        foreign: NDArray[np.bool_] = self._codes != self._profiles.codes[row]
        return foreign

    def _shift(self, row: int | None, foreign: float) -> NDArray[np.float64]:
        if self._profiles is None or row is None:
            return np.zeros(1)
        shift: NDArray[np.float64] = QUESTION_SHARE * min(1.0, 2 * foreign) * self._profiles.queries[row].astype(float)
        return shift


class _Means:
    """The mean window of each language: the corpus's own, leaning on what the shipped profiles say of it."""

    def __init__(self, spoken: LanguageTally, profiles: LanguageProfiles | None) -> None:
        counts = spoken.windows.astype(np.float64)[:, None]
        self._usual = int(np.argmax(spoken.windows)) if len(spoken.windows) else 0
        self._means = (spoken.sums + PRIOR_WINDOWS * _prior(spoken, profiles)) / (counts + PRIOR_WINDOWS)

    def offsets(self, query: NDArray[np.float64]) -> FloatArray:
        """Products of the query with the means, seen from the most frequent language, whose scores stay cosines."""
        products = self._means @ query
        offsets: FloatArray = (products - products[self._usual]).astype(np.float32)
        return offsets


def _shares(spoken: LanguageTally) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = spoken.windows / max(1, int(spoken.windows.sum()))
    return shares


def _prior(spoken: LanguageTally, profiles: LanguageProfiles | None) -> NDArray[np.float64]:
    """For each language the mean of the whole corpus, moved by what separates the language from the corpus's own."""
    shares = _shares(spoken)
    overall = spoken.sums.sum(axis=0, dtype=np.float64) / max(1, int(spoken.windows.sum()))
    means = np.tile(overall, (len(shares), 1))
    if profiles is None:
        return means
    rows = [profiles.row(code) for code in spoken.codes]
    known = [(number, row) for number, row in enumerate(rows) if row is not None]
    mass = sum(shares[number] for number, _ in known)
    if mass:
        usual = sum(shares[number] * profiles.passages[row] for number, row in known) / mass
        for number, row in known:
            means[number] += profiles.passages[row] - usual
    return means


def _query_row(profiles: LanguageProfiles, text: str, vector: FloatArray, spoken: set[str]) -> int | None:
    """The language of a query: by its script, else the one whose questions are nearest; of nearly equal ones one that
    the archive has.
    """
    wide = wide_language(text)
    if wide:
        return profiles.row(wide)
    others = [row for row, code in enumerate(profiles.codes) if code not in WIDE_LANGUAGES]
    distances = np.linalg.norm(profiles.queries[others] - vector, axis=1)
    distances += [0.0 if profiles.codes[row] in spoken else STRANGER for row in others]
    return others[int(np.argmin(distances))]
