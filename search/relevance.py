"""Relevance: how likely a hit is to answer, as a probability that means the same for every question.

Scores say which article is best, not whether it is good: the best of a set without an answer has a high score too, and
the cosines of e5 are between .75 and .9 for anything. What separates answers from the rest is put into a logistic
regression (Platt 1999), fitted by scripts/fit_relevance.py:

    relevance = 1 / (1 + exp(-(intercept + words · w + lead · m + foreign · f + foreign_lead · f · m)))

w = bm25 / attainable is how much of the question its words say, m how much nearer it is in meaning than the tenth
nearest story of the archive, and f is 1 for a hit in another language than the question's: it cannot share the words,
so that meaning has to do. What a reranker says changes the order, not the relevance: of its scores nothing is known.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import BUNDLED_NAME
from indexer.postings import IntArray, LongArray
from search.bm25 import ScoreArray
from search.request import Mode

Values = NDArray[np.float64]
# Of the stories by nearness, the one that others are measured by; the last where there are fewer.
COMPARED_WITH = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each candidate article, each float64 [candidates]; 0 where a leg was not asked.

    `words` is bm25 / attainable, `lead` a difference of cosines, `foreign` 0 or 1.
    """

    words: Values
    lead: Values
    foreign: Values

    @classmethod
    def of_words(cls, scores: ScoreArray, attainable: float) -> Self:
        """Of the lexical leg alone: BM25 of the candidates, and the most that the query could have."""
        nothing = np.zeros(len(scores))
        return cls(nothing, nothing, nothing).with_words(scores, attainable)

    @classmethod
    def of_meaning(cls, nearness: Values, stories: IntArray, foreign: NDArray[np.bool_]) -> Self:
        """Of the dense leg alone: cosines of the candidates, which of them tell the same story (equal numbers), and
        which are in another language than the query.
        """
        return cls(np.zeros(len(nearness)), lead(nearness, stories), foreign.astype(np.float64))

    def of(self, candidates: LongArray) -> Self:
        """That of some candidates."""
        return type(self)(*(getattr(self, field.name)[candidates] for field in fields(self)))

    def with_words(self, scores: ScoreArray, attainable: float) -> Self:
        """The same, and what the lexical leg says."""
        exact = scores.astype(np.float64)
        return replace(self, words=exact / attainable if attainable > 0 else np.zeros(len(scores)))


def lead(nearness: Values, stories: IntArray) -> Values:
    """How much nearer each candidate is than the tenth nearest story: an article that many papers print has no rivals
    in its copies.
    """
    _, numbers = np.unique(stories, return_inverse=True)
    best = np.full(numbers.max(initial=-1) + 1, -np.inf)
    np.maximum.at(best, numbers, nearness)
    if not len(best):
        return nearness
    leads: Values = nearness - np.sort(best)[::-1][min(COMPARED_WITH, len(best)) - 1]
    return leads


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients of the formula."""

    intercept: float
    words: float = 0.0
    lead: float = 0.0
    foreign: float = 0.0
    foreign_lead: float = 0.0

    def relevance(self, evidence: Evidence) -> Values:
        """Of each candidate, 0 to 1."""
        odds = sum(self.parts(evidence).values(), start=np.zeros(len(evidence.words)))
        relevance: Values = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        return relevance

    def parts(self, evidence: Evidence) -> dict[str, Values]:
        """What each kind of evidence adds to the logarithm of the odds of each candidate."""
        return {
            "intercept": np.full(len(evidence.words), self.intercept),
            "words": self.words * evidence.words,
            "lead": self.lead * evidence.lead,
            "foreign": self.foreign * evidence.foreign,
            "foreign_lead": self.foreign_lead * evidence.foreign * evidence.lead,
        }


# Fitted in November 2026, with the bundled model, on halves of xquad (zh-zh, zh-en, zhen-zhen, en-zh), cmrc2018-dev,
# bipar-zh-zh, drcd-dev, stard-8k, cranfield and weekly-4k: 400 questions about both halves of each, 200 of another, so
# that one in three has an answer.
CALIBRATIONS = {
    Mode.HYBRID: Calibration(-5.632, words=5.054, lead=51.66, foreign=-0.462, foreign_lead=72.95),
    Mode.DENSE: Calibration(-4.826, lead=97.34),
    Mode.LEXICAL: Calibration(-4.280, words=4.382),
}
# An answer whose best hit is less relevant says so. Chosen where the sets, each tested on the fit of the others, lose
# 5 % of the right first hits (in lexical mode those in the language of their questions).
LITTLE_RELEVANCE = {Mode.HYBRID: 0.04, Mode.DENSE: 0.03, Mode.LEXICAL: 0.07}


def calibration(mode: Mode, model: str) -> Calibration | None:
    """The calibration of a mode; None where nearness is that of another model than the one it was fitted for."""
    return CALIBRATIONS[mode] if mode is Mode.LEXICAL or model == BUNDLED_NAME else None
