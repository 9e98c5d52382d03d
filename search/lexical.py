"""The lexical leg: BM25 over the whole index, however many segments it has, of passages and of whole articles.

An article scores the mean of its best passage (MaxP) and of itself as one document: the first finds a fact in a long
text, the second a headline whose words are spread over paragraphs. After `compile` compiled loops score the queries all
of whose terms are plain, with the same scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.ocr.aliases import marked
from indexer.postings import Found, IntArray, LongArray
from indexer.segment import KeyArray
from search.bm25 import ALIAS_WEIGHT, BM25, Bm25, CountedTerm, Documents, ScoreArray
from search.corpus import Allowed, Corpus
from search.mixing import Mixing
from search.phrases import PhraseFinder
from search.terms import Form, QueryTerm, plain

if TYPE_CHECKING:
    from search.compiled_scorer import CompiledScorer

# A language of fewer passages is not known well enough to say which words it lacks.
PRIOR_CHUNKS = 2


@dataclass(frozen=True)
class LexicalScores:
    """Score of every chunk, float32 [chunks], and of every article as one document, `whole` float32 [articles], None
    where each article is one chunk; `mixing` makes the scores of articles of both.

    `attainable` is the sum of idf over all query terms, known or not; half of it for a term that nothing but an
    alternative can match. `used` float64 [languages] is the sum of their weights by how much each language of the
    corpus uses them, `spoken` int64 [languages] the number of its passages.
    """

    chunks: ScoreArray
    whole: ScoreArray | None
    mixing: Mixing
    attainable: float
    used: NDArray[np.float64]
    spoken: LongArray

    @cached_property
    def articles(self) -> ScoreArray:
        """Score of every article, float32 [articles]; `best` does without."""
        return self.mixing.articles(self.chunks, self.whole)

    def best(self, count: int, keys: KeyArray) -> IntArray:
        """The `count` best articles that have a score, best first, of equal ones that with the lower key."""
        return self.mixing.best(self.chunks, self.whole, count, keys)

    @property
    def shared(self) -> ScoreArray:
        """Float32 [languages], 0 to 1: how much of the query's vocabulary the passages of each language use, beside the
        one that uses most; squared, for names and numbers are shared by languages that cannot answer in words.
        """
        most = self.used.max(initial=0)
        shares = (self.used / most) ** 2 if most > 0 else np.ones(len(self.used))
        return ((self.spoken * shares + PRIOR_CHUNKS) / (self.spoken + PRIOR_CHUNKS)).astype(np.float32)

    def within(self, allowed: Allowed | None, owners: IntArray) -> "LexicalScores":
        """The same, but 0 for articles that are not allowed, and for their chunks, whose articles are `owners`."""
        if allowed is None:
            return self
        whole = None if self.whole is None else self.whole * allowed
        return replace(self, chunks=self.chunks * allowed[owners], whole=whole)


@dataclass(frozen=True, slots=True)
class TermScores:
    """What a term adds to chunks, and to articles as one document each."""

    chunks: CountedTerm
    articles: CountedTerm


class LexicalLeg:
    """Scores all chunks and articles of a corpus for the terms of a query."""

    def __init__(self, corpus: Corpus, phrases: PhraseFinder, parameters: Bm25 = BM25) -> None:
        self._corpus = corpus
        self._phrases = phrases
        self.whole = parameters.whole
        lengths: LongArray = np.concatenate([[], *(s.postings.lengths for s in corpus.segments)]).astype(np.int64)
        self._chunks = Documents(lengths, parameters)
        self._articles = Documents(np.add.reduceat(lengths, corpus.starts[:-1]), parameters)
        self._spoken = np.bincount(corpus.languages.owners, minlength=len(corpus.languages.codes))
        self._of_passages_alone = len(self._articles) == len(self._chunks)
        self.mixing = Mixing(corpus.starts, self.whole)
        self._compiled: CompiledScorer | None = None

    def compile(self, before: "LexicalLeg | None" = None) -> None:
        """Make the loops ready that score plain terms: this takes a second for a million passages, and a minute once on
        a machine. What the leg `before`, over another edition of the index, has of the same segments is taken over.
        """
        from search.compiled_mixing import CompiledMixing
        from search.compiled_scorer import CompiledScorer

        kinds, kept = (self._chunks, self._articles), before._compiled if before else None
        self._compiled = CompiledScorer(self._corpus, kinds, self.whole, partial(_use, self._spoken), kept)
        self.mixing = CompiledMixing(self._corpus.starts, self.whole)
        compiled = self.score(plain(["warm"]))
        compiled.best(1, self._corpus.keys)
        self.mixing.articles(compiled.chunks, compiled.whole)

    def score(self, terms: Sequence[QueryTerm]) -> LexicalScores:
        """BM25 of every chunk and article."""
        plain_terms = [term.form.text for term in terms if not (term.alternatives or term.form.exact)]
        if self._compiled and len(plain_terms) == len(terms):
            scored = self._compiled.score(plain_terms, [term.count for term in terms])
            return LexicalScores(scored.chunks, scored.whole, self.mixing, scored.attainable, scored.used, self._spoken)
        chunks, articles = (np.zeros(len(documents), np.float32) for documents in (self._chunks, self._articles))
        used = np.zeros(len(self._spoken))
        attainable = 0.0
        for term in terms:
            counted = self.counted(term)
            counted.chunks.add(chunks)
            counted.articles.add(articles)
            most = ALIAS_WEIGHT if _only_meant(term, counted.chunks.shares[0].documents) else 1.0
            attainable += most * ((1 - self.whole) * counted.chunks.weight + self.whole * counted.articles.weight)
            spoken = self._by_language(counted.chunks.shares[0].documents)
            used += counted.chunks.weight * _use(self._spoken, spoken[None, :])[0]
        whole = None if self._of_passages_alone else articles
        return LexicalScores(chunks, whole, self.mixing, attainable, used, self._spoken)

    def counted(self, term: QueryTerm) -> TermScores:
        """What one term adds to the scores. One that nothing but its alternatives can match weighs as they do."""
        printed, meant = self.found(term.form), self._meant(term)
        known = meant if meant and _only_meant(term, printed[0]) else printed
        by_article = self._by_article(*printed), self._by_article(*meant) if meant else None, self._by_article(*known)
        return TermScores(
            self._chunks.counted(term.count, printed, meant, known), self._articles.counted(term.count, *by_article)
        )

    def _meant(self, term: QueryTerm) -> Found | None:
        """Rows that hold what may be meant, an alternative or the term as an alias, ascending; None where none do."""
        found = [rows for rows in map(self.found, meant_by(term)) if len(rows[0])]
        return _added_up(found) if found else None

    def found(self, form: Form) -> Found:
        """Chunks that have a form, ascending, and how often."""
        return self._phrases.chunks(form.text) if form.exact else self._corpus.postings(form.text)

    def _by_article(self, rows: IntArray, frequencies: IntArray) -> Found:
        """The articles of ascending rows, each once, and the sums of their frequencies."""
        owners = self._corpus.articles[rows]
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        return owners[firsts], np.add.reduceat(frequencies, firsts) if len(firsts) else frequencies

    def _by_language(self, rows: IntArray) -> LongArray:
        """How many of the chunks are in each language."""
        if len(self._spoken) == 1:
            return np.array([len(rows)])
        return np.bincount(self._corpus.languages.owners[rows], minlength=len(self._spoken))


def _use(spoken: LongArray, counts: LongArray) -> NDArray[np.float64]:
    """How often each language, of which there are so many chunks, uses each term, of which so many of its chunks have
    it, int64 [terms, languages]; measured by how often all of them do, at most 1.
    """
    usual = np.maximum(counts.sum(axis=1, keepdims=True), 1) / max(int(spoken.sum()), 1)
    use: NDArray[np.float64] = np.minimum(1.0, counts / spoken / usual)
    return use


def meant_by(term: QueryTerm) -> tuple[Form, ...]:
    """The forms that may mean a term: itself as an alias, and its alternatives."""
    return (*(() if term.form.exact else (Form(marked(term.form.text)),)), *term.alternatives)


def _only_meant(term: QueryTerm, printed: IntArray) -> bool:
    """Whether a term stands nowhere, but has alternatives."""
    return bool(term.alternatives) and not len(printed)


def _added_up(found: Sequence[Found]) -> Found:
    """All rows, each once, ascending, with the sums of their frequencies."""
    if len(found) == 1:
        return found[0]
    rows, places = np.unique(np.concatenate([rows for rows, _ in found]), return_inverse=True)
    sums = np.bincount(places, weights=np.concatenate([frequencies for _, frequencies in found]))
    return rows, sums.astype(np.int32)
