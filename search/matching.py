"""Matching: which articles of a corpus fulfil a condition."""

from functools import reduce

import numpy as np

from indexer.folding import fold
from indexer.postings import IntArray
from search.corpus import Allowed, Corpus
from search.phrases import PhraseFinder
from search.query.conditions import AllOf, AnyOf, Begins, Condition, Not, Says


class Matcher:
    """Tells for each article of one corpus whether it fulfils a condition."""

    def __init__(self, corpus: Corpus, phrases: PhraseFinder) -> None:
        self._corpus = corpus
        self._phrases = phrases

    def articles(self, condition: Condition) -> Allowed:
        """Which articles fulfil it, bool [articles]."""
        if isinstance(condition, Not):
            return ~self.articles(condition.condition)
        if isinstance(condition, AllOf):
            return reduce(np.logical_and, map(self.articles, condition.conditions), self._every(True))
        if isinstance(condition, AnyOf):
            return reduce(np.logical_or, map(self.articles, condition.conditions), self._every(False))
        if isinstance(condition, Says):
            return self._these(self._saying(condition))
        if isinstance(condition, Begins):
            return self._these(self._beginning(condition))
        return self._corpus.columns.mask(condition)

    def unfulfilled(self, condition: Condition | None, article: int) -> list[Condition]:
        """The parts of a condition that an article does not fulfil: of several that all must hold each for itself."""
        if condition is None or self.articles(condition)[article]:
            return []
        if isinstance(condition, AllOf):
            return [part for one in condition.conditions for part in self.unfulfilled(one, article)]
        return [condition]

    def _saying(self, condition: Says) -> IntArray:
        if condition.in_title:
            return self._phrases.in_titles(condition.text)
        return self._corpus.articles[self._phrases.chunks(condition.text)[0]]

    def _beginning(self, condition: Begins) -> IntArray:
        if condition.in_title:
            return self._phrases.beginning_in_titles(condition.stem)
        return self._corpus.articles[self._corpus.beginning(fold(condition.stem).text)]

    def _every(self, value: bool) -> Allowed:
        return np.full(len(self._corpus.starts) - 1, value)

    def _these(self, articles: IntArray) -> Allowed:
        mask = self._every(False)
        mask[articles] = True
        return mask
