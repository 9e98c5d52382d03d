"""Ranking: candidate articles of the legs that are asked, scored by both, fused; passages on the same scales."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from indexer.model.embedding import FloatArray
from indexer.model.profiles import LanguageProfiles
from indexer.postings import IntArray
from search.background import DenseQuery, LanguageBackground
from search.bm25 import ScoreArray
from search.candidates import CANDIDATE_ARTICLES, scored_rows, with_few
from search.corpus import Allowed, Corpus
from search.dense import DenseLeg
from search.fusion import Fusion, Scale, ScoredLeg, Weights, by_maximum, min_max
from search.lexical import LexicalLeg, LexicalScores
from search.parameters import PARAMETERS, Parameters
from search.phrases import PhraseFinder
from search.question import Question
from search.relevance import Evidence
from search.request import Mode
from search.window_search import DenseScores


@dataclass(frozen=True, slots=True)
class Scored:
    """Ascending `numbers` int32 [n] of articles or chunks with their `scores` float64 [n] and what each leg gave."""

    numbers: IntArray
    scores: NDArray[np.float64]
    legs: dict[str, ScoredLeg]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidate articles, and the chunks of them that were scored, each with the same legs.

    `nearest` int32 [chunks] is the nearest window of each chunk, None where meaning was not asked. `evidence` is that
    of the articles. What it was made of: what the lexical leg says of everything, the query as the dense leg took it,
    and the scale of nearness; None of a leg that was not asked.
    """

    articles: Scored
    passages: Scored
    nearest: IntArray | None
    coverage: float | None
    evidence: Evidence
    words: LexicalScores | None = None
    meaning: DenseQuery | None = None
    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """What the dense leg says of candidates: ascending `articles` int32 [n] and `rows` int32 [chunks] of them.

    `nearness` float32 [n] is that of the articles, `nearest_rows` int32 [n] the nearest chunk of each. `scale` is that
    of the best articles, those that a condition leaves out too, so that no condition changes what a nearness counts.
    """

    articles: IntArray
    rows: IntArray
    passages: DenseScores
    nearness: FloatArray
    nearest_rows: IntArray
    scale: Scale
    evidence: Evidence

    def within(self, allowed: Allowed | None, owners: IntArray) -> "Near":
        """The same of the allowed articles alone; `owners` are the articles of all rows."""
        if allowed is None:
            return self
        kept, kept_rows = np.flatnonzero(allowed[self.articles]), allowed[owners[self.rows]]
        passages = DenseScores(self.passages.scores[kept_rows], self.passages.nearest[kept_rows])
        return Near(
            self.articles[kept],
            self.rows[kept_rows],
            passages,
            self.nearness[kept],
            self.nearest_rows[kept],
            self.scale,
            self.evidence.of(kept),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """What the lexical leg says: its `scores` of everything, the highest of an article and of a chunk, and the `best`
    articles, int32, best first.
    """

    scores: LexicalScores
    highest_article: float
    highest_chunk: float
    best: IntArray


@dataclass(frozen=True, slots=True)
class Gathered:
    """What both legs say of their candidates, which are those of `near`; its evidence is that of both."""

    words: Words
    query: DenseQuery
    near: Near


class Ranker:
    """Ranks the articles of one corpus by its two legs and their `fusion`."""

    def __init__(
        self,
        corpus: Corpus,
        phrases: PhraseFinder,
        encode_query: Callable[[str], FloatArray],
        profiles: LanguageProfiles | None,
        parameters: Parameters = PARAMETERS,
    ) -> None:
        self._corpus = corpus
        self.fusion = parameters.fusion
        self.lexical = LexicalLeg(corpus, phrases, parameters.bm25)
        self.dense = DenseLeg(corpus, parameters.nearness)
        self._background = LanguageBackground(corpus.languages, corpus.wide_languages, profiles)
        self._encode_query = encode_query

    def words(self, question: Question) -> Words:
        """What the lexical leg says of a question: all that can be said before its embedding is there."""
        scores = self.lexical.score(question.terms).within(question.allowed, self._corpus.articles)
        found = scores.best(CANDIDATE_ARTICLES, self._corpus.keys)
        of_article = float(scores.articles[found[0]]) if len(found) else 0.0
        of_passages = scores.articles is scores.chunks
        return Words(scores, of_article, of_article if of_passages else float(scores.chunks.max(initial=0)), found)

    def rank(self, mode: Mode, question: Question, words: Words | None = None) -> Ranking:
        """Rank in the mode that is asked; lexical mode needs no embedding. `words` are those of the question, if they
        are known.
        """
        if not question.text or not len(self._corpus):
            return self._by_nothing(question)
        match mode:
            case Mode.LEXICAL:
                return self._by_words(question, words or self.words(question))
            case Mode.DENSE:
                return self._by_meaning(question)
            case Mode.HYBRID:
                return self.fused(self.gathered(question, words), self.fusion)

    def _by_nothing(self, question: Question) -> Ranking:
        """All allowed articles as equals, each with its first chunk."""
        allowed = np.ones(len(self._corpus.starts) - 1, np.bool_) if question.allowed is None else question.allowed
        articles = np.flatnonzero(allowed).astype(np.int32)
        equal = np.zeros(len(articles))
        first = self._corpus.starts[articles].astype(np.int32)
        return Ranking(Scored(articles, equal, {}), Scored(first, equal, {}), None, None, Evidence(equal, equal, equal))

    def _by_words(self, question: Question, words: Words) -> Ranking:
        found, articles = words.scores, np.sort(words.best)
        if question.suffices:
            articles = with_few(articles, question.allowed)
        rows = scored_rows(self._corpus, articles, np.empty(0, np.int32), found.chunks)
        rows = rows[(found.chunks[rows] > 0) | (found.articles[self._corpus.articles[rows]] == 0)]
        return Ranking(
            _alone("lexical", articles, found.articles[articles], partial(by_maximum, highest=words.highest_article)),
            _alone("lexical", rows, found.chunks[rows], partial(by_maximum, highest=words.highest_chunk)),
            None,
            self.fusion.coverage(words.highest_article, found.attainable),
            Evidence.of_words(found.articles[articles], found.attainable),
            words=found,
        )

    def _by_meaning(self, question: Question) -> Ranking:
        query = self._query(question)
        near = self._near(question, query, np.empty(0, np.int32))
        return Ranking(
            _alone("dense", near.articles, near.nearness, near.scale.normalised),
            _alone("dense", near.rows, near.passages.scores, near.scale.normalised),
            near.passages.nearest,
            None,
            near.evidence,
            meaning=query,
            scale=near.scale,
        )

    def gathered(self, question: Question, words: Words | None = None) -> Gathered:
        """The candidates of both legs, scored by both; `words` as for `rank`."""
        words = words or self.words(question)
        query = self._query(question)
        near = self._near(question, query, words.best, words.scores.chunks)
        evidence = near.evidence.with_words(words.scores.articles[near.articles], words.scores.attainable)
        return Gathered(words, query, replace(near, evidence=evidence))

    def fused(self, gathered: Gathered, fusion: Fusion) -> Ranking:
        """What was gathered, ranked by the formula of `fusion`."""
        words, near = gathered.words.scores, gathered.near
        highest, of_chunk = gathered.words.highest_article, gathered.words.highest_chunk
        covered = fusion.coverage(highest, words.attainable, gathered.query.foreign_share)
        spoken = self._corpus.languages.owners
        of_articles, of_rows = words.shared[spoken[near.nearest_rows]], words.shared[spoken[near.rows]]
        return Ranking(
            _both(near.articles, words.articles, highest, near.nearness, near.scale, of_articles, fusion, covered),
            _both(near.rows, words.chunks, of_chunk, near.passages.scores, near.scale, of_rows, fusion, covered),
            near.passages.nearest,
            covered,
            near.evidence,
            words,
            gathered.query,
            near.scale,
        )

    def _near(self, question: Question, query: DenseQuery, by_words: IntArray, words: ScoreArray | None = None) -> Near:
        """What the dense leg says of the candidates; of those `by_words`, too, whose chunks have these scores."""
        allowed = question.allowed
        best_articles, chunks = self.dense.candidates(query, allowed)
        if allowed is not None:
            rivals, chunks_of_rivals = self.dense.candidates(query, None)
            best_articles, chunks = np.union1d(best_articles, rivals), np.union1d(chunks, chunks_of_rivals)
        best_articles = np.union1d(best_articles, by_words)
        articles = np.union1d(best_articles, with_few(by_words, allowed)).astype(np.int32)
        rows = scored_rows(self._corpus, articles, chunks, words)
        passages = self.dense.passages(query, rows)
        nearness, nearest_rows = self._articles_nearness(query, articles, rows, passages.scores)
        scale = min_max(nearness[np.isin(articles, best_articles)])
        evidence = self._evidence(query, articles, nearness, nearest_rows)
        near = Near(articles, rows, passages, nearness, nearest_rows, scale, evidence)
        return near.within(allowed, self._corpus.articles)

    def _evidence(
        self, query: DenseQuery, articles: IntArray, nearness: FloatArray, nearest_rows: IntArray
    ) -> Evidence:
        """What meaning says for articles, by their scores and nearest chunks."""
        foreign = query.foreign[self._corpus.languages.owners[nearest_rows]]
        cosines = query.length * nearness.astype(np.float64)
        return Evidence.of_meaning(cosines, self._corpus.stories(articles), foreign)

    def _articles_nearness(
        self, query: DenseQuery, articles: IntArray, rows: IntArray, scores: FloatArray
    ) -> tuple[FloatArray, IntArray]:
        """Scores of articles by the dense leg, and the nearest of the given rows of each."""
        nearest = _first_of_best(self._corpus.articles[rows], scores)
        return self.dense.articles(query, articles, scores[nearest]), rows[nearest]

    def _query(self, question: Question) -> DenseQuery:
        return self._background.query(question.text, self._encode_query(question.text))


def _first_of_best(owners: IntArray, scores: FloatArray) -> IntArray:
    """Of each article the position of its best row; rows of an article follow each other."""
    order = np.lexsort((-scores, owners))
    return order[np.flatnonzero(np.diff(owners[order], prepend=-1))].astype(np.int32)


def _alone(name: str, numbers: IntArray, raw: ScoreArray, scaled: Callable[[ScoreArray], ScoreArray]) -> Scored:
    """Scores of a single leg."""
    leg = ScoredLeg(raw, scaled(raw), np.ones(len(raw)))
    return Scored(numbers, leg.contributions, {name: leg})


def _both(
    numbers: IntArray,
    words: ScoreArray,
    highest: float,
    nearness: ScoreArray,
    scale: Scale,
    shared: ScoreArray,
    fusion: Fusion,
    covered: float,
) -> Scored:
    """Scores of both legs; `words` are those of all articles or chunks, `highest` their best, the rest is of the
    candidates.
    """
    lexical = by_maximum(words[numbers], highest)
    weights: dict[str, Weights] = fusion.weights(lexical, shared, covered)
    legs = {
        "lexical": ScoredLeg(words[numbers], lexical, weights["lexical"]),
        "dense": ScoredLeg(nearness, scale.normalised(nearness), weights["dense"]),
    }
    return Scored(numbers, legs["lexical"].contributions + legs["dense"].contributions, legs)
