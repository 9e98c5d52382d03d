"""Language profiles: what the vectors of one model have in common in each language, whatever the text is about.

Estimated by scripts/make_language_profiles.py from one text in many languages (the Universal Declaration of Human
Rights) and from everyday questions. Libovický, Rosa and Fraser 2020 show that what a multilingual model keeps of a
language is mostly such a mean; Yang et al. 2021 take it away for retrieval.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.model.embedding import BUNDLED_NAME, FloatArray

PROFILES = Path(__file__).with_name("language_profiles.npz")


@dataclass(frozen=True, slots=True)
class LanguageProfiles:
    """Of each language (ISO 639-1 `codes`) the mean vector of passages and of queries, float32 [languages, d]."""

    codes: tuple[str, ...]
    passages: FloatArray
    queries: FloatArray

    def row(self, code: str) -> int | None:
        """The row of a language, None if there is no profile of it."""
        return self.codes.index(code) if code in self.codes else None


@functools.cache
def shipped_profiles(model: str) -> LanguageProfiles | None:
    """The profiles that come with the program; they are of the bundled model, None for any other."""
    if model != BUNDLED_NAME:
        return None
    with np.load(PROFILES, allow_pickle=False) as stored:
        passages, queries = (stored[name].astype(np.float32) for name in ("passages", "queries"))
        return LanguageProfiles(tuple(stored["codes"].tolist()), passages, queries)
