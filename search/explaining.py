"""Explains one ranking: the same legs are asked again, about single terms and single articles."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.articles import Article, clipped
from indexer.postings import IntArray
from search.bm25 import CountedTerm, ScoreArray
from search.candidates import CANDIDATE_ARTICLES, scored_rows
from search.corpus import Corpus
from search.dense import MOST_PLACES
from search.explanation import (
    ArticleExplanation,
    MeaningOfArticle,
    PassageExplanation,
    QueryExplanation,
    RelevanceExplanation,
    TermShare,
    Window,
    Words,
    WordsOfArticle,
)
from search.grouping import Grouper, place
from search.lexical import TermScores, meant_by
from search.query.conditions import Query
from search.question import Question
from search.ranking import Ranker, Ranking
from search.relevance import Calibration
from search.similar import members
from search.terms import QueryTerm
from search.understanding import understood
from search.window_search import NearWindow

_OPENING = 40  # characters that a passage is known by
_ALIAS = "a suspected misprint, or a space within"


@dataclass(frozen=True)  # without slots, for what is computed is kept
class Explainer:
    """Explains how `question`, which is what `query` asks, was answered by `ranking`.

    `calibrated` tells relevance, None where it is not known; `unfulfilled` which parts of the condition an article with
    this number does not fulfil.
    """

    corpus: Corpus
    ranker: Ranker
    query: Query
    question: Question
    ranking: Ranking
    calibrated: Calibration | None
    unfulfilled: Callable[[int], list[str]]

    @cached_property
    def _terms(self) -> list[tuple[QueryTerm, TermScores]]:
        asked = self.question.terms if self.ranking.words else ()
        return [(term, self.ranker.lexical.counted(term)) for term in asked]

    @cached_property
    def _grouper(self) -> Grouper:
        return Grouper(self.corpus, self.ranking, ())

    @cached_property
    def _order(self) -> dict[int, tuple[int, int]]:
        """Of each candidate article its place in the ranking, and its rank."""
        ranked = self._grouper.ranked(len(self.ranking.articles.numbers))
        numbers = self.ranking.articles.numbers
        return {int(numbers[one.candidate]): (one.candidate, rank) for rank, one in enumerate(ranked, 1)}

    def understood(self) -> QueryExplanation:
        """How the question was understood."""
        return understood(self.query, self.question.expansions, self._terms, self.ranking, self.ranker.fusion)

    def article(self, number: int, standing: Iterable[str] = ()) -> ArticleExplanation:
        """What made the score of the article with this number; `standing` is what else keeps it from being a hit."""
        article = self.corpus.article(number)
        candidate, rank = self._order.get(number, (None, None))
        scores = {} if candidate is None else self._grouper.scores(candidate)
        passages = _Passages(self, number)
        words, meaning = self._words(number, passages), self._meaning(number, passages)
        return ArticleExplanation(
            id=article.id,
            display_title=article.display_title,
            rank=rank,
            score=None if candidate is None else sum(leg.contribution for leg in scores.values()),
            reasons=tuple(self._why_not(number, words, meaning) if candidate is None else standing),
            scores=scores,
            words=words,
            meaning=meaning,
            passages=passages.explained(article),
            relevance=None if candidate is None else self._relevance(candidate),
        )

    def standing(self, number: int, fold: bool, floor: float | None) -> list[str]:
        """What keeps a candidate from being a hit of its own."""
        candidate, rank = self._order.get(number, (None, 0))
        if candidate is None:
            return []
        found = []
        relevance = self._relevance(candidate)
        if floor is not None and relevance is not None and relevance.relevance < floor:
            found.append(f"its relevance {relevance.relevance:.3f} is below the floor of {floor}")
        better = [other for other in members(self.corpus.groups, number) if self._order.get(other, (0, rank))[1] < rank]
        if fold and better:
            best = min(better, key=lambda other: self._order[other][1])
            found.append(f"it is folded under {self.corpus.id(best)}, a near-duplicate that ranks higher")
        return found

    def passages_shown(self, number: int) -> list[int]:
        """Rows of the passages of an article that are shown with it."""
        if number not in self._order:
            return []
        return [int(self.ranking.passages.numbers[place]) for place in self._grouper.passages_of(number)]

    def rows(self, number: int) -> IntArray:
        """Rows of an article that are scored for meaning: those of the ranking, else those that would have been."""
        if number in self._order:
            scored = self.ranking.passages.numbers
            rows: IntArray = scored[self.corpus.articles[scored] == number]
            return rows
        words = self.ranking.words.chunks if self.ranking.words else None
        return scored_rows(self.corpus, np.array([number], np.int32), np.empty(0, np.int32), words)

    def _words(self, number: int, passages: "_Passages") -> WordsOfArticle | None:
        words = self.ranking.words
        if words is None:
            return None
        whole = self.words_of(number, lambda scores: scores.articles, passages.rows)
        best = passages.by_words.max(initial=0)
        score = self.ranker.lexical.mixing.mixed(np.array([best], np.float32), np.array([whole.score], np.float32))[0]
        found = words.articles[number] > 0
        rank = 1 + int(np.count_nonzero(words.articles > score)) if found else None
        return WordsOfArticle(float(score), rank, float(best), whole, self.ranker.lexical.whole)

    def _meaning(self, number: int, passages: "_Passages") -> MeaningOfArticle | None:
        query, nearest = self.ranking.meaning, passages.nearest
        if query is None or nearest is None:
            return None
        row, nearness = nearest
        dense, spoken = self.ranker.dense, self.corpus.languages
        score = dense.articles(query, np.array([number], np.int32), np.array([nearness], np.float32))[0]
        wide = _window(dense.near_article(query, number))
        language = int(spoken.owners[row])
        shared = float(self.ranking.words.shared[language]) if self.ranking.words else 1.0
        return MeaningOfArticle(float(score), nearness, wide, dense.narrow_share, str(spoken.codes[language]), shared)

    def words_of(self, document: int, kind: Callable[[TermScores], CountedTerm], rows: range) -> Words:
        """BM25 of one document, a chunk or an article as one, whose chunks are `rows`, term by term."""
        total = np.float32(0)
        shares = []
        for term, scores in self._terms:
            for counted, is_printed in zip(kind(scores).shares, (True, False), strict=False):
                at = int(np.searchsorted(counted.documents, document))
                if at == len(counted.documents) or counted.documents[at] != document:
                    continue
                total += counted.shares[at]
                by = () if is_printed else self._meant_by(term, rows)
                shares.append(TermShare(term.form.text, int(counted.frequencies[at]), float(counted.shares[at]), by))
        return Words(float(total), tuple(shares))

    def _meant_by(self, term: QueryTerm, rows: range) -> tuple[str, ...]:
        """What in these chunks may mean a term that is not printed."""
        found = ((form, self.ranker.lexical.found(form)[0]) for form in meant_by(term))
        inside = (form for form, has in found if np.diff(np.searchsorted(has, [rows.start, rows.stop]))[0])
        return tuple(form.text if form in term.alternatives else _ALIAS for form in inside)

    def _relevance(self, candidate: int) -> RelevanceExplanation | None:
        if self.calibrated is None:
            return None
        evidence = self.ranking.evidence.of(np.array([candidate]))
        parts = {name: float(value[0]) for name, value in self.calibrated.parts(evidence).items()}
        return RelevanceExplanation(
            words=float(evidence.words[0]),
            lead=float(evidence.lead[0]),
            foreign=bool(evidence.foreign[0]),
            parts=parts,
            odds=sum(parts.values()),
            relevance=float(self.calibrated.relevance(evidence)[0]),
        )

    def _why_not(self, number: int, words: WordsOfArticle | None, meaning: MeaningOfArticle | None) -> list[str]:
        """Why an article is no candidate."""
        allowed = self.question.allowed
        if allowed is not None and not allowed[number]:
            return [f"it does not fulfil: {part}" for part in self.unfulfilled(number)]
        return [*self._not_by_words(words), *self._not_by_meaning(number, meaning)]

    def _not_by_words(self, words: WordsOfArticle | None) -> list[str]:
        if words is None or self.ranking.words is None:
            return []
        if words.rank is None:
            return ["by words: it has none of the query's words"]
        found = int(np.count_nonzero(self.ranking.words.articles))
        return [
            f"by words: number {words.rank} of {found} articles that have one; the best {CANDIDATE_ARTICLES} compete"
        ]

    def _not_by_meaning(self, number: int, meaning: MeaningOfArticle | None) -> list[str]:
        query, scale = self.ranking.meaning, self.ranking.scale
        if meaning is None or query is None or scale is None:
            return []
        places = self.ranker.dense.places(query, self.question.allowed, number)
        by_passage, whole = (f"number {place}" if place else f"beyond {MOST_PLACES} parts" for place in places)
        has = f"nearness {meaning.nearness:.3f}, where candidates have {scale.low:.3f} or more"
        return [f"by meaning: {by_passage} by its nearest passage, {whole} by its beginning; {has}"]


class _Passages:
    """The passages of one article as both legs see them."""

    def __init__(self, explainer: Explainer, number: int) -> None:
        self._explainer = explainer
        self._number = number
        self.rows = range(*explainer.corpus.starts[number : number + 2].tolist())
        self.by_words = self._by_words()

    def _by_words(self) -> ScoreArray:
        """BM25 of all passages of the article, float32 [passages], whether or not it may be a hit."""
        scores = np.zeros(len(self.rows), np.float32)
        for _, term in self._explainer._terms:
            for counted in term.chunks.shares:
                inside = slice(*np.searchsorted(counted.documents, [self.rows.start, self.rows.stop]))
                scores[counted.documents[inside] - self.rows.start] += counted.shares[inside]
        return scores

    @cached_property
    def nearest(self) -> tuple[int, float] | None:
        """The row of the passage nearest in meaning, and its nearness; None where meaning was not asked."""
        query = self._explainer.ranking.meaning
        if query is None:
            return None
        rows = self._explainer.rows(self._number)
        scores = self._explainer.ranker.dense.passages(query, rows).scores
        best = int(np.argmax(scores))
        return int(rows[best]), float(scores[best])

    def explained(self, article: Article) -> tuple[PassageExplanation, ...]:
        """Those that are shown, and those that made the score, best first."""
        best = [self.rows[int(np.argmax(self.by_words))]] if self.by_words.any() else []
        nearest = [self.nearest[0]] if self.nearest else []
        rows = dict.fromkeys([*self._explainer.passages_shown(self._number), *best, *nearest])
        return tuple(self._passage(article, row, [row] == best, [row] == nearest) for row in rows)

    def _passage(self, article: Article, row: int, best_by_words: bool, nearest: bool) -> PassageExplanation:
        explainer = self._explainer
        chunk = explainer.corpus.placed(row)
        query = explainer.ranking.meaning
        only = range(row, row + 1)
        return PassageExplanation(
            paragraphs=place(article, chunk).paragraphs,
            opening=clipped(article.body[chunk.start : chunk.end], _OPENING),
            words=explainer.words_of(row, lambda scores: scores.chunks, only) if explainer.ranking.words else None,
            window=_window(explainer.ranker.dense.near_passage(query, row)) if query else None,
            best_by_words=best_by_words,
            nearest=nearest,
        )


def _window(near: NearWindow) -> Window:
    return Window(
        near.window + 1, near.windows, near.cosine, round(near.cosine - near.nearness, 6) + 0.0, near.nearness
    )
